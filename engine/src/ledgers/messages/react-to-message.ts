import { type Instant, type JsonObject, laneOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { countReaction } from './message-counts.ts'

/** A message somebody reacted to, as it is called now. */
export type TrackedMessage = {
  lane: number
  enrollment_id: string
  visit: number
  contact_id: string
  flow_id: string
  version_id: string
  node: string
  /** When it left us; null while it is still to be handed over. */
  sent_at: Instant | null
  /** Where its links lead, by their number; null where none are measured. */
  links: string[] | null
}

const TRACKED = /* sql */ `select lane, enrollment_id, visit, contact_id, flow_id, version_id, node, coalesce(settled_at, claimed_at) as sent_at,
  rendered -> 'links' as links from messages`

/** The message an address in a mail belongs to, by the name it was sent under. A merge gives it another name, which keeps the first one. */
export async function findTracked(sql: Sql, sentAs: string, contact: string): Promise<TrackedMessage | null> {
  const [enrollment = '', visit = ''] = sentAs.split(':')
  const { rows } = await sql.query<TrackedMessage>(
    /* sql */ `${TRACKED} where lane = $1 and enrollment_id = $2 and visit = $3`,
    [laneOf(enrollment), enrollment, visit],
    { name: 'find-tracked' },
  )
  if (rows[0] !== undefined) return rows[0]
  const { rows: renamed } = await sql.query<TrackedMessage>(
    /* sql */ `${TRACKED} where lane = $1 and contact_id = $2 and rendered ->> 'sentAs' = $3`,
    [laneOf(contact), contact, sentAs],
    { name: 'find-tracked-renamed' },
  )
  return renamed[0] ?? null
}

type Place = Pick<TrackedMessage, 'lane' | 'enrollment_id' | 'visit' | 'version_id' | 'node'>

/** True the first time. These are plain updates of one row and its count: who reads mail takes no lane's lock. */
export async function markOpened(sql: Sql, message: Place, at: Instant): Promise<boolean> {
  const [row] = await marked(sql, /* sql */ `set opened_at = $4 where ${PLACE} and opened_at is null`, message, new Date(at))
  if (row !== undefined) await countReaction(sql, message, 'opened')
  return row !== undefined
}

/** True the first time for this link. */
export async function markClicked(sql: Sql, message: Place, link: number, at: Instant): Promise<boolean> {
  const [row] = await marked(
    sql,
    /* sql */ `set clicked_at = coalesce(clicked_at, $4),
        rendered = rendered || jsonb_build_object('clickedLinks', coalesce(rendered -> 'clickedLinks', '[]') || to_jsonb($5::int))
      where ${PLACE} and not coalesce(rendered -> 'clickedLinks', '[]') @> to_jsonb($5::int)`,
    message,
    new Date(at),
    link,
  )
  if (row?.clicks === 1) await countReaction(sql, message, 'clicked')
  return row !== undefined
}

/** That a machine looked at it: kept apart from what people do. True the first time. */
export async function markPrefetched(sql: Sql, message: Place, at: Instant): Promise<boolean> {
  const mark: JsonObject = { prefetchedAt: at }
  const rows = await marked(
    sql,
    /* sql */ `set rendered = rendered || $4::jsonb where ${PLACE} and not rendered ? 'prefetchedAt'`,
    message,
    JSON.stringify(mark),
  )
  return rows.length > 0
}

const PLACE = /* sql */ `lane = $1 and enrollment_id = $2 and visit = $3`

/** The row if it was changed; `clicks`: how many of its links were followed by now. */
async function marked(
  sql: Sql,
  change: string,
  { lane, enrollment_id, visit }: Place,
  ...values: unknown[]
): Promise<{ clicks: number }[]> {
  const { rows } = await sql.query<{ clicks: number }>(
    /* sql */ `update messages ${change} returning jsonb_array_length(coalesce(rendered -> 'clickedLinks', '[]')) as clicks`,
    [lane, enrollment_id, visit, ...values],
  )
  return rows
}
