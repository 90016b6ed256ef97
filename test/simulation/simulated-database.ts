import { randomBytes } from 'node:crypto'
import { createPool, type Pool } from '@snodo/database'
import pg from 'pg'
import { type Bench, makeBench } from './warm-sessions.ts'

/** A PostgreSQL with a migrated template in it. */
export type SimulationServer = { url: string; template: string }

/** A database that runs use one after the other: what is slow about PostgreSQL here is making databases and sessions. */
export type SimulatedDatabase = {
  /** Not gated: for whoever looks at a run from outside. */
  monitor: Pool
  sessions: Bench
  /** As if it had just been made. */
  clear(): Promise<void>
  drop(): Promise<void>
}

export async function makeDatabase(server: SimulationServer): Promise<SimulatedDatabase> {
  const name = `s_${randomBytes(8).toString('hex')}`
  await asAdmin(server.url, `create database ${name} template ${server.template}`)
  const url = named(server.url, name)
  const monitor = createPool({ url, max: 2, applicationName: 'snodo-simulation', statementTimeoutMs: 0 })
  const sessions = makeBench(url, monitor)
  return {
    monitor,
    sessions,
    async clear() {
      const { rows } = await monitor.query<{ name: string }>(WRITTEN, [KEPT])
      // Names come from the catalog; DDL takes no parameters.
      if (rows.length > 0) await monitor.query(`truncate ${rows.map((row) => row.name).join(', ')} restart identity cascade`)
      await monitor.query(/* sql */ `alter sequence id_blocks restart`)
      await monitor.query(/* sql */ `update engine_epoch set epoch = 1 where epoch <> 1`)
    },
    async drop() {
      await sessions.end()
      await monitor.end()
      await asAdmin(server.url, `drop database if exists ${name} with (force)`)
    },
  }
}

/** What migrations fill. */
const KEPT = ['migrations', 'lanes', 'engine_epoch']

const WRITTEN = /* sql */ `
  select c.oid::regclass::text as name from pg_class c
  where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all ($1) and pg_relation_size(c.oid) > 0
  order by 1`

function named(url: string, database: string): string {
  const to = new URL(url)
  to.pathname = `/${database}`
  return to.toString()
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: named(url, 'postgres') })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
