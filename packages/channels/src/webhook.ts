import { createHmac } from 'node:crypto'
import type { Clock } from '@snodo/base'
import { channelFaults as faults } from './channel-faults.ts'
import type { OutboundHttp } from './outbound-http.ts'

/** The headers of a signed webhook after the Standard Webhooks specification; `id` stays the same on every retry. */
export function webhookHeaders(secret: string, id: string, atMs: number, body: string): Record<string, string> {
  const seconds = Math.floor(atMs / 1000)
  const signature = createHmac('sha256', readSecret(secret)).update(`${id}.${seconds}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${signature}` }
}

/**
 * The client, made to sign every request that carries an `idempotency-key` (a step's key) or a `webhook-id`, so that receivers can tell
 * ours from others' and repeats from news.
 */
export function signingHttp(http: OutboundHttp, secret: string, clock: Clock): OutboundHttp {
  readSecret(secret)
  return {
    request(request) {
      const given = Object.entries(request.headers ?? {})
      const value = (wanted: string) => given.find(([name]) => name.toLowerCase() === wanted)?.[1]
      const id = value('webhook-id') ?? value('idempotency-key')
      if (id === undefined) return http.request(request)
      const kept = given.filter(([name]) => !/^webhook-(id|timestamp|signature)$/i.test(name))
      const headers = { ...Object.fromEntries(kept), ...webhookHeaders(secret, id, clock.now(), request.body ?? '') }
      return http.request({ ...request, headers })
    },
  }
}

function readSecret(secret: string): Buffer {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1]
  if (encoded === undefined) throw faults.WEBHOOK_SECRET_INVALID({ problem: 'it is not whsec_ and base64' })
  const key = Buffer.from(encoded, 'base64')
  if (key.length < 24 || key.length > 64) throw faults.WEBHOOK_SECRET_INVALID({ problem: `it has ${key.length} bytes` })
  return key
}
