import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { StopScope } from '../../rules/workspace-settings.ts'
import type { DueMessage } from './message-row.ts'

/** Who is passed over: flows that are paused or stopped by the breaker, what an order to stop sending covers, and what no budget is left for. */
export type Withheld = {
  flows: readonly string[]
  orders: readonly StopScope[]
  /** Channels whose provider has nothing to give for the moment. */
  channels?: readonly string[]
  /** Channels on which nothing more is released from hold for the moment. */
  released?: readonly string[]
}

/**
 * Messages of a lane that are due, without those withheld: the urgent first, then the others, longest due first. At most so many of
 * either kind: a flood of the one never keeps the other from its share.
 */
export async function loadDue(
  sql: Sql,
  lane: number,
  now: Instant,
  withheld: Withheld,
  mostOfEach: number,
): Promise<DueMessage[]> {
  const stopped = stoppedBy(withheld)
  if (stopped.all) return []
  const { rows } = await sql.query<DueMessage>(
    /* sql */ `select ${COLUMNS}
      from (${due(0)} union all ${due(1)}) m
      order by m.urgency, m.due_at, m.created_at, m.enrollment_id, m.visit`,
    [lane, new Date(now), stopped.flows, stopped.channels, stopped.messages, mostOfEach, withheld.released ?? []],
    { name: 'load-due-messages' },
  )
  return rows
}

/**
 * What else is due for the same contacts, where a trip could not take all that is due: the last place under a cap goes to the
 * message that matters most, also where others have been due for longer.
 */
export async function loadRivals(
  sql: Sql,
  lane: number,
  now: Instant,
  withheld: Withheld,
  contacts: readonly string[],
  most: number,
): Promise<DueMessage[]> {
  const stopped = stoppedBy(withheld)
  const { rows } = await sql.query<DueMessage>(
    /* sql */ `select ${COLUMNS} from messages m
      where lane = $1 and contact_id = any ($8::bigint[]) and state = 'due' and due_at <= $2 and ${NOT_WITHHELD}
      order by m.due_at, m.created_at, m.enrollment_id, m.visit limit $6`,
    [lane, new Date(now), stopped.flows, stopped.channels, stopped.messages, most, withheld.released ?? [], contacts],
    { name: 'load-rivals' },
  )
  return rows
}

/** One walk along the index each: sorted over both, all that is due in the lane would be read. */
const due = (urgency: 0 | 1) => /* sql */ `(select * from messages
  where lane = $1 and state = 'due' and urgency = ${urgency} and due_at <= $2 and ${NOT_WITHHELD}
  order by due_at, created_at, enrollment_id, visit limit $6)`

const COLUMNS = /* sql */ `m.urgency, m.enrollment_id, m.visit, m.contact_id, m.flow_id, m.version_id, m.node, m.channel, m.purpose, m.tag, m.awaited,
        m.created_at, m.due_at, m.expires_at, m.attempts, m.scope, m.because,
        exists (select 1 from inbox i where i.lane = m.lane and i.contact_id = m.contact_id)
          or m.contact_id in (select unnest(contacts) from parcels where lane = $1 and urgency = 0) as behind`

/** A rule has held it. */
const WAS_HELD = /* sql */ `coalesce(because -> 'values' ? 'heldSince', false)`

const NOT_WITHHELD = /* sql */ `flow_id <> all ($3::bigint[])
    and channel <> all ($4::text[]) and (flow_id::text || ':' || node) <> all ($5::text[])
    and not (channel = any ($7::text[]) and ${WAS_HELD})`

/** Whether a budget keeps anything of this lane from going out. */
export async function waitsForBudget(
  sql: Sql,
  lane: number,
  now: Instant,
  closed: { channels: readonly string[]; released: readonly string[] },
): Promise<boolean> {
  const { rows } = await sql.query<{ waits: boolean }>(
    /* sql */ `select exists (select 1 from messages where lane = $1 and state = 'due' and urgency = any ('{0,1}') and due_at <= $2
      and (channel = any ($3::text[]) or (channel = any ($4::text[]) and ${WAS_HELD}))) as waits`,
    [lane, new Date(now), closed.channels, closed.released],
    { name: 'waits-for-budget' },
  )
  return rows[0]?.waits === true
}

/** When the next message of a lane becomes due after `now`; null when none will. What is due already and withheld waits for whoever withheld it. */
export async function nextDueAt(sql: Sql, lane: number, now: Instant): Promise<Instant | null> {
  const { rows } = await sql.query<{ at: Instant | null }>(
    /* sql */ `select min(at) as at from (
      select min(due_at) as at from messages where lane = $1 and state = 'due' and urgency = 0 and due_at > $2
      union all select min(due_at) from messages where lane = $1 and state = 'due' and urgency = 1 and due_at > $2) next`,
    [lane, new Date(now)],
    { name: 'next-due-message' },
  )
  return rows[0]?.at ?? null
}

/** Lists for `<> all (…)`; `all`: everything is stopped. */
export function stoppedBy(withheld: Withheld): { all: boolean; flows: string[]; channels: string[]; messages: string[] } {
  const stopped = { all: false, flows: [...withheld.flows], channels: [...(withheld.channels ?? [])], messages: [] as string[] }
  for (const scope of withheld.orders) {
    if (scope.of === 'all') stopped.all = true
    else if (scope.of === 'channel') stopped.channels.push(scope.channel)
    else if (scope.of === 'flow') stopped.flows.push(scope.flow)
    else stopped.messages.push(`${scope.flow}:${scope.node}`)
  }
  return stopped
}
