import { answeringHttp, checkNode, type GivenAnswer, nodeMatchers, runNode } from '@snodo/node-sdk/testing'
import { expect, test } from 'vitest'
import { callWebhook } from './call-webhook.ts'

expect.extend(nodeMatchers)

test('it keeps the contract of nodes', async () => {
  await checkNode(callWebhook, { hash: '0f465a733a22d8b0' })
})

const config = { url: 'https://hooks.example.com/{{ contact.plan }}' }
const call = async (http: GivenAnswer[]) => (await runNode(callWebhook, { config, given: { http } })).someone

test('address, headers and body are filled in for each contact, and the key of the visit goes along', async () => {
  const http = answeringHttp([{ status: 200 }])
  await runNode(callWebhook, {
    config: { ...config, headers: { 'X-Plan': '{{ contact.plan }}' }, body: '{"email":"{{ contact.email }}"}' },
    contacts: {
      ada: { email: 'ada@example.com', attributes: { plan: 'gold' } },
      bob: { email: 'bob@example.com', attributes: { plan: 'free' } },
    },
    http,
  })
  expect(http.requests).toMatchObject([
    {
      url: 'https://hooks.example.com/gold',
      method: 'POST',
      headers: { 'x-plan': 'gold', 'idempotency-key': 'ada:1' },
      body: '{"email":"ada@example.com"}',
    },
    {
      url: 'https://hooks.example.com/free',
      method: 'POST',
      headers: { 'x-plan': 'free', 'idempotency-key': 'bob:1' },
      body: '{"email":"bob@example.com"}',
    },
  ])
})

test('a line break in a header value cannot start another header', async () => {
  const http = answeringHttp([{ status: 200 }])
  await runNode(callWebhook, {
    config: { ...config, headers: { 'X-City': '{{ contact.city }}' } },
    contacts: { eve: { attributes: { city: 'Roma\r\nX-Admin: yes' } } },
    http,
  })
  expect(http.requests[0]?.headers).toMatchObject({ 'x-city': 'Roma X-Admin: yes' })
})

test('a GET carries no body', async () => {
  const http = answeringHttp([{ status: 200 }])
  await runNode(callWebhook, { config: { ...config, method: 'GET', body: 'x' }, http })
  expect(http.requests[0]?.body).toBeUndefined()
})

test('busy and failing servers and broken lines are tried again', async () => {
  expect(await call([{ status: 503 }])).toRetry()
  expect(await call([{ status: 429, headers: { 'Retry-After': '120' } }])).toRetry(120_000)
  expect(await call([{ breaks: 'socket hang up' }])).toRetry()
})

test('a date in Retry-After is measured by the clock of the server that wrote it', async () => {
  const headers = { 'retry-after': 'Mon, 02 Mar 2026 09:05:00 GMT', date: 'Mon, 02 Mar 2026 09:00:00 GMT' }
  expect(await call([{ status: 503, headers }])).toRetry(300_000)
})

test('a refusal is final', async () => {
  expect(await call([{ status: 404 }])).toFail('answered 404')
  expect(await call([{ status: 301 }])).toFail('answered 301')
})

test('a broken template fails its contact alone', async () => {
  const answers = await runNode(callWebhook, {
    config,
    contacts: { ada: {}, bob: {} },
    http: answeringHttp([{ status: 200 }]),
    fill(template, contact) {
      if (contact === 'ada') throw new Error('unknown filter')
      return template
    },
  })
  expect(answers.ada).toFail('unknown filter')
  expect(answers.bob).toLeaveBy('done')
})

test('no more than eight requests are under way at once', async () => {
  let underWay = 0
  let most = 0
  const http = {
    async request() {
      most = Math.max(most, ++underWay)
      await Promise.resolve()
      underWay--
      return { status: 200, headers: {}, body: '' }
    },
  }
  await runNode(callWebhook, { config, contacts: Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`c${i}`, {}])), http })
  expect(most).toBe(8)
})
