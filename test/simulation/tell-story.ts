import { isoOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { Broken } from './checks.ts'

/** What became of the first journey, or contact, that a broken invariant names: what came, where they went, what was sent. */
export async function tellStory(sql: Sql, broken: readonly Broken[]): Promise<string> {
  const named = broken.flatMap(({ rows }) => rows).find((row) => typeof row === 'object' && row !== null && idIn(row) !== null)
  const id = named === undefined ? null : idIn(named as Row)
  if (id === null) return ''
  const { rows } = await sql.query<{ at: number; what: string }>(STORY, [id])
  return rows.map(({ at, what }) => `${isoOf(at).slice(0, 19)} ${what}`).join('\n')
}

type Row = Record<string, unknown>

function idIn(row: object): string | null {
  for (const name of ['enrollment_id', 'enrollment', 'contact_id', 'contact', 'id']) {
    const value = (row as Row)[name]
    if (typeof value === 'string' && /^[1-9]\d*$/.test(value)) return value
  }
  return null
}

const STORY = /* sql */ `
  with about as (
    select $1::bigint as id union select contact_id from entries where enrollment_id = $1 and contact_id <> 0
    union select contact_id from enrollments where id = $1 union select contact_id from messages where enrollment_id = $1 and contact_id <> 0),
  journeys as (
    select enrollment_id as id from entries where contact_id in (select id from about) union select $1),
  told as (
    select received_at as at, concat_ws(' ', 'event', id, type, name, properties) as what from events where contact_id in (select id from about)
    union all select at, concat_ws(' ', 'entry', flow_id, enrollment_id, outcome, because) from entries
      where enrollment_id in (select id from journeys) or contact_id in (select id from about)
    union all select at, concat_ws(' ', 'steps', enrollment_id, 'from visit', visit, steps) from journal where enrollment_id in (select id from journeys)
    union all select created_at, concat_ws(' ', 'message', enrollment_id, visit, node, channel, state, 'due', due_at, 'settled', settled_at, because) from messages
      where enrollment_id in (select id from journeys)
    union all select node_entered_at, concat_ws(' ', 'stands', id, 'version', version_id, node, state, 'visit', visit, 'next', next_at, awaits, because) from enrollments
      where id in (select id from journeys) or contact_id in (select id from about)
    union all select ended_at, concat_ws(' ', 'end', id, 'version', version_id, node, reason, because) from enrollment_ends where id in (select id from journeys))
  select at, what from told order by at limit 60`
