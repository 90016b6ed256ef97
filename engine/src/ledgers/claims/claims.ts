import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn } from '../../batch-values.ts'

/** What a process has taken out of a lane and is going to settle: messages that carry the token, or enrollments at act nodes. */
export type Claim = {
  token: string
  /** The name of the process among `workers`. */
  instance: string
  /** Enrollments held until then, which is their `next_at`; null for messages. */
  acting: { enrollments: readonly string[]; until: Instant } | null
}

/** Written with the claiming itself, in one transaction: when the process dies, whoever finds it dead knows what it held. */
export async function writeClaim(sql: Sql, lane: number, { token, instance, acting }: Claim): Promise<void> {
  await sql.query(
    /* sql */ `insert into claims (lane, token, instance, enrollments, until)
      values ($1, $2, $3, $4::bigint[], to_timestamp($5::double precision / 1000))`,
    [lane, token, instance, acting === null ? null : numberColumn(acting.enrollments), acting?.until ?? null],
    { name: 'write-claim' },
  )
}

/** What was held for act nodes is held longer. */
export async function lengthenClaim(sql: Sql, lane: number, token: string, until: Instant): Promise<void> {
  await sql.query(
    /* sql */ `update claims set until = to_timestamp($3::double precision / 1000) where lane = $1 and token = $2`,
    [lane, token, until],
  )
}

/** All that was held is settled. */
export async function dropClaim(sql: Sql, lane: number, token: string): Promise<void> {
  await sql.query(/* sql */ `delete from claims where lane = $1 and token = $2`, [lane, token], { name: 'drop-claim' })
}

/** What these processes held has been taken back. */
export async function dropClaimsOf(sql: Sql, instances: readonly string[]): Promise<void> {
  await sql.query(/* sql */ `delete from claims where instance = any ($1::text[])`, [instances])
}
