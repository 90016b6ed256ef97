import { type Child, startChild } from './child.ts'

export type ServerChild = Child & { origin: string; writeKey: string; adminToken: string }

const WRITE_KEY = 'the secret write key of the bench'
const ADMIN_TOKEN = 'the-admin-token-of-the-bench-long-enough'

/** The server process as `pnpm start` runs it, with its own workers, on a database of the bench. */
export async function startServer(databaseUrl: string): Promise<ServerChild> {
  const child = await startChild('../../server/src/main.ts', {
    DATABASE_URL: databaseUrl,
    PORT: '0',
    HOST: '127.0.0.1',
    SNODO_ADMIN_TOKEN: ADMIN_TOKEN,
    SNODO_WRITE_KEY: WRITE_KEY,
    SNODO_SECRET: 'a secret of the bench, known to nobody else',
    SNODO_LOG_LEVEL: 'error',
  })
  const { url } = child.ready as { url: string } // what main.ts tells its supervisor
  return { ...child, origin: new URL(url).origin, writeKey: WRITE_KEY, adminToken: ADMIN_TOKEN }
}
