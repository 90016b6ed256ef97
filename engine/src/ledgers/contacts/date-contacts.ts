import type { Sql } from '@snodo/database'

/** The zones contacts have given, as they wrote them. Reads everybody, so it is asked seldom. */
export async function loadContactZones(sql: Sql): Promise<string[]> {
  const { rows } = await sql.query<{ zone: string }>(
    /* sql */ `select distinct attributes ->> 'timeZone' as zone from contacts where attributes ? 'timeZone' and attributes ->> 'timeZone' is not null`,
  )
  return rows.map((row) => row.zone)
}

/**
 * Contacts of a lane whose date field may fall on one of some days, with what stands in it: by its first ten characters, or for
 * yearly dates by month and day. Whoever asks judges what stands there; an instant may lie a day beside in a zone.
 */
export async function findDateContacts(
  sql: Sql,
  lane: number,
  given: {
    path: readonly string[]
    days: readonly string[]
    yearly: boolean
    zone: { is: string } | { noneOf: readonly string[] }
  },
): Promise<{ id: string; value: string }[]> {
  const own = 'is' in given.zone
  const { rows } = await sql.query<{ id: string; value: string }>(
    /* sql */ `select id, attributes #>> $2::text[] as value from contacts
      where lane = $1 and merged_into is null
        and substr(attributes #>> $2::text[], ${given.yearly ? '6, 5' : '1, 10'}) = any ($3::text[])
        and ${own ? `attributes ->> 'timeZone' = $4` : `coalesce(attributes ->> 'timeZone', '') <> all ($4::text[])`}
      order by id`,
    [lane, given.path, given.days, 'is' in given.zone ? given.zone.is : given.zone.noneOf],
  )
  return rows
}
