import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliverLimits } from '../rules/sending/deliver-limits.ts'
import { makeScene, recordingChannel, type Scene } from '../testing/scene.ts'
import { deliver } from './deliver.ts'

const LANE = 5
let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }

beforeEach(async () => {
  db = await freshDatabase()
  // A Saturday, 10:00 in Rome.
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z')
  at = await scene.flow()
  await scene.content(at.flow, 'hello', { subject: 'Ciao {{ contact.firstName }}', body: 'Total {{ entry.total }}' })
})
afterEach(() => db.drop())

async function reader(attributes = { firstName: 'Maria' }) {
  const contact = await scene.contact({ lane: LANE, attributes })
  await scene.consent(contact, 'granted')
  return contact
}

test('without consent a marketing message is not sent, and a waiting enrollment is told so', async () => {
  const contact = await scene.contact({ lane: LANE })
  const key = await scene.message(contact, at, { awaited: true })
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'notSent', because: { code: 'CONSENT_UNKNOWN' } })
  const [enrollment] = key.split(':')
  expect(await scene.inbox()).toMatchObject([
    {
      kind: 'fate',
      name: 'Message Not Sent',
      payload: { enrollment, visit: 2, node: 'hello', fate: 'notSent', because: { code: 'CONSENT_UNKNOWN' } },
    },
  ])
  expect(scene.rung.move).toEqual([LANE])
})

test('with consent it is rendered and sent, and the rendered text is kept', async () => {
  const key = await scene.message(await reader(), at, {
    scope: { entry: { event: 'Cart', at: 1, properties: { total: 12 } }, vars: {} },
  })
  await deliver(scene.deliverContext(), LANE)
  const seen = await scene.readMessage(key)
  expect(seen).toMatchObject({ state: 'sent', provider: 'sandbox', rendered: { subject: 'Ciao Maria' } })
  expect(seen.rendered!.html).toContain('Total 12')
  expect(seen.rendered!.html).toContain(String(seen.rendered!.unsubscribeUrl).replaceAll("'", '&#39;'))
  // Nobody waits for this fate and no flow listens.
  expect(await scene.inbox()).toEqual([])
})

test('a flow that listens to sent messages is told', async () => {
  await scene.message(await reader(), at)
  await deliver(scene.deliverContext({ listensTo: (name) => name === 'Message Sent' }), LANE)
  expect(await scene.inbox()).toMatchObject([{ kind: 'fate', name: 'Message Sent' }])
})

test('delivering twice sends once', async () => {
  await scene.set('sending', { mode: 'live' })
  const channel = recordingChannel()
  await scene.message(await reader(), at)
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  await Promise.all([deliver(context, LANE), deliver(context, LANE)])
  await deliver(context, LANE)
  expect(channel.handed).toHaveLength(1)
})

test('until sending is live nothing reaches a provider', async () => {
  const channel = recordingChannel()
  const key = await scene.message(await reader(), at)
  await deliver(scene.deliverContext({ channels: new Map([['email', channel]]) }), LANE)
  expect(channel.handed).toEqual([])
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent', provider: 'sandbox' })
})

test('a message of a contact with unread events waits for intake', async () => {
  const contact = await reader()
  const key = await scene.message(contact, at)
  await db.pool.query(
    `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at) values ($1, $2, $3, 'track', 'X', $4, $4)`,
    [LANE, await scene.newId(LANE), contact, new Date(scene.clock.now())],
  )
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
  expect(scene.rung.move).toEqual([LANE])
})

test('what an event has just set off is handed over before what has long been due, and a steady stream of it starves nobody', async () => {
  await scene.set('sending', { mode: 'live' })
  const channel = recordingChannel()
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  await scene.set('breaker', { perDay: 1000 })
  const bulk = await scene.message(await reader(), at, { urgency: 1, dueAt: scene.clock.now() - 60_000 })
  const contact = await reader()
  const urgent: string[] = []
  for (let i = 0; i <= deliverLimits.tripSize; i++)
    urgent.push(await scene.message(contact, at, { urgency: 0, purpose: 'transactional' }))
  expect(await deliver(context, LANE)).toMatchObject({ claimed: deliverLimits.tripSize + 1, more: 'now' })
  expect(channel.handed.map(({ key }) => key)).toEqual([...urgent.slice(0, deliverLimits.tripSize), bulk])
  expect(await deliver(context, LANE)).toMatchObject({ claimed: 1, more: null })
})

