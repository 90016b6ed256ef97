import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool, type EmbeddedOptions, migrate, type Pool, startEmbedded } from '@snodo/database'

/** An embedded PostgreSQL as `pnpm start` runs it (fsync on, the production settings), in a folder that goes away at the end. */
export type ServerHome = {
  /** Process number of the postmaster. */
  pid: number
  /** A database of its own for one figure, migrated unless said. Its pool is the bench's own. */
  makeDatabase(name: string, options?: { migrated?: boolean }): Promise<BenchDatabase>
  stop(): Promise<void>
}

export type BenchDatabase = { url: string; pool: Pool; drop(): Promise<void> }

/** `settings` over the production ones are for looking closer (e.g. pg_stat_statements), never for figures. */
export async function openServerHome(settings: EmbeddedOptions['settings'] = {}): Promise<ServerHome> {
  const directory = await mkdtemp(join(tmpdir(), 'snodo-bench-'))
  // mkdtemp closes it to others; PostgreSQL runs under another account when we are root.
  await chmod(directory, 0o711)
  const server = await startEmbedded({ directory, database: 'bench', settings })
  guard(server.pid, directory)
  const admin = createPool({ url: server.url, max: 1 })
  return {
    pid: server.pid,
    async makeDatabase(name, { migrated = true } = {}) {
      await admin.query(`create database ${name}`)
      const url = new URL(server.url)
      url.pathname = `/${name}`
      if (migrated) await migrate({ url: url.href })
      const pool = createPool({ url: url.href, max: 6, statementTimeoutMs: 0 })
      return {
        url: url.href,
        pool,
        async drop() {
          await pool.end()
          await admin.query(`drop database ${name} with (force)`)
        },
      }
    },
    async stop() {
      await admin.end()
      await server.stop()
      await rm(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Ends PostgreSQL and takes its folder away when this process is gone, however it ended: the same guard as for the tests. */
function guard(pid: number, directory: string): void {
  const script = join(import.meta.dirname, '../../packages/database/src/testing/guard.ts')
  spawn(process.execPath, [script, String(pid), directory], { stdio: ['pipe', 'ignore', 'ignore'], detached: true }).unref()
}
