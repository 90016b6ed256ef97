import { laneOf, slotOf } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeScene, type Scene } from '../testing/scene.ts'
import { mergeContacts } from './merge.ts'
import { doRequestedMerges } from './requested-merges.ts'

let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }
let winner: string
let loser: string

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z')
  at = await scene.flow()
  winner = await scene.contact({
    lane: 40,
    userId: 'u1',
    email: 'maria@example.com',
    attributes: { city: 'Roma' },
    tags: ['vip'],
  })
  loser = await scene.contact({ lane: 7, email: null, attributes: { city: 'Bari', size: 'M' } })
  await identity('userId', 'u1', winner)
  await identity('anonymousId', 'anon', loser)
})
afterEach(() => db.drop())

async function identity(kind: string, value: string, contact: string) {
  await db.pool.query(`insert into identities (slot, kind, value, lane, contact_id) values ($1, $2, $3, $4, $5)`, [
    slotOf(value),
    kind,
    value,
    laneOf(contact),
    contact,
  ])
}

async function event(contact: string, name: string, unread = false) {
  const lane = laneOf(contact)
  const id = await scene.newId(lane)
  const now = new Date(scene.clock.now())
  await db.pool.query(
    `insert into events (lane, id, contact_id, type, name, properties, occurred_at, received_at) values ($1, $2, $3, 'track', $4, '{"n": 1}', $5, $5)`,
    [lane, id, contact, name, now],
  )
  if (unread)
    await db.pool.query(
      `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at) values ($1, $2, $3, 'track', $4, $5, $5)`,
      [lane, id, contact, name, now],
    )
}

async function all(text: string) {
  return (await db.pool.query(text)).rows
}

/** Every table that names a contact, with the rows that still name this one. */
async function rowsNaming(contact: string) {
  const tables = [
    'identities',
    'events',
    'inbox',
    'consents',
    'consent_history',
    'memberships',
    'enrollments',
    'entries',
    'enrollment_ends',
    'messages',
    'coupons',
  ]
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const { rows } = await db.pool.query<{ n: number }>(`select count(*)::int as n from ${table} where contact_id = $1`, [
      contact,
    ])
    if (rows[0]!.n > 0) counts[table] = rows[0]!.n
  }
  return counts
}

test('the loser becomes an alias; its names, events, totals and profile are the winner’s', async () => {
  for (const name of ['Viewed', 'Viewed', 'Carted']) await event(loser, name)
  await event(winner, 'Viewed')
  expect(await mergeContacts(scene.engine, { loser, winner })).toEqual({ merged: true, contact: winner })
  expect(await rowsNaming(loser)).toEqual({})
  expect(await all(`select distinct lane, id % 64 as own, name from events where type = 'track' order by name`)).toEqual([
    { lane: 40, own: '40', name: 'Carted' },
    { lane: 40, own: '40', name: 'Viewed' },
  ])
  expect(await all(`select lane, contact_id from identities order by kind`)).toEqual([
    { lane: 40, contact_id: winner },
    { lane: 40, contact_id: winner },
  ])
  expect(await all(`select email, attributes, tags from contacts where id = ${winner}`)).toEqual([
    { email: 'maria@example.com', attributes: { city: 'Roma', size: 'M' }, tags: ['vip'] },
  ])
  expect(await all(`select merged_into, email, attributes from contacts where id = ${loser}`)).toEqual([
    { merged_into: winner, email: null, attributes: {} },
  ])
  expect(await scene.inbox()).toMatchObject([{ name: 'Contacts Merged', contact_id: winner, payload: { merged: loser } }])
})

