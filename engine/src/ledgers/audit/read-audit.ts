import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

export type AuditRow = {
  id: string
  at: Instant
  actor: string
  action: string
  subject: string
  reason: string | null
  details: JsonObject
}

/** The audit log, the newest first. */
export async function readAudit(
  sql: Sql,
  filter: { subject?: string },
  before: string | null,
  limit: number,
): Promise<AuditRow[]> {
  const { rows } = await sql.query<AuditRow>(
    /* sql */ `select id, at, actor, action, subject, reason, details from audit
      where ($1::bigint is null or id < $1) and ($2::text is null or subject = $2) order by id desc limit $3`,
    [before, filter.subject ?? null, limit],
  )
  return rows
}
