import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { INVARIANTS as engineInvariants } from '@snodo/engine/testing'
import { expect } from 'vitest'

/**
 * What must hold at every instant, whatever happened before: the engine's own, which operators ask for as well, and what only
 * holds where nobody was erased. Each statement gives the rows that break it, in any lane.
 */
export const INVARIANTS: Readonly<Record<string, string>> = {
  'I1 a message id that was taken has its event': /* sql */ `
    select m.slot, m.key from message_ids m
    where not exists (select 1 from events e where e.message_id is not null
      and encode(substr(sha256(convert_to(e.message_id, 'UTF8')), 1, 16), 'hex')::uuid = m.key)`,
  ...Object.fromEntries(
    engineInvariants.map(({ name, statement }) => [
      name,
      statement.replaceAll('$1::int[]', 'array(select lane::int from lanes)'),
    ]),
  ),
}

/** What must hold besides when nothing is left to do at an instant ($1). */
export const AT_REST: Readonly<Record<string, string>> = {
  'the inbox is read': /* sql */ `select lane, event_id, kind, name from unread where received_at <= $1`,
  'nobody is ready and not moved': /* sql */ `
    select lane, id, node, state, next_at from enrollments where state in ('active', 'acting') and next_at <= $1`,
  'no message is due or in hand': /* sql */ `
    select lane, enrollment_id, visit, state, due_at from messages where (state = 'due' and due_at <= $1) or state in ('claimed', 'handed')`,
  'no merge is open': /* sql */ `select id from merge_requests where done_at is null and requested_at <= $1`,
}

/** Fails with the rows that break an invariant, by its name. */
export async function expectInvariants(sql: Sql): Promise<void> {
  expect(await broken(sql, INVARIANTS, [])).toEqual({})
}

/** For those who mean: nobody waits for any later time. */
export const END_OF_TIME = Date.parse('9999-01-01')

/** Fails with what is left to do at an instant. */
export async function expectAtRest(sql: Sql, now: Instant): Promise<void> {
  expect(await broken(sql, AT_REST, [new Date(now)])).toEqual({})
}

const SHOWN = 5

async function broken(sql: Sql, all: Readonly<Record<string, string>>, values: unknown[]): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {}
  for (const [name, statement] of Object.entries(all)) {
    const { rows } = await sql.query(statement, values)
    if (rows.length > 0) found[`${name} (${rows.length} rows)`] = rows.slice(0, SHOWN)
  }
  return found
}
