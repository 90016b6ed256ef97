import { randomBytes } from 'node:crypto'
import { createPool, type Pool } from '@snodo/database'
import pg from 'pg'

/** A PostgreSQL with a migrated template in it. */
export type SimulationServer = { url: string; template: string }

export type SimulatedDatabase = { url: string; monitor: Pool; drop(): Promise<void> }

/** A database of one's own for one run, and a pool on it that no turnstile slows down. */
export async function makeDatabase(server: SimulationServer): Promise<SimulatedDatabase> {
  const name = `s_${randomBytes(8).toString('hex')}`
  await asAdmin(server.url, `create database ${name} template ${server.template}`)
  const url = named(server.url, name)
  const monitor = createPool({ url, max: 2, applicationName: 'snodo-simulation' })
  return {
    url,
    monitor,
    async drop() {
      await monitor.end()
      await asAdmin(server.url, `drop database if exists ${name} with (force)`)
    },
  }
}

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
