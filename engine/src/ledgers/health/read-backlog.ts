import { type Instant, LANES } from '@snodo/base'
import { type Pool, type Sql, transaction } from '@snodo/database'
import type { StopScope } from '../../rules/workspace-settings.ts'

/** Work by kind: `inbox` rows to be read, `ready` enrollments whose time has come, `acts` likewise, `messages` that are due, `held` ones put off. */
export const BACKLOGS = ['inbox', 'ready', 'acts', 'messages', 'held'] as const
export type BacklogKind = (typeof BACKLOGS)[number]

export type Backlog = {
  kinds: Record<BacklogKind, { count: number; oldest: Instant | null }>
  /** Since when the oldest work of each lane has waited (held messages aside); null: it has none. */
  lanes: (Instant | null)[]
}

/** Rows looked at in one lane, for one kind: what 64 lanes hold below this is counted to the row. */
const COUNTED = 250
/** Beyond it, so many lanes are counted further, and stand for the others: contacts are spread over lanes evenly. */
const SAMPLE = 8
const COUNTED_IN_SAMPLE = 20_000
/** A database that cannot say in so long is told of as not answering; the loops need it more than we do. */
const PATIENCE_MS = 3_000

/**
 * How much is waiting, and since when. Takes no lane's lock and never reads a whole table: a few index entries a lane, at most
 * 250 of each kind in each lane; with more, 8 lanes are counted up to 20,000 and multiplied. What paused flows and orders to
 * stop sending keep back is left out.
 */
export async function readBacklog(pool: Pool, now: Instant): Promise<Backlog> {
  return transaction(
    pool,
    async (sql) => {
      await sql.query(/* sql */ `select set_config('statement_timeout', $1, true)`, [String(PATIENCE_MS)])
      const withheld = await readWithheld(sql)
      const lanes = Array.from({ length: LANES }, (_, lane) => lane)
      const kinds = {} as Backlog['kinds'] // filled in for every kind below
      const due: Row[] = []
      for (const kind of BACKLOGS) {
        const rows = await look(sql, kind, lanes, COUNTED, now, withheld)
        kinds[kind] = await counted(sql, kind, rows, now, withheld)
        if (kind !== 'held') due.push(...rows)
      }
      return { kinds, lanes: lanes.map((lane) => earliest(due.filter((row) => row.lane === lane))) }
    },
    { isolation: 'repeatable read', readOnly: true },
  )
}

type Row = { lane: number; looked: number; count: number; oldest: Instant | null }

async function counted(sql: Sql, kind: BacklogKind, rows: Row[], now: Instant, withheld: Withheld) {
  const oldest = earliest(rows)
  if (rows.every((row) => row.looked < COUNTED)) return { count: sum(rows), oldest }
  const sample = await look(
    sql,
    kind,
    rows.slice(0, SAMPLE).map((row) => row.lane),
    COUNTED_IN_SAMPLE,
    now,
    withheld,
  )
  return { count: Math.max(sum(rows), Math.round((sum(sample) * LANES) / SAMPLE)), oldest: earliest([...rows, ...sample]) }
}

const sum = (rows: readonly Row[]) => rows.reduce((total, row) => total + row.count, 0)

function earliest(rows: readonly Row[]): Instant | null {
  const known = rows.flatMap((row) => (row.oldest === null ? [] : [row.oldest]))
  return known.length === 0 ? null : Math.min(...known)
}

type Withheld = { paused: string[]; stopped: StopScope[] }

async function readWithheld(sql: Sql): Promise<Withheld> {
  const { rows } = await sql.query<{ paused: string[]; stopped: { scope: StopScope }[] | null }>(
    /* sql */ `select array(select id from flows where state = 'paused') as paused, (select value from settings where key = 'stopSending') as stopped`,
  )
  return { paused: rows[0]?.paused ?? [], stopped: (rows[0]?.stopped ?? []).map((order) => order.scope) }
}

