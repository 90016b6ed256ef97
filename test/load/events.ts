import { setTimeout as pause } from 'node:timers/promises'
import { peakRssMb } from './machine.ts'
import { type Cost, percentile, startMeter } from './meter.ts'
import { sendBatches } from './send-batches.ts'
import type { BenchDatabase, ServerHome } from './server-home.ts'
import { MATCHING, withServer } from './with-server.ts'

const USERS = 50_000
/** How long the backlog may take after the last batch. */
const DRAINED_WITHIN_SECONDS = 10
/** When to give up on it. */
const GIVEN_UP_SECONDS = 60

export type EventsFigure = {
  accepted: number
  refused: number
  seconds: number
  /** From the last batch to an empty inbox. */
  backlogSeconds: number
  /** What can go on for ever: where the backlog took longer than allowed, what was too long counts as time. */
  perSecond: number
  batchP50Ms: number
  batchP99Ms: number
  cost: Cost
  maxRssMb: number
}

/** Events over HTTP into the server as it is started, intake and the mails of the one in a hundred that match running beside. */
export async function measureEvents(home: ServerHome, seconds: number): Promise<EventsFigure> {
  return withServer(home, { name: 'events', users: USERS }, async ({ database, server }) => {
    const load = {
      origin: server.origin,
      path: '/v1/batch',
      headers: server.callHeaders,
      users: USERS,
      matchingOneIn: 100,
      matching: MATCHING,
    }
    await sendBatches({ ...load, seconds: 2 })
    await inboxEmpty(database)
    const stop = await startMeter(database.pool, [server.pid], home.pid)
    const sent = await sendBatches({ ...load, seconds })
    const cost = await stop()
    const backlogSeconds = await inboxEmpty(database)
    if (sent.refused > 0) process.stderr.write(`${sent.refused} events were refused by the server as too much\n`)
    return {
      accepted: sent.accepted,
      refused: sent.refused,
      seconds: sent.seconds,
      backlogSeconds,
      perSecond: sent.accepted / (sent.seconds + Math.max(0, backlogSeconds - DRAINED_WITHIN_SECONDS)),
      batchP50Ms: percentile(sent.latenciesMs, 0.5),
      batchP99Ms: percentile(sent.latenciesMs, 0.99),
      cost,
      maxRssMb: peakRssMb(server.pid),
    }
  })
}

/** Seconds until nothing waits for intake. */
async function inboxEmpty(database: BenchDatabase): Promise<number> {
  const start = performance.now()
  for (;;) {
    const { rows } = await database.pool.query(/* sql */ `select 1 from unread limit 1`)
    const seconds = (performance.now() - start) / 1000
    if (rows.length === 0) return seconds
    if (seconds > GIVEN_UP_SECONDS) throw new Error(`the inbox was not empty ${GIVEN_UP_SECONDS} s after the last event`)
    await pause(50)
  }
}
