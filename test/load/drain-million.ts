import { setTimeout as pause } from 'node:timers/promises'
import { LANES, systemClock } from '@snodo/base'
import { type Pool, ringDue } from '@snodo/database'
import { makeBenchEngine } from './bench-engine.ts'
import { fillContacts } from './fill-contacts.ts'
import { fillIdentities } from './fill-identities.ts'
import { firstActions, USERS } from './first-action.ts'
import { oneMail, publishFlow, waitThenMail } from './flows.ts'
import { peakRssMb } from './machine.ts'
import { percentile } from './meter.ts'
import { putAtWait } from './put-at-wait.ts'
import { startServer } from './server-child.ts'
import type { ServerHome } from './server-home.ts'

const APART_MS = 100
/** Time for putting everybody at the wait and starting the server, by how long it took this machine to make the contacts. */
const leadMs = (filledMs: number) => 20_000 + filledMs * 4
/** Then the drain has failed its figure many times over, and the bench has other things to measure. */
const GIVEN_UP_SECONDS = 120

export type DrainFigure = {
  contacts: number
  /** From the due second until the last had left its wait with its message row written; null: not within two minutes. */
  seconds: number | null
  /** How many had left by then. */
  left: number
  firstActionP50Ms: number
  firstActionP99Ms: number
  freshEvents: number
  maxRssMb: number
}

/**
 * Everybody waits, and everybody is due in the same second; mails go out beside, as they do in life. Meanwhile new events come in
 * over HTTP: how long until their mail was handed over tells whether fresh work is starved.
 */
export async function measureDrain(home: ServerHome, contacts: number): Promise<DrainFigure> {
  const database = await home.makeDatabase('drain')
  const { pool } = database
  const engine = makeBenchEngine(pool)
  try {
    const began = performance.now()
    const ids = await fillContacts(pool, contacts)
    await fillIdentities(pool, ids.slice(0, USERS))
    const flow = await publishFlow(engine, waitThenMail())
    await publishFlow(engine, oneMail('Order Completed'))
    const dueAt = Math.ceil((systemClock.now() + leadMs(performance.now() - began)) / 1000) * 1000
    await putAtWait(pool, { flow, dueAt })
    const server = await startServer(database.url)
    try {
      await firstActions(database, server, { event: 'Order Completed', events: 20, apartMs: APART_MS })
      await Promise.all(Array.from({ length: LANES }, (_, lane) => ringDue(pool, 'move', lane, dueAt)))
      if (systemClock.now() > dueAt) throw new Error('the drain is void: its preparations took longer than planned')
      await pause(dueAt - systemClock.now())
      let drained = false
      const fresh = firstActions(database, server, {
        event: 'Order Completed',
        events: 10_000,
        apartMs: APART_MS,
        until: () => drained,
      })
      const { seconds, inside } = await allLeft(pool, dueAt)
      drained = true
      const latencies = await fresh
      return {
        contacts,
        seconds,
        left: contacts - inside,
        firstActionP50Ms: percentile(latencies, 0.5),
        firstActionP99Ms: percentile(latencies, 0.99),
        freshEvents: latencies.length,
        maxRssMb: peakRssMb(server.pid),
      }
    } finally {
      await server.stop()
    }
  } finally {
    await engine.close()
    await database.drop()
  }
}

/** Waits until nobody stands at the wait any more. */
export async function allLeft(pool: Pool, dueAt: number): Promise<{ seconds: number | null; inside: number }> {
  for (;;) {
    const { rows } = await pool.query<{ inside: number }>(
      /* sql */ `select coalesce(sum(inside), 0)::int as inside from node_counts where node = 'wait'`,
    )
    const inside = rows[0]?.inside ?? 0
    const seconds = (systemClock.now() - dueAt) / 1000
    if (inside === 0) return { seconds, inside }
    if (seconds > GIVEN_UP_SECONDS) return { seconds: null, inside }
    await pause(50)
  }
}
