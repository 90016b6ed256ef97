import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { AT_REST, INVARIANTS } from '../road/kit/invariants.ts'
import { POISON } from './gated-pool.ts'
import type { OutsideWorld } from './outside-world.ts'

/** A broken invariant, with some of the rows that break it. */
export type Broken = { invariant: string; rows: unknown[] }

/** What a run has in it, that some invariants are not about. */
export type RunKind = {
  /** Journeys were moved by hand or carried over to another version: they do not follow the edges of one drawing. */
  ordered: boolean
  /** Somebody was erased: of their events nothing is left that could be compared. */
  erased: boolean
  /** The machines' clocks were right: what is told by instants can be compared. */
  inTime: boolean
  /** How many marketing mails a contact may have in twelve hours; null: any number. */
  cap: number | null
}

const SHOWN = 4

/** What may only be checked where no mover is at work is written as AT_REST; these hold at every instant. */
export async function brokenNow(sql: Sql, kind: RunKind, now: Instant): Promise<Broken[]> {
  const all = Object.entries(INVARIANTS).filter(
    ([name]) => !(kind.ordered && OF_ONE_DRAWING.test(name)) && !(kind.erased && OF_EVENTS.test(name)),
  )
  const broken = await brokenOf(sql, { ...Object.fromEntries(all), ...ALWAYS }, [])
  if (kind.cap !== null && kind.inTime) broken.push(...(await brokenOf(sql, CAPPED, [kind.cap, new Date(now)])))
  return broken
}

/** Who was merged has what the other was sent as well, and what was sent under either name. */
const UNMERGED = /* sql */ `mails as (
    select m.* from messages m where m.channel = 'email' and m.purpose = 'marketing' and m.contact_id <> 0 and not exists (
      select 1 from contacts l where l.merged_into is not null and m.contact_id in (l.id, l.merged_into)))`

const CAPPED: Readonly<Record<string, string>> = {
  'a cap is not overrun': /* sql */ `
    with ${UNMERGED}, placed as (select * from mails where state in ('claimed', 'handed', 'sent', 'unknown') and claimed_at <= $2::timestamptz)
    select p.contact_id, p.claimed_at, count(*) from placed p join placed o
      on o.lane = p.lane and o.contact_id = p.contact_id and o.claimed_at > p.claimed_at - interval '12 hours' and o.claimed_at <= p.claimed_at
    group by p.lane, p.contact_id, p.enrollment_id, p.visit, p.claimed_at having count(*) > $1::int`,
  // What was tried once keeps its place until it has come to nothing with its provider.
  'a cap holds nobody while it has room': /* sql */ `
    with ${UNMERGED}
    select h.contact_id, h.enrollment_id, h.visit, h.due_at, h.because from mails h
    where h.state = 'due' and h.because ->> 'code' = 'CAPPED' and h.due_at > $2::timestamptz + interval '1 second' and $1::int > (
      select count(*) from mails o where o.lane = h.lane and o.contact_id = h.contact_id and o.state <> 'notDelivered'
        and (o.claimed_at > $2::timestamptz - interval '12 hours' or o.attempts > 0 or o.state = 'due' and o.due_at <= $2::timestamptz))`,
}

const OF_ONE_DRAWING =
  /follows an edge|leaves out no visit|counts of nodes|counts of ports|version of its journey|node that sends|where its journal says/
const OF_EVENTS = /has its event$/

const ALWAYS: Readonly<Record<string, string>> = {
  'I7 who stands at a node is counted there, also where people were moved': /* sql */ `
    with standing as (select version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed from enrollments group by 1, 2),
      counted as (select version_id, node, sum(inside) as inside, sum(failed) as failed from node_counts group by 1, 2)
    select version_id, node, c.inside as counted, s.inside from counted c full join standing s using (version_id, node)
    where (coalesce(c.inside, 0), coalesce(c.failed, 0)) <> (coalesce(s.inside, 0), coalesce(s.failed, 0))`,
  'a code of a pool is given to one contact': /* sql */ `
    select pool, code, count(*) from (
      select pool, code from coupons where pool is not null union all select pool, code from coupon_stock) c
    group by 1, 2 having count(*) > 1`,
}

/** Nothing is left to do, and nobody failed but who was poisoned. */
export async function brokenAtRest(sql: Sql, now: Instant): Promise<Broken[]> {
  return [
    ...(await brokenOf(sql, AT_REST, [new Date(now)])),
    ...(await brokenOf(sql, AFTERWARDS, [])),
    ...(await brokenOf(sql, ALONE, [POISON])),
  ]
}

const AFTERWARDS: Readonly<Record<string, string>> = {
  'I5 nobody fails where nothing is poisoned': /* sql */ `
    select id, node, because from enrollments where state = 'failed' and because ->> 'code' <> 'ACT_FAILED'`,
  'I4 whoever is inside waits for a time or an event to come': /* sql */ `
    select id, node, state, next_at from enrollments e where state in ('active', 'acting') and next_at is null and awaits is null
      and not exists (select 1 from messages m where m.lane = e.lane and m.enrollment_id = e.id and m.visit = e.visit and m.state = 'due')`,
  'I6 a journey ends on a version of its flow': /* sql */ `
    select d.id from enrollment_ends d join entries n on n.lane = d.lane and n.enrollment_id = d.id
    join flow_versions v on v.id = d.version_id where v.flow_id <> d.flow_id or n.flow_id <> d.flow_id`,
}

