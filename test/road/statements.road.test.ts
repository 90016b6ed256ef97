import { LANES } from '@snodo/base'
import { enroll, idSource } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, expect, test } from 'vitest'

let rig: EngineRig
afterEach(() => rig.drop())

const LANE = 5

// One less than a full trip: after a full one there is no need to ask when the lane is due next.
test('a trip of 999 contacts costs as many statements as one of 10, entering as well as going on after a wait', async () => {
  const [few, many] = [await tripsOf(10), await tripsOf(999)]
  expect(many.entering).toEqual(few.entering)
  expect(many.goingOn).toEqual(few.goingOn)
  // A bound, so that statements do not creep in: begin and commit, the lock, what is read, one for each table written.
  expect(few.entering.length).toBeLessThanOrEqual(24)
  expect(few.goingOn.length).toBeLessThanOrEqual(20)
})

/** The statements of the trip in which so many contacts of one lane enter a flow, and of the one in which they go on to its end. */
async function tripsOf(contacts: number): Promise<{ entering: string[]; goingOn: string[] }> {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T09:00:00Z' })
  const mail = (subject: string) => ({ content: { subject, body: `<p>${subject}</p>` } })
  const flow = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }],
      hello: ['core.send-email', mail('Hello')],
      wait: ['core.wait', { duration: 'P1D' }],
      branch: [
        'core.branch',
        { branches: [{ id: 'pro', name: 'Pro', when: { type: 'attribute', field: 'plan', is: 'equals', value: 'pro' } }] },
      ],
      pro: ['core.send-email', mail('For professionals')],
      free: ['core.send-email', mail('For everyone')],
    },
    edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>branch', 'branch:pro>pro', 'branch:else>free'],
  })
  const ids = Array.from({ length: contacts }, (_, i) => String((i + 1) * LANES + LANE))
  await rig.engine.pool.query(
    /* sql */ `insert into contacts (lane, id, attributes, created_at, seen_at)
      select $1, id, jsonb_build_object('plan', case when id / 64 % 2 = 0 then 'pro' else 'free' end), to_timestamp(0), to_timestamp(0)
      from unnest($2::bigint[]) as id`,
    [LANE, ids],
  )
  // Ids of its own, so that the trip finds none left over and fetches a block, however many the request took.
  await enroll({ ...rig.engine, ids: idSource() }, { id: flow, contacts: ids, author: 'test' })
  const transactions = watchTransactions(rig)
  await rig.settle()
  const entering = transactions.find((names) => names.includes('insert-entries')) ?? []
  transactions.length = 0
  await rig.turnTo('2026-03-03T09:00:00Z')
  const goingOn = transactions.find((names) => names.includes('insert-ends')) ?? []
  const { rows } = await rig.engine.pool.query(/* sql */ `select count(*)::int as ended from enrollment_ends`)
  expect(rows).toEqual([{ ended: contacts }])
  await rig.drop()
  return { entering, goingOn }
}

type Watched = { query(...given: unknown[]): unknown }

/** The statements of each transaction from now on, by name or by their first words. */
function watchTransactions({ engine }: EngineRig): string[][] {
  const transactions: string[][] = []
  const seen = new WeakSet<object>()
  engine.pool.raw.on('acquire', (client) => {
    if (seen.has(client)) return
    seen.add(client)
    const watched = client as unknown as Watched // pg's overloads of query, of which only the first argument matters here
    const query = watched.query.bind(client)
    let current: string[] = []
    watched.query = (...given) => {
      const { name, text } = given[0] as { name?: string; text: string }
      if (text.startsWith('begin')) {
        current = []
        transactions.push(current)
      }
      current.push(name ?? text.slice(0, 60))
      return query(...given)
    }
  })
  return transactions
}
