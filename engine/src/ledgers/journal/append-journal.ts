import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { EnrollmentState } from '../../rules/trip-state.ts'

/** One row for each enrollment that did something in the trip: the steps it took, with their ports and reasons. */
export async function appendJournal(sql: Sql, lane: number, enrollments: readonly EnrollmentState[], at: Instant): Promise<void> {
  const rows = enrollments
    .filter((enrollment) => enrollment.steps.length > 0)
    .map((enrollment) => ({ id: enrollment.id, visit: enrollment.journalVisit, steps: enrollment.steps }))
  if (rows.length === 0) return
  await sql.query(
    /* sql */ `insert into journal (lane, at, enrollment_id, visit, steps)
      select $1, to_timestamp($3::double precision / 1000), id, visit, steps
      from json_to_recordset($2::json) as s(id bigint, visit integer, steps jsonb)`,
    [lane, JSON.stringify(rows), at],
    { name: 'append-journal' },
  )
}