test('the more restrictive consent holds, and what only one has said stays', async () => {
  await scene.consent(winner, 'granted', 'email')
  await scene.consent(loser, 'denied', 'email')
  await scene.consent(winner, 'denied', 'sms')
  await scene.consent(loser, 'granted', 'sms')
  await scene.consent(loser, 'granted', 'email', 'profiling')
  await mergeContacts(scene.engine, { loser, winner })
  expect(await all(`select channel, purpose, state from consents order by 1, 2`)).toEqual([
    { channel: 'email', purpose: 'marketing', state: 'denied' },
    { channel: 'email', purpose: 'profiling', state: 'granted' },
    { channel: 'sms', purpose: 'marketing', state: 'denied' },
  ])
})

test('of a flow both are in the older journey goes on in the winner’s lane, the other ends merged and sends nothing', async () => {
  const older = await scene.enrollment(loser, at, { enteredAt: scene.clock.now() - 1000, node: 'wait', visit: 4 })
  const younger = await scene.enrollment(winner, at, { node: 'gift' })
  const kept = await scene.message(loser, at, { enrollment: older, visit: 3, dueAt: scene.clock.now() + 60_000 })
  const canceled = await scene.message(winner, at, { enrollment: younger, visit: 1, dueAt: scene.clock.now() + 60_000 })
  await mergeContacts(scene.engine, { loser, winner })
  const living = await all(`select lane, id, contact_id, node, visit from enrollments`)
  expect(living).toMatchObject([{ lane: 40, contact_id: winner, node: 'wait', visit: 4 }])
  const name = (living[0] as { id: string }).id
  expect(name).not.toBe(older)
  expect(await all(`select lane, id, reason, because from enrollment_ends`)).toEqual([
    { lane: 40, id: younger, reason: 'merged', because: { code: 'MERGED', values: { kept: name } } },
  ])
  expect(await scene.readMessage(canceled)).toMatchObject({ state: 'canceled' })
  expect(await scene.readMessage(`${name}:3`)).toMatchObject({ state: 'due' })
  await expect(scene.readMessage(kept)).rejects.toThrow('no message')
  // The counts equal the rows they count.
  expect(await all(`select node, sum(inside)::int as inside from node_counts group by node order by node`)).toEqual([
    { node: 'gift', inside: 0 },
    { node: 'wait', inside: 1 },
  ])
  const journal = await all(`select steps from journal where enrollment_id = ${name}`)
  expect(journal).toMatchObject([{ steps: [['wait', null, { code: 'CAME_OVER', values: { mergedFrom: older } }]] }])
})

test('what the ended journey had sent is not sent again by the one that is kept, neither what is due nor what comes later', async () => {
  const older = await scene.enrollment(loser, at, {
    enteredAt: scene.clock.now() - 1000,
    node: 'offer',
    visit: 4,
    state: 'acting',
    nextAt: null,
  })
  const younger = await scene.enrollment(winner, at, { node: 'gift', visit: 4 })
  const later = { dueAt: scene.clock.now() + 60_000 }
  await scene.message(loser, at, { enrollment: older, visit: 2, node: 'hello', ...later })
  await scene.message(loser, at, { enrollment: older, visit: 3, node: 'news', ...later })
  await scene.message(loser, at, { enrollment: older, visit: 4, node: 'offer', awaited: true, ...later })
  for (const [visit, node] of ['hello', 'offer', 'reminder', 'never'].entries())
    await scene.message(winner, at, { enrollment: younger, visit: visit + 1, node })
  await db.pool.query(
    `update messages set state = case node when 'never' then 'notSent' else 'sent' end where enrollment_id = $1`,
    [younger],
  )
  await mergeContacts(scene.engine, { loser, winner })
  const [kept] = (await all(`select id, had, state from enrollments`)) as { id: string; had: string[]; state: string }[]
  expect(kept).toMatchObject({ had: ['reminder'], state: 'acting' })
  expect(await all(`select node, state, because from messages where enrollment_id = ${kept?.id} order by node`)).toEqual([
    { node: 'hello', state: 'canceled', because: { code: 'HAD_BEFORE', values: {} } },
    { node: 'news', state: 'due', because: null },
    { node: 'offer', state: 'canceled', because: { code: 'HAD_BEFORE', values: {} } },
  ])
  // Who stands still for the one that is not sent goes on as if it had been.
  const fates = await all(`select contact_id, payload from unread where kind = 'fate'`)
  expect(fates).toMatchObject([{ contact_id: winner, payload: { enrollment: kept?.id, visit: 4, fate: 'sent' } }])
})

