import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Who did what to what, and why; ids, codes and counts, no personal data. */
export type AuditEntry = {
  at: Instant
  actor: string
  action: string
  subject: string
  reason?: string | null
  details?: JsonObject
}

/** Appends to the audit log, in the transaction of what it tells of. */
export async function writeAudit(sql: Sql, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  await sql.query(
    /* sql */ `insert into audit (at, actor, action, subject, reason, details)
      select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::jsonb[])`,
    [
      entries.map((entry) => new Date(entry.at)),
      entries.map((entry) => entry.actor),
      entries.map((entry) => entry.action),
      entries.map((entry) => entry.subject),
      entries.map((entry) => entry.reason ?? null),
      entries.map((entry) => JSON.stringify(entry.details ?? {})),
    ],
  )
}
