import { type Child, startChild } from './child.ts'

/** `callHeaders`: of a call of the tracking protocol, in JSON. */
export type ServerChild = Child & { origin: string; adminToken: string; callHeaders: Record<string, string> }

const WRITE_KEY = 'the secret write key of the bench'
const ADMIN_TOKEN = 'the-admin-token-of-the-bench-long-enough'

/** The server process as `pnpm start` runs it, with its own workers, on a database of the bench. */
export async function startServer(databaseUrl: string, more: Record<string, string> = {}): Promise<ServerChild> {
  const child = await startChild(MAIN, { ...environment(databaseUrl), ...more })
  const { url } = child.ready as { url: string } // what main.ts tells its supervisor
  return { ...child, origin: new URL(url).origin, adminToken: ADMIN_TOKEN, callHeaders: callHeaders(WRITE_KEY) }
}

/** A process that only moves contacts, as `pnpm worker` runs it. */
export function startWorker(databaseUrl: string, more: Record<string, string> = {}): Promise<Child> {
  return startChild(MAIN, { ...environment(databaseUrl), ...more }, ['--worker'])
}

const MAIN = '../../server/src/main.ts'

const environment = (databaseUrl: string) => ({
  DATABASE_URL: databaseUrl,
  PORT: '0',
  HOST: '127.0.0.1',
  SNODO_ADMIN_TOKEN: ADMIN_TOKEN,
  SNODO_WRITE_KEY: WRITE_KEY,
  SNODO_SECRET: 'a secret of the bench, known to nobody else',
  SNODO_LOG_LEVEL: 'error',
})

export function callHeaders(writeKey: string): Record<string, string> {
  return { 'content-type': 'application/json', authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` }
}
