import type { JsonObject } from '@snodo/base'
import { type Channel, openOutboundHttp, readSmtpUrl, readTwilioUrl, smtpChannel, twilioSmsChannel } from '@snodo/channels'
import { startSmtpServer, startTwilioServer } from '@snodo/channels/testing'
import { changeSettings, listProviders } from '@snodo/engine'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mail, person, start, track, useStage } from './stage.ts'

/** Providers that are busy, away or slow: real servers of their protocols, and the clock turned by hand. */
const channels = new Map<string, Channel>()
const stage = useStage({ channels })
const SECOND = 1000
const MINUTE = 60 * SECOND
let smtp: Awaited<ReturnType<typeof startSmtpServer>>
let twilio: Awaited<ReturnType<typeof startTwilioServer>>
let http: ReturnType<typeof openOutboundHttp>
let open: Channel[] = []

beforeAll(async () => {
  ;[smtp, twilio] = await Promise.all([startSmtpServer(), startTwilioServer()])
  http = openOutboundHttp({ allowHosts: [twilio.host] })
})
afterAll(async () => {
  await Promise.all(open.map((channel) => channel.close()))
  await http.close()
  await Promise.all([smtp.close(), twilio.close()])
})
beforeEach(async () => {
  await set({ sending: { mode: 'live' }, providers: {}, quietHours: { email: null, sms: null } })
  await mailBy(smtp.url)
  channels.set('sms', keep(twilioSmsChannel({ settings: readTwilioUrl(twilio.url), http, clock: stage.rig.clock })))
  await stage.rig.engine.pool.query('delete from budgets')
})

const set = (values: Record<string, unknown>) => changeSettings(stage.rig.engine, { values, author: 'test' })

async function mailBy(url: string, timeouts: Partial<{ connectMs: number; silenceMs: number; messageMs: number }> = {}) {
  const settings = await readSmtpUrl(url)
  const patient = { ...settings, timeouts: { ...settings.timeouts, ...timeouts } }
  channels.set('email', keep(smtpChannel({ settings: patient, clock: stage.rig.clock, installation: 'test' })))
}

function keep(channel: Channel): Channel {
  open = [...open, channel]
  return channel
}

/** A flow that mails everybody once, and so many people who come into it now. */
async function mailing(name: string, many: number, node: [string, JsonObject] = ['core.send-email', mail(name)]) {
  const flow = await stage.flow({
    nodes: { start: start(name), send: node, end: ['core.end', {}] },
    edges: ['start:started>send', 'send:sent>end'],
  })
  const people = Array.from({ length: many }, (_, i) => `${name}-${i}`)
  const addresses = people.map((each) => `${each}@example.com`)
  return {
    flow,
    addresses,
    enter: () =>
      stage.collect(
        ...people.flatMap((each, i) => [
          person(each, { phone: `+4477009${String(many * 1000 + i).padStart(5, '0')}` }),
          track(each, name),
        ]),
      ),
    taken: () => smtp.mails.filter(({ to }) => to.some((address) => addresses.includes(address))).length,
    tried: () => smtp.recipients.filter((address) => addresses.includes(address)).length,
  }
}

const providerNow = async (name: string) => (await listProviders(stage.rig.engine, [])).find(({ provider }) => provider === name)

test('provider: a mail server that closes its service costs a handful of tries, not one for each message', async () => {
  const { enter, flow, addresses, taken, tried } = await mailing('closes', 14)
  for (const address of addresses) smtp.script(address, { do: 'refuse', at: 'rcpt', code: 421, text: '4.3.2 Shutting down' })
  await enter()
  expect(tried()).toBeLessThanOrEqual(5)
  await stage.pass(3 * MINUTE)
  // Tried again and again, by one message at a time; nobody has given up, nobody was told of as not delivered.
  expect(tried()).toBeLessThanOrEqual(13)
  expect((await flow.messages()).map(({ state }) => state)).toEqual(addresses.map(() => 'due'))
  expect(await providerNow('smtp')).toMatchObject({ budget: { say: expect.stringContaining('Shutting down') } })
  for (const address of addresses) smtp.script(address, { do: 'accept' })
  await stage.pass(8 * MINUTE)
  expect(taken()).toBe(14)
  expect((await flow.messages()).map(({ state }) => state)).toEqual(addresses.map(() => 'sent'))
  expect(await providerNow('smtp')).toMatchObject({ budget: { failures: 0, pausedUntil: null } })
})