const ALONE: Readonly<Record<string, string>> = {
  // An event that went along with a merge, or with its person, has its old name no longer.
  'I5 nothing is set aside but what is poisoned': /* sql */ `
    select d.code, d.reason, d.body from dead_letters d
    where d.body not like '%' || $1 || '%' and exists (
      select 1 from events e where e.id = (d.body::jsonb ->> 'event')::bigint and e.properties::text not like '%' || $1 || '%')`,
}

/** Against what stands outside of the database: acknowledged calls, and what providers brought to people. */
export async function brokenOutside(
  sql: Sql,
  acknowledged: ReadonlySet<string>,
  { accepted, known, begunAgainstOrders }: Pick<OutsideWorld, 'accepted' | 'known' | 'begunAgainstOrders'>,
  kind: RunKind,
): Promise<Broken[]> {
  const broken: Broken[] = []
  const { rows } = await sql.query<{ message_id: string }>(
    /* sql */ `select id as message_id from unnest($1::text[]) as a(id)
      where (select count(*) from events e where e.message_id = a.id) <> 1`,
    [[...acknowledged]],
  )
  if (rows.length > 0) broken.push({ invariant: 'I1 an acknowledged call is an event, once', rows: rows.slice(0, SHOWN) })

  // What went out under another name after a merge cannot be told from the name it has now.
  const merged = await sql.query(/* sql */ `select 1 from contacts where merged_into is not null limit 1`)
  if (merged.count === 0) broken.push(...(await ledgerAgainst(sql, accepted)))

  if (kind.inTime) broken.push(...(await brokenOf(sql, KNOWN, [[...known]])))

  if (begunAgainstOrders.length > 0)
    broken.push({ invariant: 'I9 no send begins two seconds after an order not to', rows: begunAgainstOrders.slice(0, SHOWN) })

  // A transactional message whose answer was lost is sent again on purpose, where the provider cannot tell.
  const byKey = Map.groupBy(
    accepted.filter(({ channel, mark }) => channel === 'email' || purposeOf(mark) === 'marketing'),
    ({ channel, key }) => `${channel} ${key}`,
  )
  const twice = [...byKey].filter(([, all]) => all.length > 1)
  if (twice.length > 0) broken.push({ invariant: 'I3 a message is handed over once', rows: twice.slice(0, SHOWN) })

  const byVisit = Map.groupBy(
    accepted.filter(({ channel, mark }) => isOneVisit(mark) && (channel === 'email' || purposeOf(mark) === 'marketing')),
    ({ mark }) => mark,
  )
  const again = [...byVisit].filter(([, all]) => all.length > 1)
  if (again.length > 0)
    broken.push({
      invariant: 'I3 one event brings the message of one node once, under whatever name',
      rows: again.slice(0, SHOWN),
    })
  return broken
}

const KNOWN: Readonly<Record<string, string>> = {
  'I3 what a living process was told of a message is in the ledger': /* sql */ `
    select enrollment_id, visit, purpose, state, because from messages
    where enrollment_id || ':' || visit = any ($1::text[]) and state not in ('sent', 'canceled')`,
}

/** A message that is told as sent has been taken, and one told as not delivered has not: a stale answer has overwritten nothing. */
async function ledgerAgainst(sql: Sql, accepted: readonly { key: string }[]): Promise<Broken[]> {
  const { rows } = await sql.query(
    /* sql */ `with taken as (select distinct k as key from unnest($1::text[]) as k)
      select m.enrollment_id, m.visit, m.state, m.because, t.key is not null as taken
      from messages m left join taken t on t.key = m.enrollment_id || ':' || m.visit
      where m.contact_id <> 0 and (m.state = 'sent' and t.key is null or m.state = 'notDelivered' and m.purpose = 'marketing' and t.key is not null)`,
    [accepted.map(({ key }) => key)],
  )
  return rows.length === 0 ? [] : [{ invariant: 'I3 the ledger says of a message what became of it', rows: rows.slice(0, SHOWN) }]
}

function purposeOf(mark: string): string {
  return mark.split('/')[3] ?? ''
}

/** Without a loop, and begun by an event that has a name. */
function isOneVisit(mark: string): boolean {
  const [, , token, , loop] = mark.split('/')
  return token !== undefined && token !== '' && loop === ''
}

async function brokenOf(sql: Sql, all: Readonly<Record<string, string>>, values: unknown[]): Promise<Broken[]> {
  const broken: Broken[] = []
  for (const [invariant, statement] of Object.entries(all)) {
    const { rows } = await sql.query(statement, values, { name: `check ${invariant}`.slice(0, 60) })
    if (rows.length > 0) broken.push({ invariant: `${invariant} (${rows.length} rows)`, rows: rows.slice(0, SHOWN) })
  }
  return broken
}
