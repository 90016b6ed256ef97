import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { NOBODY } from '../../rules/nobody.ts'

/** What an erasure took away, for the log of deeds. */
export type Erased = { events: number; messages: number; journeys: number; identities: number }

/**
 * Erases a person of one lane. What tells about the person goes; what only counts (that somebody entered, was sent a message,
 * used a coupon) stays and belongs to nobody, without the values that were compared, so no total changes. Living journeys end
 * as erased. Under the lane's lock.
 */
export async function erasePerson(sql: Sql, lane: number, contact: string, now: Instant): Promise<Erased> {
  const who = [lane, contact]
  const journeys = await endLiving(sql, lane, contact, now)
  await anonymizeJournal(sql, lane, contact)
  await sql.query(
    /* sql */ `update entries set contact_id = ${NOBODY}, entity_key = '', because = jsonb_build_object('code', because -> 'code')
      where lane = $1 and contact_id = $2`,
    who,
  )
  await sql.query(
    /* sql */ `update enrollment_ends set contact_id = ${NOBODY}, because = jsonb_build_object('code', because -> 'code')
      where lane = $1 and contact_id = $2`,
    who,
  )
  const messages = await sql.query(
    /* sql */ `update messages set contact_id = ${NOBODY}, rendered = null, scope = null, provider_id = null, token = null, awaited = false,
        because = case when because is null then null else jsonb_build_object('code', because -> 'code') end,
        state = case when state in ('due', 'claimed') then 'canceled' else state end
      where lane = $1 and contact_id = $2`,
    who,
  )
  await sql.query(
    /* sql */ `update coupons set contact_id = ${NOBODY}, redeemed = case when redeemed_at is null then null else '{}'::jsonb end
      where lane = $1 and contact_id = $2`,
    who,
  )
  const events = await sql.query(/* sql */ `delete from events where lane = $1 and contact_id = $2`, who)
  for (const table of ['inbox', 'event_rates', 'consents', 'consent_history', 'memberships'])
    await sql.query(/* sql */ `delete from ${table} where lane = $1 and contact_id = $2`, who)
  await eraseDeadLetters(sql, lane, contact)
  const identities = await sql.query(/* sql */ `delete from identities where lane = $1 and contact_id = $2`, who)
  await sql.query(/* sql */ `delete from contacts where lane = $1 and id = $2`, who)
  return { events: events.count, messages: messages.count, journeys, identities: identities.count }
}

/** What could not be taken in and speaks of the person, by id or by a name: a name is looked for as the JSON string that calls have. */
async function eraseDeadLetters(sql: Sql, lane: number, contact: string): Promise<void> {
  await sql.query(
    /* sql */ `delete from dead_letters d where position($3 in d.body) > 0 or exists (
      select 1 from identities i where i.lane = $1 and i.contact_id = $2 and position(to_json(i.value)::text in d.body) > 0)`,
    [lane, contact, `"contact": "${contact}"`],
  )
}

/** Aliases of merges that lead to this person: they hold no data, and with the person they lead nowhere. */
export async function eraseAliases(sql: Sql, contact: string): Promise<void> {
  await sql.query(
    /* sql */ `with recursive alias as (
        select lane, id from contacts where merged_into = $1
        union select c.lane, c.id from contacts c join alias a on c.merged_into = a.id
      )
      delete from contacts c using alias a where c.lane = a.lane and c.id = a.id`,
    [contact],
  )
}

async function endLiving(sql: Sql, lane: number, contact: string, now: Instant): Promise<number> {
  const { rows } = await sql.query<{ ended: number; flows: string | null }>(
    /* sql */ `with gone as (
        delete from enrollments where lane = $1 and contact_id = $2 returning id, flow_id, version_id, node, visit, entered_at, state
      ), ends as (
        insert into enrollment_ends (lane, id, contact_id, flow_id, version_id, node, reason, entered_at, ended_at)
        select $1, id, ${NOBODY}, flow_id, version_id, node, 'erased', entered_at, $3 from gone
      ), counted as (
        update node_counts as c set inside = c.inside - g.inside, failed = c.failed - g.failed
        from (select version_id, node, count(*) as inside, count(*) filter (where state = 'failed') as failed from gone group by 1, 2) g
        where c.lane = $1 and c.version_id = g.version_id and c.node = g.node
      )
      select count(*)::int as ended, string_agg(distinct flow_id::text, ',') as flows from gone`,
    [lane, contact, new Date(now)],
  )
  const { ended, flows } = rows[0] ?? { ended: 0, flows: null }
  if (flows !== null) await sql.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [flows])
  return ended
}

/** The steps stay, because they are counted; the values that were compared go. Asked before the journeys lose their names. */
async function anonymizeJournal(sql: Sql, lane: number, contact: string): Promise<void> {
  await sql.query(
    /* sql */ `update journal set steps = (
        select jsonb_agg(case when jsonb_array_length(step) > 2
          then jsonb_build_array(step -> 0, step -> 1, jsonb_build_object('code', step -> 2 -> 'code')) else step end order by place)
        from jsonb_array_elements(steps::jsonb) with ordinality as s(step, place))
      where lane = $1 and json_array_length(steps) > 0 and enrollment_id in (
        select enrollment_id from entries where lane = $1 and contact_id = $2 and enrollment_id is not null
        union select id from enrollment_ends where lane = $1 and contact_id = $2
        union select enrollment_id from messages where lane = $1 and contact_id = $2)`,
    [lane, contact],
  )
}

/** Contacts without a name of their own whose merge into this one, or into an alias of it, is asked for: they are the same person. */
export async function othersOfPerson(sql: Sql, contact: string): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `with recursive person as (
        select $1::bigint as id union select c.id from contacts c join person p on c.merged_into = p.id
      )
      select distinct l.id from merge_requests r join person p on r.winner_id = p.id
      join contacts l on l.lane = r.loser_lane and l.id = r.loser_id
      where l.merged_into is null and l.user_id is null and (r.done_at is null or r.because ->> 'code' = 'CONTACT_UNKNOWN') order by l.id`,
    [contact],
  )
  return rows.map((row) => row.id)
}

/** Notes an erasure, so that it is done once more when whatever was under way meanwhile has come to its end. */
export async function noteErasure(sql: Sql, lane: number, contact: string, now: Instant): Promise<void> {
  await sql.query(
    /* sql */ `insert into erasures (lane, contact_id, at) values ($1, $2, $3) on conflict (lane, contact_id) do update set at = excluded.at`,
    [lane, contact, new Date(now)],
  )
}

export async function erasuresBefore(sql: Sql, before: Instant, most: number): Promise<{ lane: number; contact: string }[]> {
  const { rows } = await sql.query<{ lane: number; contact: string }>(
    /* sql */ `select lane, contact_id as contact from erasures where at < $1 order by lane, contact_id limit $2`,
    [new Date(before), most],
  )
  return rows
}

export async function forgetErasure(sql: Sql, lane: number, contact: string): Promise<void> {
  await sql.query(/* sql */ `delete from erasures where lane = $1 and contact_id = $2`, [lane, contact])
}