test('provider: greylisting is one recipient’s affair and slows nobody else', async () => {
  const { enter, addresses, taken } = await mailing('grey', 10)
  smtp.script(addresses[0]!, { do: 'refuse', at: 'rcpt', code: 451, text: '4.7.1 Greylisted' })
  await enter()
  expect(taken()).toBe(9)
  expect((await providerNow('smtp'))?.budget.failures ?? 0).toBe(0)
  smtp.script(addresses[0]!, { do: 'accept' })
  await stage.pass(MINUTE)
  expect(taken()).toBe(10)
})

test('provider: a refused connection is the provider’s trouble, and everything goes once it is back', async () => {
  const away = await startSmtpServer()
  await away.close()
  await mailBy(away.url)
  const { enter, flow, taken } = await mailing('away', 12)
  await enter()
  expect((await flow.messages()).map(({ state }) => state)).toEqual(Array(12).fill('due'))
  const { tries } = await stage.row<{ tries: number }>('select sum(attempts)::int as tries from messages where flow_id = $1', [
    flow.id,
  ])
  expect(tries).toBeLessThanOrEqual(5)
  await mailBy(smtp.url)
  await stage.pass(10 * MINUTE)
  expect(taken()).toBe(12)
})

test('provider: Retry-After is kept for all of its messages, then one tries before the others follow', async () => {
  const busy = {
    do: 'refuse',
    status: 429,
    code: 20429,
    message: 'Too Many Requests',
    headers: { 'retry-after': '120' },
  } as const
  const { enter, flow } = await mailing('slower', 14, ['core.send-sms', { content: { body: 'Ciao' } }])
  const before = twilio.requests.length
  for (let i = 0; i < 14; i++) twilio.script(`+4477009${String(14_000 + i).padStart(5, '0')}`, busy)
  await enter()
  const tried = twilio.requests.length - before
  expect(tried).toBeLessThanOrEqual(10)
  await stage.pass(119 * SECOND)
  expect(twilio.requests.length - before).toBe(tried)
  for (let i = 0; i < 14; i++) twilio.script(`+4477009${String(14_000 + i).padStart(5, '0')}`, { do: 'accept' })
  await stage.pass(10 * MINUTE)
  expect((await flow.messages()).map(({ state }) => state)).toEqual(Array(14).fill('sent'))
})

test('provider: an answer lost after the message was taken is never sent again, and stops the others from being lost likewise', async () => {
  await mailBy(smtp.url, { silenceMs: 150, messageMs: 300 })
  const { enter, flow, addresses, tried } = await mailing('hangs', 15)
  for (const address of addresses) smtp.script(address, { do: 'hang' })
  await enter()
  const states = (await flow.messages()).map(({ state }) => state)
  expect(states.filter((state) => state === 'unknown').length).toBeLessThanOrEqual(5)
  expect(states.filter((state) => state === 'due').length).toBeGreaterThanOrEqual(10)
  for (const address of addresses) smtp.script(address, { do: 'accept' })
  await stage.pass(10 * MINUTE)
  expect(new Set((await flow.messages()).map(({ state }) => state))).toEqual(new Set(['sent', 'unknown']))
  expect(tried()).toBe(15)
})

test('provider: no more goes out in a second than its rate, and all of it in the end', async () => {
  await set({ providers: { smtp: { perSecond: 3 } } })
  const { enter, taken } = await mailing('paced', 11)
  await enter()
  const counts = [taken()]
  for (let second = 1; second <= 5; second++) {
    await stage.pass(SECOND)
    counts.push(taken())
  }
  for (let i = 1; i < counts.length; i++) expect(counts[i]! - counts[i - 1]!).toBeLessThanOrEqual(6)
  for (const [second, count] of counts.entries()) expect(count).toBeLessThanOrEqual(3 * (second + 1))
  expect(counts.at(-1)).toBe(11)
})

test('provider: the day’s budget spent, the rest goes tomorrow by the workspace’s clock', async () => {
  await set({ providers: { smtp: { perDay: 4 } } })
  const { enter, taken } = await mailing('daily', 6)
  await enter()
  expect(taken()).toBe(4)
  expect(await providerNow('smtp')).toMatchObject({ rate: { perDay: 4 }, budget: { used: 4 } })
  const midnight = (Math.floor(stage.now() / 86_400_000) + 1) * 86_400_000
  await stage.rig.turnTo(midnight + MINUTE)
  expect(taken()).toBe(6)
})
