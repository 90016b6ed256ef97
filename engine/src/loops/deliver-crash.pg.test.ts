import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keepClaims } from '../ledgers/messages/settle-messages.ts'
import { NEVER, outageOf } from '../testing/outage.ts'
import { makeScene, recordingChannel, type Scene } from '../testing/scene.ts'
import { deliver } from './deliver.ts'
import { sweepMessages } from './upkeep-duties/sweep-messages.ts'
import { takeBackFrom } from './upkeep-duties/take-back.ts'

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

test('a crash between claim and settling is swept: claimed messages go out, those handed over are unknown', async () => {
  await scene.set('sending', { mode: 'live' })
  const dies = recordingChannel(() => Promise.reject(new Error('killed')), { idempotent: false })
  const marketing = await scene.message(await reader(), at, { awaited: true })
  const context = scene.deliverContext({ channels: new Map([['email', dies]]) })
  await expect(deliver(context, LANE)).rejects.toThrow('killed')
  expect(await scene.readMessage(marketing)).toMatchObject({ state: 'handed' })

  const transactional = await scene.message(await reader(), at, { purpose: 'transactional' })
  await expect(deliver(context, LANE)).rejects.toThrow('killed')

  scene.clock.turnBy(10 * 60_000)
  await sweepMessages(context)
  expect(await scene.readMessage(marketing)).toMatchObject({ state: 'unknown' })
  expect(await scene.readMessage(transactional)).toMatchObject({ state: 'due' })
  // The journey that waited for it goes on.
  expect(await scene.inbox()).toMatchObject([{ kind: 'fate', payload: { fate: 'sent', because: { code: 'UNKNOWN' } } }])

  const works = recordingChannel()
  await db.pool.query('with rows as (delete from inbox) delete from parcels')
  await deliver(scene.deliverContext({ channels: new Map([['email', works]]) }), LANE)
  expect(works.handed.map((message) => message.key)).toEqual([transactional])
})

test('a claimed message nobody handed over is sent by another process with the same key', async () => {
  const key = await scene.message(await reader(), at)
  await diesWithAClaim()
  expect(await scene.readMessage(key)).toMatchObject({ state: 'claimed' })
  scene.clock.turnBy(2 * 60_000)
  await sweepMessages(scene.deliverContext())
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent', provider_id: `sandbox:${key}` })
})

test('what a process held that was found dead goes out at once; if it was only frozen it settles nothing when it wakes', async () => {
  await scene.set('sending', { mode: 'live' })
  const [called, frozen] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const slow = recordingChannel(async () => {
    called.resolve()
    await frozen.promise
    return { fate: 'accepted', providerId: 'woken' }
  })
  const key = await scene.message(await reader(), at)
  const first = deliver(scene.deliverContext({ channels: new Map([['email', slow]]) }), LANE)
  await called.promise
  await takeBackFrom(scene.deliverContext(), ['another process'])
  expect(await scene.readMessage(key)).toMatchObject({ state: 'claimed' })
  await takeBackFrom(scene.deliverContext(), [db.pool.applicationName])
  expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
  expect(scene.rung.deliver).toEqual([LANE])

  const again = recordingChannel(() => ({ fate: 'accepted', providerId: 'again' }))
  await deliver(scene.deliverContext({ channels: new Map([['email', again]]) }), LANE)
  frozen.resolve()
  await first
  // The provider knows the second by the key it has had before.
  expect([...slow.handed, ...again.handed].map((message) => message.key)).toEqual([key, key])
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent', provider_id: 'again' })
  expect((await db.pool.query('select 1 from claims')).rows).toEqual([])
})

test('a process that is alive keeps its messages, however slow its provider is', async () => {
  const key = await scene.message(await reader(), at, { purpose: 'transactional' })
  await diesWithAClaim()
  const { rows } = await db.pool.query<{ token: string }>('select token from messages')
  for (let n = 0; n < 10; n++) {
    scene.clock.turnBy(30_000)
    await keepClaims(db.pool, LANE, rows[0]!.token, scene.clock.now())
    await sweepMessages(scene.deliverContext())
  }
  expect(await scene.readMessage(key)).toMatchObject({ state: 'claimed' })
})