/** A journey that is over, with its entry and the messages it sent. */
async function past(contact: string, enteredAt: number, sent: string[]): Promise<string> {
  const lane = laneOf(contact)
  const id = await scene.newId(lane)
  await db.pool.query(
    `with entry as (insert into entries (lane, flow_id, contact_id, event_id, enrollment_id, at, outcome) values ($1, $2, $3, $4, $4, $6, 'entered'))
      insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, entered_at, ended_at)
      values ($1, $4, $3, $2, $5, 'end', 'completed', $6, $7)`,
    [lane, at.flow, contact, id, at.version, new Date(enteredAt), new Date(scene.clock.now())],
  )
  for (const [visit, node] of sent.entries()) await scene.message(contact, at, { enrollment: id, visit: visit + 1, node })
  await db.pool.query(`update messages set state = 'sent' where enrollment_id = $1`, [id])
  return id
}

test('rule 8: who has been through a flow that lets nobody in twice does not go through it again as the other person', async () => {
  const over = await past(loser, scene.clock.now() - 60_000, ['hello'])
  const going = await scene.enrollment(winner, at, { node: 'gift' })
  const due = await scene.message(winner, at, { enrollment: going, visit: 1, dueAt: scene.clock.now() + 60_000 })
  await mergeContacts(scene.engine, { loser, winner })
  expect(await all(`select id from enrollments`)).toEqual([])
  const [first] = (await all(`select id from enrollment_ends where reason = 'completed'`)) as { id: string }[]
  expect(first?.id).not.toBe(over)
  expect(await all(`select id, reason, because from enrollment_ends where reason = 'merged'`)).toEqual([
    { id: going, reason: 'merged', because: { code: 'MERGED', values: { kept: first?.id } } },
  ])
  expect(await scene.readMessage(due)).toMatchObject({ state: 'canceled' })
  expect(await all(`select sum(inside)::int as inside from node_counts`)).toEqual([{ inside: 0 }])
})

test('rule 8: what the other person’s journey has sent before it ended is not sent again by the older one that goes on', async () => {
  const going = await scene.enrollment(winner, at, { node: 'gift', enteredAt: scene.clock.now() - 120_000 })
  await past(loser, scene.clock.now() - 60_000, ['hello', 'offer'])
  const due = await scene.message(winner, at, { enrollment: going, visit: 1, node: 'hello', dueAt: scene.clock.now() + 60_000 })
  await mergeContacts(scene.engine, { loser, winner })
  expect(await all(`select id, had from enrollments`)).toEqual([{ id: going, had: ['offer'] }])
  expect(await scene.readMessage(due)).toMatchObject({ state: 'canceled', because: { code: 'HAD_BEFORE' } })
})

test('what intake has not read follows in order, and speaks of enrollments by their new names', async () => {
  await event(loser, 'First', true)
  await event(loser, 'Second', true)
  const enrollment = await scene.enrollment(loser, at, { state: 'acting', nextAt: null })
  await db.pool.query(
    `insert into inbox (lane, event_id, contact_id, kind, name, occurred_at, received_at, payload) values (7, $1, $2, 'fate', 'Message Sent', $3, $3, $4)`,
    [await scene.newId(7), loser, new Date(scene.clock.now()), JSON.stringify({ enrollment, visit: 1, fate: 'sent' })],
  )
  await mergeContacts(scene.engine, { loser, winner })
  const inbox = await scene.inbox()
  expect(inbox.map((row) => row.name)).toEqual(['First', 'Second', 'Message Sent', 'Contacts Merged'])
  const [living] = await all(`select id from enrollments`)
  expect(inbox[2]!.payload).toMatchObject({ enrollment: (living as { id: string }).id, fate: 'sent' })
  expect(
    await all(
      `select count(*)::int as n from unread i join events e on e.lane = i.lane and e.id = i.event_id where i.kind = 'track'`,
    ),
  ).toEqual([{ n: 2 }])
})

