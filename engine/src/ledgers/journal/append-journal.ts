import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { numberColumn, SharedValues } from '../../batch-values.ts'
import type { EnrollmentState } from '../../rules/walking/trip-state.ts'

/** One row for each enrollment that did something in the trip: the steps it took, with their ports and reasons. */
export async function appendJournal(sql: Sql, lane: number, enrollments: readonly EnrollmentState[], at: Instant): Promise<void> {
  const walked = enrollments.filter((enrollment) => enrollment.steps.length > 0)
  if (walked.length === 0) return
  const walks = new SharedValues()
  await sql.query(
    /* sql */ `insert into journal (lane, at, enrollment_id, visit, steps)
      select $1, to_timestamp($2::double precision / 1000), e.id, e.visit, w.steps
      from unnest($3::bigint[], $4::int[], $5::int[]) as e(id, visit, walk)
      join json_array_elements($6::json) with ordinality as w(steps, number) on w.number = e.walk`,
    [
      lane,
      at,
      numberColumn(walked.map((enrollment) => enrollment.id)),
      numberColumn(walked.map((enrollment) => enrollment.journalVisit)),
      numberColumn(walked.map((enrollment) => walks.numberOf(enrollment.steps))),
      walks.toJson(),
    ],
    { name: 'append-journal' },
  )
}
