import { LANES, slotOf } from '@snodo/base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCollector } from '../../commands/collect.ts'
import { eraseContact } from '../../commands/erase.ts'
import { mergeContacts } from '../../commands/merge.ts'
import { appendRequests, readInbox } from '../../ledgers/inbox/read-inbox.ts'
import { limits } from '../../limits.ts'
import { readCall } from '../../rules/collecting/read-call.ts'
import { type EngineRig, makeEngineRig } from '../../testing/engine-rig.ts'
import { moveLane } from './move-lane.ts'

let rig: EngineRig
let made = 0
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: [] })
  // A workspace whose flows speak of every event.
  rig.engine.flows = { ...rig.engine.flows, mentions: async () => () => true }
})
afterEach(() => rig.drop())

/** People of one lane, whose calls of one commit share parcels. */
const LANE = slotOf('user-0') % LANES
const PEOPLE = Array.from({ length: 2_000 }, (_, n) => `user-${n}`).filter((name) => slotOf(name) % LANES === LANE)
const [ANNA = '', BEN = '', CLARA = ''] = PEOPLE

async function collect(calls: readonly { userId: string; event: string; context?: object }[]): Promise<void> {
  const setting = { type: 'track', receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `call-${++made}` } as const
  await createCollector(rig.engine).collect(calls.map((call) => readCall(call, setting)))
}

function move(tripSize: number = limits.tripSize) {
  return moveLane({ ...rig.engine, secret: 'a secret of the test', tripSize }, LANE)
}

async function ask<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await rig.engine.pool.query<Row>(text, values)).rows
}

const unread = () => ask<{ contact_id: string; name: string }>('select contact_id, name from unread order by event_id')
const parcels = async () =>
  (await ask<{ calls: number }>('select json_array_length(calls) as calls from parcels order by id')).map((each) => each.calls)

async function contactOf(userId: string): Promise<string> {
  const [row] = await ask<{ contact_id: string }>('select contact_id from identities where value = $1', [userId])
  return row?.contact_id ?? ''
}

test('a run takes all that is unread, also where a parcel does not fit into what is left of a trip', async () => {
  for (const _ of [1, 2, 3]) await collect(Array.from({ length: 450 }, () => ({ userId: ANNA, event: 'Seen' })))
  expect(await parcels()).toEqual([250, 200, 250, 200, 250, 200])
  const run = await move()
  expect(run).toMatchObject({ taken: 1_350, trips: 2 })
  expect(await unread()).toEqual([])
})

test('a parcel larger than a trip is opened and taken in order, row by row', async () => {
  await collect(['One', 'Two', 'Three', 'Four'].map((event) => ({ userId: ANNA, event })))
  await collect([{ userId: ANNA, event: 'Five' }])
  const run = await move(3)
  expect(run).toMatchObject({ taken: 5, trips: 2 })
  expect(await unread()).toEqual([])
})

test('of a contact with more events than a trip takes, the rest waits for the next trip and not for the next bell', async () => {
  await collect(
    Array.from({ length: limits.eventsPerContactPerTrip + 8 }, (_, n) => ({
      userId: ANNA,
      event: `Seen ${n}`,
      context: { traits: { seen: n } },
    })),
  )
  await collect([{ userId: BEN, event: 'Seen' }])
  expect(await move()).toMatchObject({ taken: limits.eventsPerContactPerTrip + 9, trips: 2 })
  expect(await ask('select attributes from contacts where user_id = $1', [ANNA])).toEqual([
    { attributes: { seen: limits.eventsPerContactPerTrip + 7 } },
  ])
})

test('a person is erased out of a parcel, and the calls of the others in it stay', async () => {
  await collect([ANNA, BEN, ANNA, CLARA].map((userId, n) => ({ userId, event: `Seen ${n}` })))
  const anna = await contactOf(ANNA)
  await eraseContact(rig.engine, { contact: anna, author: 'test' })
  expect((await unread()).map((row) => row.name)).toEqual(['Seen 1', 'Seen 3'])
  expect(await ask('select 1 from parcels where $1::bigint = any (contacts)', [anna])).toEqual([])
  expect(await move()).toMatchObject({ taken: 2 })
})

test('the unread calls of the loser of a merge leave their parcel for the winner, in order', async () => {
  const setting = { type: 'track', receivedAt: rig.clock.now(), keyKind: 'secret' } as const
  await createCollector(rig.engine).collect(
    ['One', 'Two', 'Three'].map((event, n) =>
      readCall({ ...(n === 1 ? { userId: BEN } : { anonymousId: ANNA }), event }, { ...setting, newMessageId: () => `m-${n}` }),
    ),
  )
  const [loser, winner] = [await contactOf(ANNA), await contactOf(BEN)]
  expect(await mergeContacts(rig.engine, { loser, winner })).toMatchObject({ merged: true })
  expect(await unread()).toEqual(['Two', 'One', 'Three', 'Contacts Merged'].map((name) => ({ contact_id: winner, name })))
})

test('what a trip tells of itself comes after the call that set it off, whatever ids the process holds in hand', async () => {
  await rig.engine.ids.reserve(rig.engine.pool, 1)
  const call = readCall(
    { userId: ANNA, traits: { consents: { email: true } } },
    { type: 'identify', receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => 'm-1' },
  )
  await createCollector(rig.engine).collect([call])
  await move()
  expect((await ask<{ name: string }>('select name from events order by id')).map((row) => row.name)).toEqual([
    'Identified',
    'Consent Confirmed',
  ])
})

test('what happens is read before those who are let in by hand have their turn, however many they are', async () => {
  await collect([{ userId: ANNA, event: 'Seen' }])
  await move()
  const anna = await contactOf(ANNA)
  const at = rig.clock.now()
  const request = async () => {
    await rig.engine.ids.reserve(rig.engine.pool, 1)
    return {
      id: rig.engine.ids.next(LANE),
      contact: anna,
      kind: 'enroll',
      name: 'Enroll Requested',
      payload: { flow: '1' },
    } as const
  }
  const requests = [await request(), await request(), await request()]
  await appendRequests(rig.engine.pool, LANE, requests, at, 1)
  await collect([{ userId: BEN, event: 'Came Later' }])
  const read = await readInbox(rig.engine.pool, LANE, 10)
  expect(read.rows.map((row) => row.name)).toEqual(['Came Later', 'Enroll Requested', 'Enroll Requested', 'Enroll Requested'])
  expect(await move()).toMatchObject({ taken: 4 })
  expect(await unread()).toEqual([])
})
