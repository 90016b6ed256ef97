import { type Instant, type JsonObject, slotOf } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { normalEmail } from '../../rules/collecting/contact-address.ts'

export type FoundContact = {
  id: string
  user_id: string | null
  email: string | null
  phone: string | null
  attributes: JsonObject
  tags: string[]
  created_at: Instant
  seen_at: Instant
}

export type ContactSearch = {
  /** Part of an e-mail, user id, phone or name. */
  search?: string
  email?: string
  userId?: string
  anonymousId?: string
  tag?: string
  list?: string
  /** Who has granted it, as `channel:purpose`. */
  consent?: string
  /** Who is inside this flow. */
  flow?: string
  /** Who has an address or a user id, or has neither. */
  kind?: 'known' | 'anonymous'
}

const COLUMNS = 'c.id, c.user_id, c.email, c.phone, c.attributes, c.tags, c.created_at, c.seen_at'

const MATCHES = /* sql */ `c.lane = l.lane and c.merged_into is null and ($1::bigint is null or c.id < $1)
  and ($3::bigint[] is null or c.id = any ($3))
  and ($4::text is null or c.email ilike $4 or c.user_id ilike $4 or c.phone ilike $4
    or concat_ws(' ', c.attributes ->> 'firstName', c.attributes ->> 'lastName', c.attributes ->> 'name') ilike $4)
  and ($5::text is null or $5 = any (c.tags))
  and ($6::text is null or exists (select from memberships m where m.lane = c.lane and m.contact_id = c.id and m.list = $6))
  and ($7::text is null or c.email = $7)
  and ($8::text is null or exists (select from consents o where o.lane = c.lane and o.contact_id = c.id
    and o.channel = $8 and o.purpose = $9 and o.state = 'granted'))
  and ($10::bigint is null or exists (select from enrollments e where e.lane = c.lane and e.contact_id = c.id and e.flow_id = $10))
  and ($11::boolean is null or (coalesce(c.email, c.phone, c.user_id) is not null) = $11)`

/**
 * Contacts, the newest first, those before the id `before`. Each lane gives its own newest and the newest of all are kept:
 * an index scan of a few rows per lane, however many contacts there are.
 */
export async function findContacts(
  sql: Sql,
  search: ContactSearch,
  before: string | null,
  limit: number,
): Promise<FoundContact[]> {
  const { rows } = await sql.query<FoundContact>(
    /* sql */ `select ${COLUMNS} from lanes l cross join lateral (
        select * from contacts c where ${MATCHES} order by c.id desc limit $2) as c
      order by c.id desc limit $2`,
    [before, limit, ...(await asked(sql, search))],
  )
  return rows
}

/** How many a search finds, counted no further than `most`. */
export async function countContacts(sql: Sql, search: ContactSearch, most: number): Promise<number> {
  const { rows } = await sql.query<{ found: number }>(
    /* sql */ `select count(*)::int as found from (
      select from lanes l join contacts c on ${MATCHES} limit $2) as c`,
    [null, most, ...(await asked(sql, search))],
  )
  return rows[0]?.found ?? 0
}

/** What is asked of each contact, as the statement's parameters from the third on. */
async function asked(sql: Sql, search: ContactSearch): Promise<unknown[]> {
  const named = await byIdentity(sql, search)
  const [channel, purpose = 'marketing'] = search.consent?.split(':') ?? []
  return [
    named,
    search.search ? `%${search.search.replace(/[\\%_]/g, '\\$&')}%` : null,
    search.tag ?? null,
    search.list ?? null,
    // An address no identity holds may still stand in a profile: a browser wrote it, or people share it.
    named === null && search.email ? (normalEmail(search.email) ?? search.email) : null,
    channel ?? null,
    channel === undefined ? null : purpose,
    search.flow ?? null,
    search.kind === undefined ? null : search.kind === 'known',
  ]
}

/** Contacts an exact name leads to; null where no name was asked for, or an e-mail that is nobody's name. */
async function byIdentity(sql: Sql, search: ContactSearch): Promise<string[] | null> {
  const names = [
    ...(search.userId === undefined ? [] : [{ k: 'userId', v: search.userId }]),
    ...(search.anonymousId === undefined ? [] : [{ k: 'anonymousId', v: search.anonymousId }]),
    ...(search.email === undefined ? [] : [{ k: 'email', v: normalEmail(search.email) ?? search.email }]),
  ]
  if (names.length === 0) return null
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select i.contact_id as id from json_to_recordset($1::json) as n(s smallint, k text, v text)
      join identities i on i.slot = n.s and i.kind = n.k and i.value = n.v where i.contact_id <> 0`,
    [JSON.stringify(names.map((name) => ({ s: slotOf(name.v), ...name })))],
  )
  if (rows.length === 0 && search.email !== undefined && names.length === 1) return null
  return rows.map((row) => row.id)
}
