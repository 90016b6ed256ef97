import type { Pool } from '@snodo/database'
import { type Cost, startMeter } from '../meter.ts'
import type { ServerHome } from '../server-home.ts'

const BATCH = 1_000
const CONNECTIONS = 2

/**
 * What PostgreSQL alone does for the same walk: one statement for each of the steps over 1,000 contacts, no journal, no counts,
 * no entries, no engine. Not fused into fewer statements, because an engine that knows no flow beforehand cannot fuse either.
 */
export async function measureBareSteps(home: ServerHome, contacts: number): Promise<{ cost: Cost; sent: number }> {
  const database = await home.makeDatabase('bare_steps', { migrated: false })
  const { pool } = database
  try {
    await makeTables(pool, contacts)
    const batches: number[][] = []
    for (let from = 1; from <= contacts; from += BATCH) {
      batches.push(Array.from({ length: Math.min(BATCH, contacts - from + 1) }, (_, i) => from + i))
    }
    const stop = await startMeter(pool, [process.pid], home.pid)
    for (const [step, text] of STEPS.entries()) {
      let next = 0
      const work = async () => {
        while (next < batches.length) await pool.query(text, [batches[next++]], { name: `bare-${step}` })
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, work))
    }
    const cost = await stop()
    const { rows } = await pool.query<{ sent: number }>(/* sql */ `select count(*)::int as sent from sent`)
    if (rows[0]?.sent !== contacts * 2) throw new Error(`the bare bound is void: ${rows[0]?.sent} sent, expected ${contacts * 2}`)
    return { cost, sent: rows[0].sent }
  } finally {
    await database.drop()
  }
}

async function makeTables(pool: Pool, contacts: number): Promise<void> {
  await pool.query(/* sql */ `create table contact (id int primary key, plan text not null, attributes jsonb not null)`)
  await pool.query(/* sql */ `create table sent (contact_id int not null, step text not null, channel text not null,
    at timestamptz not null default now(), primary key (contact_id, step))`)
  await pool.query(
    /* sql */ `create table run (contact_id int primary key, node smallint not null, due_at timestamptz) with (fillfactor = 70)`,
  )
  await pool.query(
    /* sql */ `insert into contact select g, case when g % 2 = 0 then 'pro' else 'free' end, '{"country":"IT"}' from generate_series(1, $1::int) g`,
    [contacts],
  )
  await pool.query(/* sql */ `vacuum analyze contact`)
  await pool.query(/* sql */ `checkpoint`)
}

const STEPS = [
  /* sql */ `insert into run select c, 1, null from unnest($1::int[]) c on conflict do nothing`,
  /* sql */ `with moved as (update run set node = 2 where contact_id = any ($1::int[]) and node = 1 returning contact_id)
    insert into sent select contact_id, 'email', 'email' from moved on conflict do nothing`,
  /* sql */ `update run set node = 3, due_at = now() where contact_id = any ($1::int[]) and node = 2`,
  /* sql */ `update run r set node = case when c.plan = 'pro' then 4 else 5 end from contact c
    where c.id = r.contact_id and r.contact_id = any ($1::int[]) and r.node = 3 and r.due_at <= now()`,
  /* sql */ `with moved as (update run set node = 6 where contact_id = any ($1::int[]) and node in (4, 5) returning contact_id)
    insert into sent select m.contact_id, 'second_' || c.plan, 'email' from moved m join contact c on c.id = m.contact_id on conflict do nothing`,
  /* sql */ `delete from run where contact_id = any ($1::int[]) and node = 6`,
]