test('many events move in chunks and none is lost', async () => {
  await db.pool.query(
    `insert into events (lane, id, contact_id, type, name, occurred_at, received_at)
      select 7, (9000000 + n) * 64 + 7, $1, 'track', 'Viewed', $2, $2 from generate_series(1, 12000) n`,
    [loser, new Date(scene.clock.now())],
  )
  await mergeContacts(scene.engine, { loser, winner })
  expect(await all(`select contact_id, count(*)::int as n from events where type = 'track' group by 1`)).toEqual([
    { contact_id: winner, n: 12000 },
  ])
})

test('two people with different user ids never merge', async () => {
  const other = await scene.contact({ lane: 3, userId: 'u2' })
  await expect(mergeContacts(scene.engine, { loser: other, winner })).rejects.toMatchObject({ code: 'MERGE_DIFFERENT_USERS' })
  expect(await all(`select count(*)::int as n from contacts where merged_into is not null`)).toEqual([{ n: 0 }])
})

test('a merge waits while a message of the loser is with a provider', async () => {
  const key = await scene.message(loser, at)
  await db.pool.query(`update messages set state = 'handed', token = 1, claimed_at = $1`, [new Date(scene.clock.now())])
  expect(await mergeContacts(scene.engine, { loser, winner })).toEqual({ merged: false, later: true })
  await db.pool.query(`update messages set state = 'sent'`)
  expect(await mergeContacts(scene.engine, { loser, winner })).toMatchObject({ merged: true })
  await expect(scene.readMessage(key)).rejects.toThrow('no message')
})

test('requests are done once; what comes late for an alias follows when it is asked for again', async () => {
  const ask = () =>
    db.pool.query(
      `insert into merge_requests (loser_lane, loser_id, winner_lane, winner_id, requested_at) values (7, $1, 40, $2, $3)`,
      [loser, winner, new Date(scene.clock.now())],
    )
  await ask()
  expect(await doRequestedMerges(scene.engine)).toBe(1)
  expect(await doRequestedMerges(scene.engine)).toBe(0)
  await event(loser, 'Late', true)
  await ask()
  expect(await doRequestedMerges(scene.engine)).toBe(1)
  expect(await rowsNaming(loser)).toEqual({})
  expect((await scene.inbox()).map((row) => row.name)).toEqual(['Contacts Merged', 'Late'])
})

test('a request that cannot be carried out is closed with the reason', async () => {
  const other = await scene.contact({ lane: 3, userId: 'u2' })
  await db.pool.query(
    `insert into merge_requests (loser_lane, loser_id, winner_lane, winner_id, requested_at) values (3, $1, 40, $2, $3)`,
    [other, winner, new Date(scene.clock.now())],
  )
  expect(await doRequestedMerges(scene.engine)).toBe(0)
  expect(await all(`select because, done_at is not null as done from merge_requests`)).toEqual([
    { because: { outcome: 'refused', code: 'MERGE_DIFFERENT_USERS' }, done: true },
  ])
})

test('two merges that cross do not wait for each other for ever', async () => {
  const [a, b, c, d] = await Promise.all([
    scene.contact({ lane: 11 }),
    scene.contact({ lane: 12 }),
    scene.contact({ lane: 11 }),
    scene.contact({ lane: 12 }),
  ])
  await Promise.all([mergeContacts(scene.engine, { loser: a, winner: b }), mergeContacts(scene.engine, { loser: d, winner: c })])
  expect(await all(`select count(*)::int as n from contacts where merged_into is not null`)).toEqual([{ n: 2 }])
})
