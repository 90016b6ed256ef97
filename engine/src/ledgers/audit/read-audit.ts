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
  filter: { subject?: string; actor?: string; action?: string },
  before: string | null,
  limit: number,
): Promise<AuditRow[]> {
  const { rows } = await sql.query<AuditRow>(
    /* sql */ `select id, at, actor, action, subject, reason, details from audit
      where ($1::bigint is null or id < $1) and ($2::text is null or subject = $2)
        and ($4::text is null or actor = $4) and ($5::text is null or action = $5 or action like $5 || '.%') order by id desc limit $3`,
    [before, filter.subject ?? null, limit, filter.actor ?? null, filter.action ?? null],
  )
  return rows
}
