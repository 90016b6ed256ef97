import { LANES, seededRandom, slotOf, TurnedClock } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { createFlow, enroll, publish, readCall } from '@snodo/engine'
import { type BareEngine, documentOf, makeBareEngine, type RigFlow } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Explained, explainStatements, type PlanNode, planNodes } from './kit/explain.ts'
import { mail, track } from './kit/rig-calls.ts'

/** One lane as a system of two and a half million contacts has it; the statistics know of a few hundred. */
const LANE = 5
const IN_LANE = 40_000
const KNOWN_TO_STATISTICS = 300
/** Those who walk, of the many who stand. */
const WALKING = 200

/** Tables of which a statement may never read more than what it is about. */
const BIG =
  /^(contacts|identities|message_ids|events|inbox|consents|enrollments|entries|enrollment_ends|journal|messages|memberships)(_.*)?$/
/** Rows a scan may come by: a few for each that walks, and nothing near the lane. */
const ROWS = 20 * WALKING
/** Pages: what an index costs to descend, for each row. */
const PAGES = 12 * ROWS

const clock = new TurnedClock('2026-03-02T09:00:00Z')
let db: FreshDatabase
let explained: Explained[]

beforeAll(async () => {
  db = await freshDatabase()
  const engine = makeBareEngine({
    pool: db.pool,
    clock,
    nodeTypes: builtInNodes,
    channels: new Map(),
    http: { request: async () => ({ status: 200, headers: {}, body: '{}' }) },
    random: seededRandom('plans'),
    log: { info() {}, warn() {}, error: (event, data) => expect.fail(`${event}: ${JSON.stringify(data)}`) },
  })
  const standing = await publishFlow(engine, STAND)
  const flow = await publishFlow(engine, JOURNEY)
  await db.pool.query(/* sql */ `select setval('id_blocks', 100000)`)
  await holdStatistics()
  await fill(standing, 0, KNOWN_TO_STATISTICS)
  await db.pool.query(/* sql */ `analyze`)
  await fill(standing, KNOWN_TO_STATISTICS, IN_LANE)

  explained = explainStatements(db.pool)
  const walking = Array.from({ length: WALKING }, (_, n) => userOf(n + KNOWN_TO_STATISTICS))
  await enroll(engine.context, { id: flow, contacts: walking.slice(0, WALKING / 2).map((user) => user.contact), author: 'test' })
  await settle(engine)
  for (const [at, event, properties] of PAST) {
    clock.turnTo(Date.parse(at))
    const setting = { receivedAt: clock.now(), keyKind: 'secret', newMessageId: () => `call-${event}` } as const
    await engine.collector.collect(
      walking.map(({ name }) => readCall({ ...track(name, event, properties), messageId: `${event}-${name}` }, setting)),
    )
    await settle(engine)
  }
})
afterAll(() => db.drop())

const PAST: [at: string, event: string, properties: { [name: string]: string | number }][] = [
  ['2026-03-02T09:00:00Z', 'Signed Up', { plan: 'pro' }],
  ['2026-03-02T10:00:00Z', 'Product Viewed', { price: 12 }],
  ['2026-03-03T12:00:00Z', 'Order Completed', { total: 40 }],
  ['2026-03-08T12:00:00Z', 'Page Left', {}],
  ['2026-03-08T13:00:00Z', 'Account Closed', {}],
]

async function publishFlow({ context }: BareEngine, flow: RigFlow): Promise<string> {
  const { id, revision } = await createFlow(context, { document: documentOf(flow), author: 'test' })
  await publish(context, { id, revision, author: 'test' })
  return id
}

/** Moves the lane until there is nothing to do at this instant. */
async function settle(engine: BareEngine): Promise<void> {
  for (let did = 1; did > 0; ) {
    const run = await engine.move(LANE)
    did = run.taken + run.moved + (await engine.deliver(LANE)).claimed + (await engine.act(LANE)).acted
  }
}

