import { setTimeout as pause } from 'node:timers/promises'
import { type JobHelpers, Logger, run, runMigrations } from 'graphile-worker'
import pg from 'pg'
import { type Cost, startMeter } from '../meter.ts'
import type { ServerHome } from '../server-home.ts'

/**
 * What most engines do: one job in the queue for each step of each contact, its effect and the next job in one transaction. With
 * the settings that were fastest of those tried (24 jobs at once, 500 fetched ahead, completions gathered).
 */
export async function measureJobPerStep(home: ServerHome, contacts: number): Promise<Cost> {
  const database = await home.makeDatabase('job_per_step', { migrated: false })
  const pgPool = new pg.Pool({ connectionString: database.url, max: 26 })
  // Connections break when the database is dropped; whoever waits for a statement hears of it there.
  pgPool.on('error', () => undefined)
  pgPool.on('connect', (client) => client.on('error', () => undefined))
  const logger = new Logger(() => () => undefined)
  try {
    await database.pool.query(/* sql */ `create table run (contact_id int primary key, node int not null)`)
    await database.pool.query(/* sql */ `create table contact (id int primary key, plan text not null)`)
    await database.pool.query(/* sql */ `create table sent (contact_id int, step text, primary key (contact_id, step))`)
    await database.pool.query(
      /* sql */ `insert into contact select g, case when g % 2 = 0 then 'pro' else 'free' end from generate_series(1, $1::int) g`,
      [contacts],
    )
    await runMigrations({ pgPool, logger })
    const stop = await startMeter(database.pool, [process.pid], home.pid)
    await database.pool.query(
      /* sql */ `select count(*) from graphile_worker.add_jobs(array(
        select row('step', json_build_object('contact', g, 'node', 0), null, null, null, null, null, null)::graphile_worker.job_spec
        from generate_series(1, $1::int) g))`,
      [contacts],
    )
    const runner = await run({
      pgPool,
      taskList: { step },
      parsedCronItems: [],
      concurrency: 24,
      noHandleSignals: true,
      logger,
      preset: { worker: { pollInterval: 100, localQueue: { size: 500 }, completeJobBatchDelay: 0 } },
    })
    for (let ended = 0; ended < contacts; ) {
      await pause(20)
      const { rows } = await database.pool.query<{ ended: number }>(
        /* sql */ `select count(*)::int as ended from run where node = 5`,
      )
      ended = rows[0]?.ended ?? 0
    }
    const cost = await stop()
    await runner.stop()
    return cost
  } finally {
    await pgPool.end()
    await database.drop()
  }
}

async function step(payload: unknown, helpers: JobHelpers): Promise<void> {
  const { contact, node } = payload as { contact: number; node: number } // written by ourselves, here and above
  const statement = STATEMENTS[node]
  if (statement === undefined) throw new Error(`no step ${node}`)
  await helpers.withPgClient((client) => client.query({ name: `step-${node}`, text: statement, values: [contact] }))
}

const next = (node: number, effect: string) => /* sql */ `with guard as (
    insert into run values ($1, ${node + 1}) on conflict (contact_id) do update set node = excluded.node where run.node = ${node} returning contact_id
  ), effect as (${effect})
  select ${node === 4 ? 'contact_id' : `(graphile_worker.add_job('step', json_build_object('contact', contact_id, 'node', ${node + 1}))).id`} from guard`

const STATEMENTS = [
  next(0, /* sql */ `insert into sent select contact_id, 'email' from guard on conflict do nothing`),
  next(1, /* sql */ `select 1`),
  next(2, /* sql */ `select plan from contact where id = $1`),
  next(
    3,
    /* sql */ `insert into sent select g.contact_id, 'second_' || c.plan from guard g join contact c on c.id = g.contact_id on conflict do nothing`,
  ),
  next(4, /* sql */ `select 1`),
]
