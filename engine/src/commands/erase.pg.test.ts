import { slotOf } from '@snodo/base'
import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliver } from '../loops/deliver.ts'
import { makeScene, type Scene } from '../testing/scene.ts'
import { setConsents } from './consents.ts'
import { eraseContact, exportContact } from './erase.ts'

const LANE = 5
let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }
let maria: string
let other: string

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z')
  at = await scene.flow()
  await scene.content(at.flow, 'hello', { subject: 'Ciao {{ contact.firstName }}', body: 'b' })
  maria = await fullLife('Mariasecret')
  other = await fullLife('Othersecret')
})
afterEach(() => db.drop())

/** Somebody of whom every table knows something. The name occurs wherever personal data can be. */
async function fullLife(name: string): Promise<string> {
  const contact = await scene.contact({ lane: LANE, email: `${name}@example.com`, attributes: { firstName: name }, tags: [name] })
  const now = new Date(scene.clock.now())
  await db.pool.query(`insert into identities (slot, kind, value, lane, contact_id) values ($1, 'email', $2, $3, $4)`, [
    slotOf(`${name}@example.com`),
    `${name}@example.com`,
    LANE,
    contact,
  ])
  const event = await scene.newId(LANE)
  await db.pool.query(
    `insert into events (lane, id, contact_id, type, name, properties, context, occurred_at, received_at) values ($1, $2, $3, 'identify', 'identify', $4, $4, $5, $5)`,
    [LANE, event, contact, JSON.stringify({ name }), now],
  )
  await db.pool.query(`insert into memberships values ($1, $2, $3, $4)`, [LANE, contact, name, now])
  await setConsents(scene.engine, {
    contact,
    author: 'test',
    changes: [{ channel: 'email', purpose: 'marketing', state: 'granted', proof: { signed: name } }],
  })
  await db.pool.query('with rows as (delete from inbox) delete from parcels')
  const enrollment = await scene.enrollment(contact, at, { entry: { at: 1, event: 'X', properties: { name } }, entityKey: name })
  const because = JSON.stringify({ code: 'COMPARED', values: { got: name } })
  await db.pool.query(`insert into entries values ($1, $2, $3, $4, $5, $6, $7, 'entered', $8)`, [
    LANE,
    at.flow,
    contact,
    name,
    event,
    enrollment,
    now,
    because,
  ])
  await db.pool.query(`insert into journal values ($1, $2, $3, 1, $4)`, [
    LANE,
    now,
    enrollment,
    `[["a", "next"], ["b", "yes", ${because}]]`,
  ])
  await db.pool.query(
    `insert into coupons (lane, enrollment_id, visit, contact_id, pool, code, issued_at, redeemed_at, redeemed) values ($1, $2, 1, $3, 'p', $4, $5, $5, $6)`,
    [LANE, enrollment, contact, `C${contact}`, now, JSON.stringify({ by: name })],
  )
  await scene.message(contact, at, { enrollment, visit: 1, scope: { vars: { name } } })
  await deliver(scene.deliverContext(), LANE)
  await scene.message(contact, at, { enrollment, visit: 2, scope: { vars: { name } }, dueAt: scene.clock.now() + 60_000 })
  return contact
}

/** The whole database as text, table by table. */
async function everything(): Promise<string> {
  const { rows: tables } = await db.pool.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  )
  const texts = await Promise.all(
    tables.map(async ({ name }) =>
      (await db.pool.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map(({ row }) => row).join('\n'),
    ),
  )
  return texts.join('\n')
}

async function totals() {
  const { rows } = await db.pool.query(
    `select (select count(*) from entries where outcome = 'entered')::int as entered, (select count(*) from messages)::int as messages,
      (select count(*) from messages where state = 'sent')::int as sent, (select count(*) from coupons where redeemed_at is not null)::int as redeemed,
      (select sum(entered) from node_counts)::int as visits, (select count(*) from journal where enrollment_id % 64 = 5)::int as trips`,
  )
  return rows[0]
}

test('erasing a person leaves no personal data and changes no total', async () => {
  const before = await totals()
  expect(await everything()).toContain('Mariasecret')
  const erased = await eraseContact(scene.engine, { contact: maria, author: 'ada', reason: 'asked by mail' })
  expect(erased).toMatchObject({ events: 2, messages: 2, journeys: 1, identities: 1 })
  const after = await everything()
  expect(after).not.toContain('Mariasecret')
  expect(after).toContain('Othersecret')
  expect(await totals()).toEqual(before)
  // Where the person stood nobody stands any more; the counts equal the rows they count.
  const { rows } = await db.pool.query(
    `select (select sum(inside) from node_counts)::int as counted, (select count(*) from enrollments)::int as rows`,
  )
  expect(rows).toEqual([{ counted: 1, rows: 1 }])
  const ends = await db.pool.query(`select contact_id, reason from enrollment_ends`)
  expect(ends.rows).toEqual([{ contact_id: '0', reason: 'erased' }])
  const journal = await db.pool.query(`select steps from journal order by enrollment_id limit 1`)
  expect(journal.rows).toEqual([
    {
      steps: [
        ['a', 'next'],
        ['b', 'yes', { code: 'COMPARED' }],
      ],
    },
  ])
})

test('what was about to be sent to an erased person is not', async () => {
  await eraseContact(scene.engine, { contact: maria, author: 'ada' })
  const { rows } = await db.pool.query(
    `select state, count(*)::int as n from messages where contact_id = 0 group by 1 order by 1`,
  )
  expect(rows).toEqual([
    { state: 'canceled', n: 1 },
    { state: 'sent', n: 1 },
  ])
})

test('aliases of the erased go as well, and erasing again finds nobody', async () => {
  const alias = await scene.contact({ lane: 60 })
  await db.pool.query(`update contacts set merged_into = $2, email = null where id = $1`, [alias, maria])
  await eraseContact(scene.engine, { contact: alias, author: 'ada' })
  const { rows } = await db.pool.query(`select id from contacts`)
  expect(rows).toEqual([{ id: other }])
  await expect(eraseContact(scene.engine, { contact: maria, author: 'ada' })).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN' })
})

test('an export holds everything known of one person and nothing of another', async () => {
  const person = await exportContact(scene.engine, { contact: maria, author: 'ada' })
  expect(person).toMatchObject({
    contact: { id: maria, email: 'Mariasecret@example.com' },
    identities: [{ kind: 'email' }],
    consents: [{ state: 'granted', proof: { signed: 'Mariasecret' } }],
    consentHistory: [{ state: 'granted' }],
    lists: [{ list: 'Mariasecret' }],
    eventsLeftOut: 0,
    journeys: { living: [{ flow: at.flow, node: 'wait' }], entries: [{ outcome: 'entered' }], steps: [{}] },
    messages: [{ state: 'sent', rendered: { subject: 'Ciao Mariasecret' } }, { state: 'due' }],
    coupons: [{ pool: 'p' }],
  })
  expect(JSON.stringify(person)).not.toContain('Othersecret')
  const { rows } = await db.pool.query(`select actor, action, subject from audit where action = 'contact.export'`)
  expect(rows).toEqual([{ actor: 'ada', action: 'contact.export', subject: `contact:${maria}` }])
})
