import { TurnedClock } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { flowCache } from '../flow-cache.ts'
import { type CallType, readCall } from '../rules/collecting/read-call.ts'
import type { KeyKind } from '../rules/walking/apply-traits.ts'
import { createTally } from '../tally.ts'
import { type Collector, createCollector } from './collect.ts'

const quiet = { info() {}, warn() {}, error() {} }
/** Of a workspace whose flows speak of every event here. */
const flows = { ...flowCache(new Map(), quiet), mentions: async () => () => true }
const clock = new TurnedClock('2026-03-01T10:00:00Z')
const rung: number[][] = []
let db: FreshDatabase
let collector: Collector
let ids = 0

beforeAll(async () => {
  db = await freshDatabase()
  const bells = {
    ringMove: async (lanes: readonly number[]) => void rung.push([...lanes]),
    ringMoveAt: async () => {},
    ringDeliver: async () => {},
    ringAct: async () => {},
  }
  collector = createCollector({ pool: db.pool, clock, flows, bells, log: quiet, tally: createTally() })
})
afterAll(() => db.drop())
beforeEach(() => {
  rung.length = 0
})

function call(type: CallType, body: object, keyKind: KeyKind = 'browser') {
  return readCall(body, { type, receivedAt: clock.now(), keyKind, newMessageId: () => `made-${++ids}` })
}

async function ownerOf(kind: string, value: string): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ contact_id: string }>(
    'select contact_id from identities where kind = $1 and value = $2',
    [kind, value],
  )
  return rows[0]?.contact_id
}

async function count(table: string, where = 'true'): Promise<number> {
  const { rows } = await db.pool.query<{ n: string }>(`select count(*) as n from ${table} where ${where}`)
  return Number(rows[0]?.n)
}

