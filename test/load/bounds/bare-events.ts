import { startChild } from '../child.ts'
import { type Cost, startMeter } from '../meter.ts'
import { sendBatches } from '../send-batches.ts'
import { callHeaders } from '../server-child.ts'
import type { ServerHome } from '../server-home.ts'

/** The same client against a bare insert over Fastify: no identities, no inbox, no intake, one table with one index. */
export async function measureBareEvents(
  home: ServerHome,
  seconds: number,
): Promise<{ perSecond: number; events: number; cost: Cost }> {
  const database = await home.makeDatabase('bare_events', { migrated: false })
  try {
    await database.pool.query(
      /* sql */ `create table event (message_id text primary key, user_id text not null, name text not null, at timestamptz not null, properties jsonb)`,
    )
    const collector = await startChild('processes/bare-collector.ts', { DATABASE_URL: database.url })
    try {
      const { url } = collector.ready as { url: string } // told by bare-collector.ts
      const load = {
        origin: url,
        path: '/v1/batch',
        headers: callHeaders('none'),
        users: 50_000,
        matchingOneIn: 100,
        matching: 'Order Completed',
      }
      await sendBatches({ ...load, seconds: 1 })
      const stop = await startMeter(database.pool, [collector.pid], home.pid)
      const sent = await sendBatches({ ...load, seconds })
      return { perSecond: sent.accepted / sent.seconds, events: sent.accepted, cost: await stop() }
    } finally {
      await collector.stop()
    }
  } finally {
    await database.drop()
  }
}
