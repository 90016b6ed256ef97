import { spawn } from 'node:child_process'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../embedded/start-embedded.ts'
import { migrate } from '../migrate.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the PostgreSQL of this test run answers; its database is the migrated template. */
    snodoTestServer: { url: string; template: string }
  }
}

type TestServer = { url: string; template: string; stop(): Promise<void> }

// Every project of the run calls the set-up, each with a module graph of its own; the server is one.
const shared = globalThis as typeof globalThis & { snodoTestServer?: { started: Promise<TestServer>; users: number } }

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  shared.snodoTestServer ??= { started: startTestServer(), users: 0 }
  const server = shared.snodoTestServer
  server.users += 1
  const { url, template, stop } = await server.started
  project.provide('snodoTestServer', { url, template })
  return async () => {
    server.users -= 1
    if (server.users > 0) return
    delete shared.snodoTestServer
    await stop()
  }
}

export const TEMPLATE = 'snodo_template'

async function startTestServer(): Promise<TestServer> {
  const directory = await mkdtemp(join(tmpdir(), 'snodo-test-'))
  // mkdtemp closes it to others; PostgreSQL runs under another account when we are root.
  await chmod(directory, 0o711)
  const server = await startEmbedded({ directory, database: TEMPLATE, settings: fastSettings })
  const guard = spawn(process.execPath, [join(import.meta.dirname, 'guard.ts'), String(server.pid), directory], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  guard.unref()
  await migrate({ url: server.url })
  return {
    url: server.url,
    template: TEMPLATE,
    async stop() {
      await server.stop()
      await rm(directory, { recursive: true, force: true })
      guard.stdin.end()
    },
  }
}

/** Nothing here needs to survive a crash of the machine; what is slow about PostgreSQL in tests is the disk. */
const fastSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '120',
  shared_buffers: '128MB',
  autovacuum: 'off',
  checkpoint_timeout: '1h',
}
