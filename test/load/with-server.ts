import { makeBenchEngine } from './bench-engine.ts'
import { fillContacts } from './fill-contacts.ts'
import { fillIdentities } from './fill-identities.ts'
import { oneMail, publishFlow } from './flows.ts'
import { type ServerChild, startServer } from './server-child.ts'
import type { BenchDatabase, ServerHome } from './server-home.ts'

/** The event the flow of the figures over HTTP begins on. */
export const MATCHING = 'Order Completed'

export type Served = { database: BenchDatabase; server: ServerChild; flow: string }

/** The server on a database of its own with so many people it knows and a mail on `MATCHING`; both are gone afterwards. */
export async function withServer<Figure>(
  home: ServerHome,
  { name, users }: { name: string; users: number },
  measure: (served: Served) => Promise<Figure>,
): Promise<Figure> {
  const database = await home.makeDatabase(name)
  const engine = makeBenchEngine(database.pool)
  try {
    await fillIdentities(database.pool, await fillContacts(database.pool, users))
    const flow = await publishFlow(engine, oneMail(MATCHING))
    const server = await startServer(database.url)
    try {
      return await measure({ database, server, flow })
    } finally {
      await server.stop()
    }
  } finally {
    await engine.close()
    await database.drop()
  }
}