/**
 * The oldest rows of a kind in each lane, at most `most`; of those `count` are not withheld. The bound stands before the filter: a
 * paused flow with a million people must not make a scrape read them all.
 */
async function look(
  sql: Sql,
  kind: BacklogKind,
  lanes: readonly number[],
  most: number,
  now: Instant,
  withheld: Withheld,
): Promise<Row[]> {
  const anyWithheld = withheld.paused.length > 0 || withheld.stopped.length > 0
  const kept = anyWithheld ? KEPT[kind] : 'true'
  const { rows } = await sql.query<Row>(
    /* sql */ `select l.lane, count(w.at)::int as looked, (count(w.at) filter (where ${kept}))::int as count,
        min(w.at) filter (where ${kept}) as oldest
      from unnest($1::int[]) as l(lane) left join lateral (${waiting(kind, anyWithheld)}) w on true
      -- Every kind is asked with the same values, and PostgreSQL wants each of them used.
      where $3::timestamptz is not null and $4::bigint[] is not null and $5::jsonb is not null
      group by l.lane order by l.lane`,
    [lanes, most, new Date(now), withheld.paused, JSON.stringify(withheld.stopped)],
    { name: `backlog-${kind}${anyWithheld ? '-withheld' : ''}` },
  )
  return rows
}

/** What places a row is read from its table only where something is withheld; else the index alone tells the time. */
const NOWHERE = 'null::bigint as flow_id, null as channel, null as node'

function waiting(kind: BacklogKind, anyWithheld: boolean): string {
  const ofEnrollment = anyWithheld ? 'flow_id, null as channel, null as node' : NOWHERE
  const ofMessage = anyWithheld ? 'flow_id, channel, node' : NOWHERE
  const enrollments = (state: string) =>
    bothUrgencies(
      (urgency) => /* sql */ `(select next_at as at, ${ofEnrollment} from enrollments
        where lane = l.lane and state = '${state}' and urgency = ${urgency} and next_at <= $3 order by next_at limit $2)`,
    )
  const messages = (when: string) =>
    bothUrgencies(
      (urgency) => /* sql */ `(select due_at as at, ${ofMessage} from messages
        where lane = l.lane and state = 'due' and urgency = ${urgency} and due_at ${when} $3 order by due_at limit $2)`,
    )
  switch (kind) {
    case 'inbox':
      return UNREAD
    case 'ready':
      return enrollments('active')
    case 'acts':
      return enrollments('acting')
    case 'messages':
      return messages('<=')
    case 'held':
      return messages('>')
  }
}

const UNREAD = /* sql */ `select received_at as at, ${NOWHERE} from (
    (select received_at from inbox where lane = l.lane order by event_id limit $2)
    union all
    (select to_timestamp((c.call ->> 5)::float8 / 1000) from (select calls from parcels where lane = l.lane order by urgency, id limit $2) p
      cross join lateral json_array_elements(p.calls) as c(call) limit $2)) unread limit $2`

/** The urgency stands before the time in these indexes: each is read from its own oldest end. */
function bothUrgencies(select: (urgency: number) => string): string {
  return `${select(0)} union all ${select(1)}`
}

const NOT_PAUSED = /* sql */ `w.flow_id <> all ($4::bigint[])`
const KEPT: Readonly<Record<BacklogKind, string>> = {
  inbox: 'true',
  ready: NOT_PAUSED,
  acts: NOT_PAUSED,
  messages: /* sql */ `${NOT_PAUSED} and not exists (
    select 1 from jsonb_array_elements($5::jsonb) as s(scope) where case s.scope ->> 'of'
      when 'all' then true
      when 'channel' then s.scope ->> 'channel' = w.channel
      when 'flow' then s.scope ->> 'flow' = w.flow_id::text
      else s.scope ->> 'flow' = w.flow_id::text and s.scope ->> 'node' = w.node end)`,
  held: 'true',
}
