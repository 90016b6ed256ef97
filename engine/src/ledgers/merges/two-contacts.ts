import type { Instant, JsonObject } from '@snodo/base'
import type { Sql } from '@snodo/database'

/** Who is merged into whom, and the lanes they live in. */
export type Pair = { loser: string; loserLane: number; winner: string; winnerLane: number }

export type MergingContact = {
  id: string
  user_id: string | null
  email: string | null
  phone: string | null
  attributes: JsonObject
  tags: string[]
  scores: Record<string, number>
  created_at: Instant
  seen_at: Instant
  merged_into: string | null
}

/** Both contacts, whole. Under both lanes' locks. */
export async function loadPair(
  sql: Sql,
  pair: Pair,
): Promise<{ loser: MergingContact | undefined; winner: MergingContact | undefined }> {
  const { rows } = await sql.query<MergingContact>(
    /* sql */ `select id, user_id, email, phone, attributes, tags, scores, created_at, seen_at, merged_into from contacts
      where (lane = $1 and id = $2) or (lane = $3 and id = $4)`,
    [pair.loserLane, pair.loser, pair.winnerLane, pair.winner],
  )
  return { loser: rows.find((row) => row.id === pair.loser), winner: rows.find((row) => row.id === pair.winner) }
}

/**
 * True while something of the loser's is in the air, whose answer would come back under its old name, or may lie with a provider
 * under a key made of it: sent again under a new key, it would come twice. What a provider has surely not taken says so.
 */
export async function inTheAir(sql: Sql, pair: Pair, now: Instant): Promise<boolean> {
  const { rows } = await sql.query<{ flying: boolean }>(
    /* sql */ `select exists (select 1 from messages where lane = $1 and contact_id = $2 and (state in ('claimed', 'handed')
          or state = 'due' and attempts > 0 and because ->> 'code' is distinct from 'RETRYING'))
        or exists (select 1 from enrollments where lane = $1 and contact_id = $2 and state = 'acting' and next_at > $3 and because is null) as flying`,
    [pair.loserLane, pair.loser, new Date(now)],
  )
  return rows[0]?.flying === true
}

/** Writes the winner with what both were, and leaves of the loser an alias without personal data. */
export async function savePair(sql: Sql, pair: Pair, winner: Omit<MergingContact, 'id' | 'merged_into'>): Promise<void> {
  await sql.query(
    /* sql */ `update contacts set merged_into = $3, user_id = null, email = null, phone = null, attributes = '{}', tags = '{}', scores = '{}'
      where lane = $1 and id = $2`,
    [pair.loserLane, pair.loser, pair.winner],
  )
  await sql.query(
    /* sql */ `update contacts set user_id = $3, email = $4, phone = $5, attributes = $6, tags = $7, scores = $8, created_at = $9, seen_at = $10
      where lane = $1 and id = $2`,
    [
      pair.winnerLane,
      pair.winner,
      winner.user_id,
      winner.email,
      winner.phone,
      JSON.stringify(winner.attributes),
      winner.tags,
      JSON.stringify(winner.scores),
      new Date(winner.created_at),
      new Date(winner.seen_at),
    ],
  )
}

/** Every name of the loser leads to the winner from now on. */
export async function moveIdentities(sql: Sql, pair: Pair): Promise<void> {
  await sql.query(/* sql */ `update identities set lane = $3, contact_id = $4 where lane = $1 and contact_id = $2`, [
    pair.loserLane,
    pair.loser,
    pair.winnerLane,
    pair.winner,
  ])
}

/** Where both have said something about a channel and purpose, the more restrictive word holds: denied, then pending, then granted. */
export async function mergeConsents(sql: Sql, pair: Pair, newIds: (count: number) => Promise<string[]>): Promise<void> {
  const lanes = [pair.loserLane, pair.loser, pair.winnerLane, pair.winner]
  await sql.query(
    /* sql */ `with moved as (delete from consents where lane = $1 and contact_id = $2 returning *)
      insert into consents as c (lane, contact_id, channel, purpose, state, basis, proof, at)
      select $3, $4, channel, purpose, state, basis, proof, at from moved
      on conflict (lane, contact_id, channel, purpose) do update
        set state = excluded.state, basis = excluded.basis, proof = excluded.proof, at = excluded.at
        where array_position('{granted,pending,denied}', excluded.state) > array_position('{granted,pending,denied}', c.state)`,
    lanes,
  )
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select id from consent_history where lane = $1 and contact_id = $2 order by at, id`,
    [pair.loserLane, pair.loser],
  )
  await sql.query(
    /* sql */ `with moved as (delete from consent_history where lane = $1 and contact_id = $2 returning *)
      insert into consent_history (lane, id, contact_id, channel, purpose, state, basis, proof, at)
      select $3, n.new, $4, m.channel, m.purpose, m.state, m.basis, m.proof, m.at
      from moved m join unnest($5::bigint[], $6::bigint[]) as n(old, new) on n.old = m.id`,
    [...lanes, rows.map((row) => row.id), await newIds(rows.length)],
  )
}

/** What limits events goes on counting by the winner's windows. */
export async function dropRates(sql: Sql, { loserLane, loser }: Pair): Promise<void> {
  await sql.query(/* sql */ `delete from event_rates where lane = $1 and contact_id = $2`, [loserLane, loser])
}

/** The union of both lists; the earlier date of joining stays with the winner's own. */
export async function mergeMemberships(sql: Sql, pair: Pair): Promise<void> {
  await sql.query(
    /* sql */ `with moved as (delete from memberships where lane = $1 and contact_id = $2 returning *)
      insert into memberships as m (lane, contact_id, list, joined_at) select $3, $4, list, joined_at from moved
      on conflict (lane, contact_id, list) do update set joined_at = least(m.joined_at, excluded.joined_at)`,
    [pair.loserLane, pair.loser, pair.winnerLane, pair.winner],
  )
}