describe('collect', () => {
  test('a call becomes an event and an inbox row of one contact, in the lane of its id, and its lane is rung once', async () => {
    await collector.collect([
      call('track', { userId: 'first', event: 'Signed Up', properties: { plan: 'pro' }, context: { ip: '1.2.3.4' } }),
    ])
    const { rows } = await db.pool.query<{
      lane: number
      id: string
      contact_id: string
      properties: object
      context: object
      name: string
    }>(
      `select e.lane, e.id, e.contact_id, e.properties, e.context, i.name from events e join unread i on i.lane = e.lane and i.event_id = e.id where e.name = 'Signed Up'`,
    )
    expect(rows).toHaveLength(1)
    const [row] = rows
    expect(row).toMatchObject({ properties: { plan: 'pro' }, context: { ip: '1.2.3.4' }, name: 'Signed Up' })
    expect([Number(BigInt(row!.id) % 64n), Number(BigInt(row!.contact_id) % 64n)]).toEqual([row!.lane, row!.lane])
    expect(await count('contacts', `user_id = 'first' and id = ${row!.contact_id}`)).toBe(1)
    expect(rung).toEqual([[row!.lane]])
  })

  test('the same message again changes nothing: in one batch, in two commits at once, and later', async () => {
    const body = { userId: 'again', event: 'Repeated', messageId: 'm-again' }
    await collector.collect([call('track', body), call('track', body)])
    await Promise.all(Array.from({ length: 20 }, () => collector.collect([call('track', body)])))
    clock.turnBy(3 * 86_400_000)
    await collector.collect([call('track', body)])
    expect(await count('events', `name = 'Repeated'`)).toBe(1)
    expect(await count('unread', `name = 'Repeated'`)).toBe(1)
  })

  test('of two calls the one that was answered first is read first, whichever server took it', async () => {
    const bells = { ringMove: async () => {}, ringMoveAt: async () => {}, ringDeliver: async () => {}, ringAct: async () => {} }
    const other = createCollector({ pool: db.pool, clock, flows, bells, log: quiet, tally: createTally() })
    // Both have ids at hand, the other one the later ones.
    await collector.collect([call('track', { userId: 'pia-before', event: 'Before' })])
    await other.collect([call('track', { userId: 'pia-before', event: 'Before' })])
    for (const [server, event] of [
      [other, 'One'],
      [collector, 'Two'],
      [other, 'Three'],
      [collector, 'Four'],
    ] as const)
      await server.collect([call('track', { userId: 'pia', event })])
    const { rows } = await db.pool.query<{ name: string }>(
      `select name from unread where contact_id = ${await ownerOf('userId', 'pia')} order by event_id`,
    )
    expect(rows.map((row) => row.name)).toEqual(['One', 'Two', 'Three', 'Four'])
  })

  test('two collectors that see the same new person in the same moment make one contact', async () => {
    const bells = { ringMove: async () => {}, ringMoveAt: async () => {}, ringDeliver: async () => {}, ringAct: async () => {} }
    const other = createCollector({
      pool: db.pool,
      clock,
      flows,
      bells,
      log: quiet,
      tally: createTally(),
    })
    const track = (n: number) => call('track', { userId: `twin-${n % 5}`, anonymousId: `twin-a-${n % 5}`, event: 'Twin' })
    await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? collector : other).collect([track(n)])))
    expect(await count('contacts', `user_id like 'twin-%'`)).toBe(5)
    expect(await count('events', `name = 'Twin'`)).toBe(40)
    const orphans = `not exists (select from contacts c where c.lane = e.lane and c.id = e.contact_id)`
    expect(await count('events e', orphans)).toBe(0)
  })

  test('an anonymous visitor who identifies keeps the contact, and intake is told the user id', async () => {
    await collector.collect([call('page', { anonymousId: 'anna-a', name: 'Home' })])
    const before = await ownerOf('anonymousId', 'anna-a')
    await collector.collect([call('track', { anonymousId: 'anna-a', userId: 'anna', event: 'Logged In' })])
    expect(await ownerOf('userId', 'anna')).toBe(before)
    const { rows } = await db.pool.query(
      `select e.context->'_snodo' as mark, i.payload from events e join unread i on i.lane = e.lane and i.event_id = e.id where e.name = 'Logged In'`,
    )
    expect(rows).toEqual([{ mark: { key: 'browser', userId: 'anna' }, payload: { traits: true } }])
  })

  test('two contacts that turn out to be one person are asked to merge, once', async () => {
    await collector.collect([call('track', { userId: 'bea', event: 'Seen' }), call('page', { anonymousId: 'bea-a' })])
    const [winner, loser] = [await ownerOf('userId', 'bea'), await ownerOf('anonymousId', 'bea-a')]
    expect(winner).not.toBe(loser)
    await collector.collect([call('identify', { userId: 'bea', anonymousId: 'bea-a' })])
    await collector.collect([call('identify', { userId: 'bea', anonymousId: 'bea-a' })])
    const { rows } = await db.pool.query(`select loser_id, winner_id from merge_requests where winner_id = ${winner}`)
    expect(rows).toEqual([{ loser_id: loser, winner_id: winner }])
    expect(await ownerOf('anonymousId', 'bea-a')).toBe(winner)
  })

  test('two people with user ids of their own on one device never become one', async () => {
    await collector.collect([call('track', { userId: 'carl', anonymousId: 'shared-a', event: 'Seen' })])
    await collector.collect([call('track', { userId: 'dora', anonymousId: 'shared-a', event: 'Seen' })])
    expect(await ownerOf('userId', 'carl')).not.toBe(await ownerOf('userId', 'dora'))
    expect(
      await count('merge_requests', `winner_id in (${await ownerOf('userId', 'carl')}, ${await ownerOf('userId', 'dora')})`),
    ).toBe(0)
  })

  test('an e-mail resolves for a secret key, and for a browser key it neither finds nor merges anybody', async () => {
    await collector.collect([call('identify', { anonymousId: 'ed-a', traits: { email: 'Ed@Example.com' } })])
    const ed = await ownerOf('anonymousId', 'ed-a')
    await collector.collect([
      call('identify', { anonymousId: 'thief-a', traits: { email: 'ed@example.com', consents: { email: true } } }),
    ])
    expect(await ownerOf('anonymousId', 'thief-a')).not.toBe(ed)
    expect(await count('merge_requests', `winner_id = ${ed} or loser_id = ${ed}`)).toBe(0)
    await collector.collect([call('identify', { userId: 'ed', traits: { email: 'ed@example.com' } }, 'secret')])
    expect(await ownerOf('userId', 'ed')).toBe(ed)
  })

  test('an e-mail that two people with user ids share names nobody any more', async () => {
    await collector.collect([call('identify', { userId: 'fay', traits: { email: 'home@example.com' } }, 'secret')])
    await collector.collect([call('identify', { userId: 'gus', traits: { email: 'home@example.com' } }, 'secret')])
    expect(await ownerOf('email', 'home@example.com')).toBe('0')
    await collector.collect([call('identify', { userId: 'hal', traits: { email: 'home@example.com' } }, 'secret')])
    expect(new Set([await ownerOf('userId', 'fay'), await ownerOf('userId', 'gus'), await ownerOf('userId', 'hal')]).size).toBe(3)
  })

  test('an alias gives the anonymous past to the user id', async () => {
    await collector.collect([call('page', { anonymousId: 'ivy-a' })])
    const before = await ownerOf('anonymousId', 'ivy-a')
    await collector.collect([call('alias', { userId: 'ivy', previousId: 'ivy-a' })])
    expect(await ownerOf('userId', 'ivy')).toBe(before)
  })

  test("a client cannot write the mark that says whose key it was, and a browser's consents stay marked as a browser's", async () => {
    await collector.collect([
      call('identify', {
        userId: 'jon',
        traits: { consents: { email: true } },
        context: { _snodo: { key: 'secret' }, ip: '1.1.1.1' },
      }),
    ])
    const { rows } = await db.pool.query(`select context from events where contact_id = ${await ownerOf('userId', 'jon')}`)
    expect(rows).toEqual([{ context: { _snodo: { key: 'browser' }, ip: '1.1.1.1' } }])
  })

  test('a refused call is kept as a dead letter beside its good neighbours', async () => {
    await collector.collect([call('track', { userId: 'kim', event: 'Good' }), call('track', { userId: 'kim', event: '' })])
    expect(await count('events', `name = 'Good'`)).toBe(1)
    expect(await count('dead_letters', `code = 'EVENT_NAME_INVALID'`)).toBe(1)
  })

  test('what only the database refuses is found by halving, and the rest of the batch is kept', async () => {
    const good = Array.from({ length: 9 }, (_, n) => call('track', { userId: `lea-${n}`, event: 'Halved' }))
    const poison = call('track', { userId: 'lea-x', event: 'Halved' })
    if ('refused' in poison) throw new Error('expected a call')
    // readCall lets no such text through; this stands for what nobody thought of.
    good.splice(4, 0, { ...poison, propertiesJson: '{"a":"\\u0000"}' })
    await collector.collect(good)
    expect(await count('events', `name = 'Halved'`)).toBe(9)
    expect(await count('dead_letters', `code = 'DATABASE_REFUSED'`)).toBe(1)
  })

  test('more than can wait is refused with a time to come back, and nothing of it is kept', async () => {
    const many = Array.from({ length: 20_001 }, (_, n) =>
      call('track', { userId: 'mob', event: 'Too Many', messageId: `mob-${n}` }),
    )
    await expect(collector.collect(many)).rejects.toMatchObject({
      code: 'COLLECTION_BUSY',
      status: 503,
      data: { retryAfterSeconds: 2 },
    })
    expect(await count('events', `name = 'Too Many'`)).toBe(0)
  })

  test('a database that is gone is told as 503, never as the fault of the events', async () => {
    const gone = await freshDatabase()
    const bells = { ringMove: async () => {}, ringMoveAt: async () => {}, ringDeliver: async () => {}, ringAct: async () => {} }
    const lost = createCollector({
      pool: gone.pool,
      clock,
      flows,
      bells,
      log: quiet,
      tally: createTally(),
    })
    await gone.drop()
    await expect(lost.collect([call('track', { userId: 'ned', event: 'Lost' })])).rejects.toMatchObject({ status: 503 })
  })

  test('drain commits what is waiting', async () => {
    const done = collector.collect([call('track', { userId: 'oda', event: 'Drained' })])
    await collector.drain()
    expect(await count('events', `name = 'Drained'`)).toBe(1)
    await done
  })
})
