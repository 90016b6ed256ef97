import { TurnedClock } from '@snodo/base'
import { describe, expect, it } from 'vitest'
import type { OutboundRequest } from './outbound-http.ts'
import { signingHttp, webhookHeaders } from './webhook.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"test": 2432232314}'
const signed = {
  'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
  'webhook-timestamp': '1614265330',
  'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
}

describe('a signed webhook', () => {
  it('has the signature the Standard Webhooks libraries give for the same message', () => {
    expect(webhookHeaders(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330_999, body)).toEqual(signed)
  })

  it('is signed by the client when it carries an id or an idempotency key, and cannot bring a signature of its own', async () => {
    const sent: OutboundRequest[] = []
    const http = signingHttp(
      {
        async request(request) {
          sent.push(request)
          return { status: 200, headers: {}, body: '' }
        },
      },
      secret,
      new TurnedClock(1614265330_000),
    )
    await http.request({
      url: 'https://shop.example/',
      method: 'POST',
      body,
      headers: { 'Webhook-Id': signed['webhook-id'], 'Webhook-Signature': 'v1,forged', 'x-a': 'b' },
    })
    await http.request({ url: 'https://shop.example/', headers: { 'x-a': 'b' } })
    await http.request({
      url: 'https://shop.example/',
      method: 'POST',
      body,
      headers: { 'idempotency-key': signed['webhook-id'] },
    })
    expect(sent[0]?.headers).toEqual({ ...signed, 'x-a': 'b' })
    expect(sent[1]?.headers).toEqual({ 'x-a': 'b' })
    expect(sent[2]?.headers).toEqual({ ...signed, 'idempotency-key': signed['webhook-id'] })
  })

  it.each(['', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_', 'whsec_AAAA', 'whsec_not base64!', `whsec_${'A'.repeat(88)}`])(
    'the secret %j is refused without being repeated',
    (bad) => {
      expect(() => webhookHeaders(bad, 'id', 0, '')).toThrow(expect.objectContaining({ code: 'WEBHOOK_SECRET_INVALID' }))
    },
  )
})