test('who is among the workers keeps its messages even where it could not say for long that it is at it', async () => {
  const key = await scene.message(await reader(), at)
  await diesWithAClaim()
  const enrolled = /* sql */ `insert into workers (instance, lock_key, started_at, beat) values ($1, 1, $2, $2)`
  await db.pool.query(enrolled, [db.pool.applicationName, new Date(scene.clock.now())])
  scene.clock.turnBy(3_600_000)
  await sweepMessages(scene.deliverContext())
  expect(await scene.readMessage(key)).toMatchObject({ state: 'claimed' })
  await db.pool.query(/* sql */ `delete from workers`)
  await sweepMessages(scene.deliverContext())
  expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
})

test.each([
  ['the database goes away as it is settled', { statement: /^with done as \(update messages m set state = k\.state/, times: 5 }],
  ['it is settled, and the answer to that is lost', { statement: /^commit/, times: 1, after: 1, executed: true }],
  [
    'it is marked as handed over, and the answer to that is lost',
    { statement: /set state = 'handed'/, times: 1, executed: true },
  ],
] as const)('a provider that cannot tell a repetition brings each message once, and the ledger says so: %s', async (_, how) => {
  await scene.set('sending', { mode: 'live' })
  const channel = recordingChannel(() => ({ fate: 'accepted', providerId: 'taken' }), { idempotent: false })
  const marketing = await scene.message(await reader(), at, { awaited: true })
  const transactional = await scene.message(await reader(), at, { purpose: 'transactional' })
  const outage = outageOf(db.pool, how)
  await deliver(scene.deliverContext({ pool: outage.pool, channels: new Map([['email', channel]]) }), LANE)
  expect(outage.left()).toBe(0)
  scene.clock.turnBy(3_600_000)
  await sweepMessages(scene.deliverContext())
  await deliver(scene.deliverContext({ channels: new Map([['email', channel]]) }), LANE)
  expect(channel.handed.map((message) => message.key).sort()).toEqual([marketing, transactional].sort())
  for (const key of [marketing, transactional])
    expect(await scene.readMessage(key)).toMatchObject({ state: 'sent', provider_id: 'taken' })
  expect(await scene.inbox()).toMatchObject([{ kind: 'fate', payload: { fate: 'sent' } }])
  expect((await db.pool.query('select 1 from claims')).rows).toEqual([])
})

test('what a run had not begun when something kept it from going on is due again at once', async () => {
  const key = await scene.message(await reader(), at)
  const renderer = { render: () => Promise.reject(new Error('no thread')), close: async () => undefined }
  await expect(deliver(scene.deliverContext({ renderer }), LANE)).rejects.toThrow('no thread')
  expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
  expect((await db.pool.query('select 1 from claims')).rows).toEqual([])
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(key)).toMatchObject({ state: 'sent' })
})

test('what a provider says cannot keep the fates of others from being written', async () => {
  await scene.set('sending', { mode: 'live' })
  const odd = await scene.message(await reader(), at, { dueAt: scene.clock.now() - 1 })
  const other = await scene.message(await reader(), at)
  const channel = recordingChannel(({ key }) =>
    key === odd ? { fate: 'refused', hard: false, code: '550', say: 'no\0\ud800' } : { fate: 'accepted', providerId: 'a\0b' },
  )
  await deliver(scene.deliverContext({ channels: new Map([['email', channel]]) }), LANE)
  expect(await scene.readMessage(odd)).toMatchObject({ state: 'notDelivered', because: { values: { say: 'no\ufffd' } } })
  expect(await scene.readMessage(other)).toMatchObject({ state: 'sent', provider_id: 'ab' })
})

async function diesWithAClaim(): Promise<void> {
  const died = Promise.withResolvers<void>()
  const render = () => {
    died.resolve()
    return NEVER
  }
  void deliver(scene.deliverContext({ renderer: { render, close: async () => undefined } }), LANE)
  await died.promise
}
