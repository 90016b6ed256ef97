import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Because, MessageKey } from './message-row.ts'

/** Due messages taken to be sent now. `token` is what settles them later: whoever no longer holds it settles nothing. */
export async function claimMessages(
  sql: Sql,
  lane: number,
  messages: readonly MessageKey[],
  token: string,
  now: Instant,
): Promise<void> {
  if (messages.length === 0) return
  await sql.query(
    /* sql */ `update messages m set state = 'claimed', token = $4, claimed_at = $5, attempts = m.attempts + 1
      from unnest($2::bigint[], $3::int[]) as k(enrollment_id, visit)
      where m.lane = $1 and m.enrollment_id = k.enrollment_id and m.visit = k.visit and m.state = 'due'`,
    [lane, messages.map((m) => m.enrollment_id), messages.map((m) => m.visit), token, new Date(now)],
    { name: 'claim-messages' },
  )
}

/** Due messages refused by a rule: their fate is final. */
export async function refuseMessages(
  sql: Sql,
  lane: number,
  refused: readonly (MessageKey & { because: Because })[],
  now: Instant,
): Promise<void> {
  if (refused.length === 0) return
  await sql.query(
    /* sql */ `update messages m set state = 'notSent', settled_at = $5, because = k.because
      from unnest($2::bigint[], $3::int[], $4::jsonb[]) as k(enrollment_id, visit, because)
      where m.lane = $1 and m.enrollment_id = k.enrollment_id and m.visit = k.visit and m.state = 'due'`,
    [
      lane,
      refused.map((m) => m.enrollment_id),
      refused.map((m) => m.visit),
      refused.map((m) => JSON.stringify(m.because)),
      new Date(now),
    ],
    { name: 'refuse-messages' },
  )
}

/** Due messages put off; since when they are held goes along in `because.values.heldSince`. */
export async function holdMessages(
  sql: Sql,
  lane: number,
  held: readonly (MessageKey & { until: Instant; because: Because })[],
): Promise<void> {
  if (held.length === 0) return
  await sql.query(
    /* sql */ `update messages m set due_at = k.until, because = k.because
      from unnest($2::bigint[], $3::int[], $4::timestamptz[], $5::jsonb[]) as k(enrollment_id, visit, until, because)
      where m.lane = $1 and m.enrollment_id = k.enrollment_id and m.visit = k.visit and m.state = 'due'`,
    [
      lane,
      held.map((m) => m.enrollment_id),
      held.map((m) => m.visit),
      held.map((m) => new Date(m.until)),
      held.map((m) => JSON.stringify(m.because)),
    ],
    { name: 'hold-messages' },
  )
}