test('no statement of the loops reads a whole table, or a lane, to find the few it is about, whatever the statistics say', () => {
  expect(explained.length).toBeGreaterThan(100)
  const greedy = explained.flatMap(({ statement, planned, plan }) =>
    planNodes(plan)
      .filter((node) => BIG.test(node['Relation Name'] ?? '') && isGreedy(node))
      .map((node) => `${describe(node)}, planned ${planned}: ${statement.replaceAll(/\s+/g, ' ').slice(0, 300)}`),
  )
  expect([...new Set(greedy)]).toEqual([])
})

test('a scan of what belongs to contacts goes by the lane', () => {
  const laneless = explained.flatMap(({ statement, plan }) =>
    planNodes(plan)
      .filter((node) => BIG.test(node['Relation Name'] ?? '') && /^Index/.test(node['Node Type']))
      .filter((node) => !/\b(lane|slot) = /.test(node['Index Cond'] ?? ''))
      .map((node) => `${describe(node)}: ${statement.replaceAll(/\s+/g, ' ').slice(0, 300)}`),
  )
  expect([...new Set(laneless)]).toEqual([])
})

function isGreedy(node: PlanNode): boolean {
  if (node['Node Type'] === 'Seq Scan' && cameBy(node) > 0) return true
  return cameBy(node) > ROWS || pages(node) > PAGES
}

function cameBy(node: PlanNode): number {
  const kept = node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)
  return kept * node['Actual Loops']
}

function pages(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, each) => sum + each['Shared Hit Blocks'] + each['Shared Read Blocks'], 0)
  return node['Shared Hit Blocks'] + node['Shared Read Blocks'] - below
}

function describe(node: PlanNode): string {
  const by = node['Index Name'] === undefined ? '' : ` by ${node['Index Name']} (${node['Index Cond']})`
  return `${node['Node Type']} of ${node['Relation Name']}${by} came by ${cameBy(node)} rows and ${pages(node)} pages`
}

const STAND: RigFlow = {
  nodes: {
    start: ['core.event-happens', { event: 'Nobody Does This' }],
    wait: ['core.wait', { duration: 'P3Y' }],
  },
  edges: ['start:started>wait'],
}

const JOURNEY: RigFlow = {
  settings: {
    reentry: { mode: 'always' },
    exits: [{ id: 'left', name: 'Left', when: { event: 'Account Closed' } }],
  },
  nodes: {
    start: ['core.event-happens', { event: 'Signed Up' }],
    hello: ['core.send-email', mail('Hello {{ entry.properties.plan }}')],
    viewed: ['core.wait-for', { event: 'Product Viewed', timeout: 'P1D' }],
    opened: [
      'core.branch',
      {
        branches: [
          { id: 'read', name: 'Read it', when: { type: 'reaction', node: 'hello', reaction: 'opened' } },
          {
            id: 'looked',
            name: 'Looked around',
            when: { type: 'events', event: 'Product Viewed', measure: { of: 'count' }, is: 'atLeast', value: 1, within: 'P30D' },
          },
          { id: 'listed', name: 'On the list', when: { type: 'list', list: 'news' } },
        ],
      },
    ],
    tag: ['core.tag', { add: ['seen'] }],
    call: ['core.call-webhook', { url: 'https://hooks.example.com/x' }],
    wait: ['core.wait', { duration: 'P2D' }],
    bye: ['core.send-email', mail('Bye')],
  },
  edges: [
    'start:started>hello',
    'hello:sent>viewed',
    'hello:notSent>tag',
    'viewed:happened>opened',
    'viewed:timeout>opened',
    'opened:read>tag',
    'opened:looked>tag',
    'opened:listed>tag',
    'opened:else>tag',
    'tag:next>call',
    'call:done>wait',
    'wait:after>bye',
  ],
}

function userOf(n: number): { name: string; contact: string } {
  return { name: `user-${n}`, contact: String((n + 1) * LANES + LANE) }
}