test('beside what an event has just set off a run takes few of a drain: it would wait for all of them, and others behind it', async () => {
  await scene.set('breaker', { perDay: 1000 })
  const contact = await reader()
  for (let i = 0; i < deliverLimits.besideUrgent + 2; i++)
    await scene.message(contact, at, { urgency: 1, purpose: 'transactional' })
  await scene.message(contact, at, { urgency: 0, purpose: 'transactional' })
  expect(await deliver(scene.deliverContext(), LANE)).toMatchObject({ claimed: deliverLimits.besideUrgent + 1, more: 'turn' })
  expect(await deliver(scene.deliverContext(), LANE)).toMatchObject({ claimed: 2, more: null })
})

test('of a drain a run takes a share and asks for its next turn', async () => {
  await scene.set('breaker', { perDay: 1000 })
  const contact = await reader()
  for (let i = 0; i <= deliverLimits.tripSize; i++) await scene.message(contact, at, { urgency: 1, purpose: 'transactional' })
  expect(await deliver(scene.deliverContext(), LANE)).toMatchObject({ claimed: deliverLimits.tripSize, more: 'turn' })
})

test('a lane somebody else moves is left alone', async () => {
  const key = await scene.message(await reader(), at)
  const other = await db.pool.raw.connect()
  await other.query('begin')
  await other.query('select 1 from lanes where lane = $1 for update', [LANE])
  expect(await deliver(scene.deliverContext(), LANE)).toMatchObject({ locked: true })
  await other.query('rollback')
  other.release()
  expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
})

test('a broken template fails its own message alone', async () => {
  await scene.content(at.flow, 'broken', { subject: 'x', body: '{{ contact.firstName | nope }}' })
  const broken = await scene.message(await reader(), at, { node: 'broken', awaited: true })
  const good = await scene.message(await reader(), at)
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(broken)).toMatchObject({ state: 'notSent', because: { code: 'RENDER_ERROR' } })
  expect(await scene.readMessage(good)).toMatchObject({ state: 'sent' })
  expect(await scene.inbox()).toMatchObject([{ payload: { fate: 'notSent', because: { code: 'RENDER_ERROR' } } }])
})

test('the newest content applies to whoever has not been sent yet', async () => {
  await scene.content(at.flow, 'hello', { subject: 'Corrected', body: 'b' }, 2)
  const key = await scene.message(await reader(), at)
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ rendered: { subject: 'Corrected', revision: 2 } })
})

