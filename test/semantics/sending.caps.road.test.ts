import type { JsonObject } from '@snodo/base'
import { changeSettings, proposedSettings } from '@snodo/engine'
import { beforeEach, expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

// A Monday, noon in London and 13:00 in Rome.
const stage = useStage()
const set = (values: Record<string, unknown>) => changeSettings(stage.rig.engine, { values, author: 'test' })
const cap = (more: JsonObject = {}) => ({ channel: 'email', most: 1, window: { rolling: 'PT10H' }, whenFull: 'hold', ...more })

beforeEach(() => set({ caps: [], breaker: { perDay: 100, repeats: null }, quietHours: { email: null, sms: null } }))

/** A flow that sends one message and tells by which port it was left. */
async function sending(event: string, more: JsonObject = {}, priority = 0, node = 'core.send-email') {
  return stage.flow({
    settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order' }, priority },
    nodes: {
      start: start(event),
      hello: [node, node === 'core.send-sms' ? { content: { body: event }, ...more } : mail(event, more)],
      sent: ['core.end', {}],
      unsent: ['core.end', {}],
    },
    edges: ['start:started>hello', 'hello:sent>sent', 'hello:notSent>unsent'],
  })
}
let orders = 0
/** Each is another order, so that nobody is already inside for it. */
const order = (user: string, event: string) => track(user, event, { order: String(++orders) })
const told = async (flow: Awaited<ReturnType<typeof sending>>) =>
  (await flow.messages()).map(({ state, because }) => because ?? state)

test('rule 19: a capped message is held until there is room, and then goes', async () => {
  await set({ caps: [cap()] })
  const flow = await sending('A1')
  await stage.collect(person('a1'), order('a1', 'A1'), order('a1', 'A1'))
  expect((await told(flow)).sort()).toEqual(['CAPPED', 'sent'])
  await stage.pass(9 * HOUR)
  expect((await told(flow)).sort()).toEqual(['CAPPED', 'sent'])
  await stage.pass(HOUR + 1000)
  expect(await told(flow)).toEqual(['sent', 'sent'])
})

test('rule 19: what no room comes for within 24 hours leaves by not sent, with the values compared', async () => {
  await set({ caps: [cap({ window: { rolling: 'P3D' } })] })
  const flow = await sending('A2')
  await stage.collect(person('a2'), order('a2', 'A2'), order('a2', 'A2'))
  const [held] = (await flow.reasons()).filter(({ node }) => node === 'hello')
  expect(held).toMatchObject({
    port: 'notSent',
    code: 'HELD_TOO_LONG',
    values: { held: 'CAPPED', most: 1, sent: 1, window: 'P3D', hours: 24 },
  })
})

test('rule 19: a cap that skips does not hold', async () => {
  await set({ caps: [cap({ whenFull: 'skip' })] })
  const flow = await sending('A3')
  await stage.collect(person('a3'), order('a3', 'A3'), order('a3', 'A3'))
  expect((await flow.messages()).map(({ state }) => state).sort()).toEqual(['notSent', 'sent'])
  expect((await flow.ends()).map(({ node }) => node).sort()).toEqual(['sent', 'unsent'])
})

test('rule 19: the last place goes to the flow of higher priority, also where the other came a moment earlier', async () => {
  await set({ caps: [cap({ whenFull: 'skip' })] })
  const low = await sending('Low', {}, 1)
  const high = await sending('High', {}, 9)
  // Both are written before anything is judged: the lower one first.
  await stage.collect(person('a4'), order('a4', 'Low'), order('a4', 'High'))
  expect(await told(low)).toEqual(['CAPPED'])
  expect(await told(high)).toEqual(['sent'])
})

test('rule 19: the place of a message that came to nothing is given back to who was held for it', async () => {
  await set({ caps: [cap()] })
  const empty = await sending('Empty', { content: { subject: '{{ entry.subject }}', body: 'x' } }, 9)
  const flow = await sending('A6')
  // The one that matters more takes the place, and cannot be written.
  await stage.collect(person('a6'), order('a6', 'Empty'), order('a6', 'A6'))
  expect(await told(empty)).toEqual(['RENDER_ERROR'])
  await stage.pass(1000)
  expect(await told(flow)).toEqual(['sent'])
})

test('rule 19: a cap may count one kind of message, on any channel', async () => {
  await set({ caps: [cap({ channel: null, tag: 'offer', whenFull: 'skip' })] })
  const offer = await sending('Offer', { tag: 'offer' })
  const text = await sending('Text Offer', { tag: 'offer' }, 0, 'core.send-sms')
  const news = await sending('News')
  await stage.collect(person('a7'), order('a7', 'Offer'))
  await stage.collect(order('a7', 'Text Offer'), order('a7', 'News'))
  expect([await told(offer), await told(text), await told(news)]).toEqual([['sent'], ['CAPPED'], ['sent']])
})

test('rule 19: a calendar window begins at midnight of its own zone', async () => {
  await stage.rig.turnTo((Math.floor(stage.now() / DAY) + 1) * DAY + 12 * HOUR)
  await set({ caps: [cap({ window: { calendar: 'day', zone: 'Asia/Tokyo' } })] })
  const flow = await sending('A8')
  await stage.collect(person('a8', { timeZone: 'Europe/Rome' }), order('a8', 'A8'), order('a8', 'A8'))
  // It is noon in London: in Tokyo the next day begins in three hours.
  await stage.pass(3 * HOUR - 60_000)
  expect((await told(flow)).sort()).toEqual(['CAPPED', 'sent'])
  await stage.pass(2 * 60_000)
  expect(await told(flow)).toEqual(['sent', 'sent'])
})

test('rule 20: transactional messages neither count nor are counted, and skip quiet hours, but never a legal opt-out', async () => {
  await set({
    caps: [cap({ whenFull: 'skip' })],
    quietHours: { email: { windows: [{ from: '00:00', to: '23:59' }], days: [], holidays: null, whenQuiet: 'skip' } },
  })
  const receipt = await sending('Receipt', { purpose: 'transactional' })
  await stage.collect(person('a9', { consents: {} }), order('a9', 'Receipt'), order('a9', 'Receipt'))
  expect(await told(receipt)).toEqual(['sent', 'sent'])
  const denied = await stage.row<{ id: string; lane: number }>(`select id, lane from contacts where user_id = 'a9'`)
  await stage.rig.engine.pool.query(
    `insert into consents (lane, contact_id, channel, purpose, state, basis, at) values ($1, $2, 'email', 'transactional', 'denied', 'objection', $3)`,
    [denied.lane, denied.id, new Date(stage.now())],
  )
  await stage.collect(order('a9', 'Receipt'))
  expect(await told(receipt)).toEqual(['sent', 'sent', 'CONSENT_DENIED'])
})

test('rule 21: what would be held beyond its expiry says at once that it is too late to make sense', async () => {
  await set({ caps: [cap({ window: { rolling: 'PT10H' } })] })
  const flow = await sending('A10', { expireIfLateBy: 'PT6H' })
  await stage.collect(person('a10'), order('a10', 'A10'), order('a10', 'A10'))
  expect((await told(flow)).sort()).toEqual(['EXPIRED', 'sent'])
  expect((await flow.reasons()).filter(({ code }) => code === 'EXPIRED')).toMatchObject([{ values: { held: 'CAPPED', most: 1 } }])
})

test('rule 19: what is proposed at set-up is two e-mails a day and six a week, one SMS a day and two a week', async () => {
  const { caps } = proposedSettings()
  expect(caps.map(({ channel, most, window }) => [channel, most, window])).toEqual([
    ['email', 2, { rolling: 'PT24H' }],
    ['email', 6, { rolling: 'P7D' }],
    ['sms', 1, { rolling: 'PT24H' }],
    ['sms', 2, { rolling: 'P7D' }],
  ])
  await set({ caps })
  const flow = await sending('A11')
  await stage.collect(person('a11'), order('a11', 'A11'), order('a11', 'A11'))
  await stage.pass(HOUR)
  await stage.collect(order('a11', 'A11'))
  expect((await told(flow)).sort()).toEqual(['CAPPED', 'sent', 'sent'])
})