/** Nothing tells the planner what has become of the tables: as after a big import, before autovacuum has come by. */
async function holdStatistics(): Promise<void> {
  const { rows } = await db.pool.query<{ name: string }>(
    /* sql */ `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
  )
  for (const { name } of rows) await db.pool.query(`alter table ${name} set (autovacuum_enabled = off)`)
}

/** Contacts of the lane with a past each: events, a journey that is over, one that stands at a wait for years, mails. */
async function fill(flow: string, from: number, to: number): Promise<void> {
  const { pool } = db
  const n = /* sql */ `generate_series(${from}, ${to - 1}) as n cross join lateral (select (n + 1) * 64 + ${LANE} as id) i`
  const version = /* sql */ `(select live_version_id from flows where id = ${flow})`
  const lane = LANE
  await pool.query(/* sql */ `insert into contacts (lane, id, user_id, email, attributes, created_at, seen_at)
    select ${lane}, id, 'user-' || n, 'user-' || n || '@example.com', '{"plan": "pro"}', '2026-01-01Z', '2026-01-01Z' from ${n}`)
  const named = Array.from({ length: to - from }, (_, k) => userOf(from + k))
  await pool.query(
    /* sql */ `insert into identities (slot, kind, value, lane, contact_id) select slot, 'userId', name, ${lane}, id
      from unnest($1::int[], $2::text[], $3::bigint[]) as i(slot, name, id)`,
    [named.map(({ name }) => slotOf(name)), named.map(({ name }) => name), named.map(({ contact }) => contact)],
  )
  await pool.query(/* sql */ `insert into message_ids (slot, key, received_on)
    select n % 64, md5('seen-' || n)::uuid, '2026-02-01' from ${n}`)
  await pool.query(/* sql */ `insert into consents (lane, contact_id, channel, purpose, state, basis, at)
    select ${lane}, id, 'email', 'marketing', 'granted', 'consent', '2026-01-01Z' from ${n}`)
  await pool.query(/* sql */ `insert into events (lane, id, contact_id, type, name, occurred_at, received_at)
    select ${lane}, id + 64000000 * k, id, 'track', 'Product Viewed', '2026-02-01Z', '2026-02-01Z' from ${n}, generate_series(1, 3) as k`)
  await pool.query(/* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, state, node, visit, urgency, next_at,
      then_port, entered_at, node_entered_at, entry)
    select ${lane}, id + 320000000, id, ${flow}, ${version}, 'active', 'wait', 4, 1, '2029-01-01Z', 'after', '2026-02-01Z', '2026-02-01Z',
      '{"at": 1769904000000, "event": "Signed Up", "properties": {}}' from ${n}`)
  await pool.query(/* sql */ `insert into entries (lane, flow_id, contact_id, event_id, enrollment_id, at, outcome)
    select ${lane}, ${flow}, id, id + 640000000 * k, id + 320000000 * k, '2026-02-01Z', 'entered' from ${n}, generate_series(1, 2) as k`)
  await pool.query(/* sql */ `insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, entered_at, ended_at)
    select ${lane}, id + 640000000, id, ${flow}, ${version}, 'bye', 'completed', '2026-02-01Z', '2026-02-04Z' from ${n}`)
  await pool.query(/* sql */ `insert into journal (lane, at, enrollment_id, visit, steps)
    select ${lane}, '2026-02-01Z', id + 320000000 * k, 0, '[["start","started"]]' from ${n}, generate_series(1, 2) as k`)
  await pool.query(/* sql */ `insert into messages (lane, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, state,
      urgency, awaited, created_at, due_at, claimed_at, settled_at)
    select ${lane}, id + 320000000 * k, 1, id, ${flow}, ${version}, 'hello', 'email', 'marketing', 'sent', 1, false, '2026-02-01Z', '2026-02-01Z',
      '2026-02-01Z', '2026-02-01Z' from ${n}, generate_series(1, 2) as k`)
  await pool.query(
    /* sql */ `insert into memberships (lane, contact_id, list, joined_at) select ${lane}, id, 'news', '2026-02-01Z' from ${n}`,
  )
}