test('what a provider asks to retry comes back with backoff, no sooner than it said', async () => {
  await scene.set('sending', { mode: 'live' })
  let answers = 0
  const channel = recordingChannel(() =>
    answers++ === 0
      ? { fate: 'retry', afterMs: 120_000, slows: false, because: '451 greylisted' }
      : { fate: 'accepted', providerId: 'ok' },
  )
  const key = await scene.message(await reader(), at)
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  const start = scene.clock.now()
  const report = await deliver(context, LANE)
  const seen = await scene.readMessage(key)
  expect(seen).toMatchObject({ state: 'due', attempts: 1, because: { code: 'RETRYING' } })
  expect(seen.due_at).toBeGreaterThanOrEqual(start + 120_000)
  expect(report.nextAt).toBe(seen.due_at)
  scene.clock.turnTo(seen.due_at)
  await deliver(context, LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent', provider_id: 'ok', attempts: 2 })
  expect(channel.handed.map((message) => message.key)).toEqual([key, key])
})

test('a hard refusal suppresses the address for every later message', async () => {
  await scene.set('sending', { mode: 'live' })
  const channel = recordingChannel(() => ({ fate: 'refused', hard: true, code: '550', say: 'no such user' }))
  const contact = await reader()
  const first = await scene.message(contact, at, { awaited: true })
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  await deliver(context, LANE)
  expect(await scene.readMessage(first)).toMatchObject({ state: 'notDelivered', because: { code: 'REFUSED' } })
  expect(await scene.inbox()).toMatchObject([{ name: 'Message Not Delivered', payload: { fate: 'notDelivered' } }])
  await db.pool.query('with rows as (delete from inbox) delete from parcels')
  const second = await scene.message(contact, at, { purpose: 'transactional' })
  await deliver(context, LANE)
  expect(await scene.readMessage(second)).toMatchObject({ state: 'notSent', because: { code: 'SUPPRESSED' } })
  expect(channel.handed).toHaveLength(1)
})

test('quiet hours hold a message and let it go when they end', async () => {
  const contact = await scene.contact({ lane: LANE, phone: '+393331234567' })
  await scene.consent(contact, 'granted', 'sms')
  await scene.content(at.flow, 'text', { body: 'Ciao' })
  scene.clock.turnTo('2026-11-20T20:30:00Z') // Friday 21:30 in Rome
  const key = await scene.message(contact, at, { node: 'text', channel: 'sms' })
  await deliver(scene.deliverContext(), LANE)
  const held = await scene.readMessage(key)
  expect(held).toMatchObject({
    state: 'due',
    because: { code: 'QUIET_HOURS', values: { zone: 'Europe/Rome', zoneFrom: 'phone' } },
  })
  expect(new Date(held.due_at).toISOString()).toBe('2026-11-21T08:00:00.000Z')
  scene.clock.turnTo(held.due_at)
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent', rendered: { text: 'Ciao' } })
})

test('a cap is not overrun by messages due together, and its place comes free again', async () => {
  await scene.set('caps', [{ channel: 'email', most: 1, window: { rolling: 'PT12H' }, whenFull: 'hold' }])
  const contact = await reader()
  const keys = [await scene.message(contact, at), await scene.message(contact, at)]
  await deliver(scene.deliverContext(), LANE)
  expect((await Promise.all(keys.map(scene.readMessage))).map((seen) => seen.state).sort()).toEqual(['due', 'sent'])
  scene.clock.turnBy(12 * 3_600_000 + 1000)
  await deliver(scene.deliverContext(), LANE)
  expect((await Promise.all(keys.map(scene.readMessage))).map((seen) => seen.state)).toEqual(['sent', 'sent'])
})

test('the breaker stops the sixth message to one contact in a day and tells the operator', async () => {
  const contact = await reader()
  const keys: string[] = []
  for (let n = 0; n < 6; n++) keys.push(await scene.message(contact, at))
  await deliver(scene.deliverContext(), LANE)
  const states = (await Promise.all(keys.map(scene.readMessage))).map((seen) => seen.because?.code ?? seen.state)
  expect(states.sort()).toEqual(['BREAKER', 'sent', 'sent', 'sent', 'sent', 'sent'])
  const { rows } = await db.pool.query('select actor, subject from audit')
  expect(rows).toEqual([{ actor: 'breaker', subject: `flow:${at.flow}` }])
  expect(await scene.readMessage(keys[5]!)).toMatchObject({ state: 'due', because: { values: { sent: 5, most: 5 } } })
})

test('a message too late to make sense is not sent', async () => {
  const key = await scene.message(await reader(), at, { expiresAt: scene.clock.now() + 1000 })
  scene.clock.turnBy(2000)
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'notSent', because: { code: 'EXPIRED' } })
})

test('a paused flow sends nothing, and goes on when it is resumed', async () => {
  const key = await scene.message(await reader(), at)
  await db.pool.query(`update flows set state = 'paused'`)
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
  await db.pool.query(`update flows set state = 'live'`)
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent' })
})

test('a pause while a provider works keeps what has not begun from beginning', async () => {
  await scene.set('sending', { mode: 'live' })
  const first = await scene.message(await reader(), at, { dueAt: scene.clock.now() - 1 })
  const second = await scene.message(await reader(), at)
  const channel = recordingChannel(
    async () => {
      await db.pool.query(`update flows set state = 'paused'`)
      return { fate: 'accepted', providerId: null }
    },
    { limits: { batchSize: 1, concurrency: 1 } },
  )
  await deliver(scene.deliverContext({ channels: new Map([['email', channel]]) }), LANE)
  expect(await scene.readMessage(first)).toMatchObject({ state: 'sent' })
  expect(await scene.readMessage(second)).toMatchObject({ state: 'due', attempts: 0 })
})

test('who stood still in the middle of a batch begins nothing more of it before it has looked for orders', async () => {
  await scene.set('sending', { mode: 'live' })
  const first = await scene.message(await reader(), at, { dueAt: scene.clock.now() - 1 })
  const second = await scene.message(await reader(), at)
  const channel = recordingChannel(() => {
    if (channel.handed.length === 1) scene.clock.turnBy(10_000)
    return { fate: 'accepted', providerId: null }
  })
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  await deliver(context, LANE)
  expect(await scene.readMessage(first)).toMatchObject({ state: 'sent' })
  expect(await scene.readMessage(second)).toMatchObject({ state: 'due', attempts: 0 })
  await deliver(context, LANE)
  expect(await scene.readMessage(second)).toMatchObject({ state: 'sent', attempts: 1 })
})

/** A process dies with messages claimed: it says nothing any more. */
