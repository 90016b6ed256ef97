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
import { startServer } from './server-child.ts'
import type { ServerHome } from './server-home.ts'

const APART_MS = 100
/** Time for the preparations, from the first row to the second in which all are due. */
const leadMs = (contacts: number) => 15_000 + contacts * 0.06
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
    const ids = await fillContacts(pool, contacts)
    await fillIdentities(pool, ids.slice(0, USERS))
    const flow = await publishFlow(engine, waitThenMail())
    await publishFlow(engine, oneMail('Order Completed'))
    const dueAt = Math.ceil((systemClock.now() + leadMs(contacts)) / 1000) * 1000
    await putAtWait(pool, flow, dueAt)
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

/** Every contact at the wait of the flow, as a trip would have left it there: a million entries are not what is measured here. */
async function putAtWait(pool: Pool, flow: string, dueAt: number): Promise<void> {
  const { rows } = await pool.query<{ id: string }>(/* sql */ `select live_version_id as id from flows where id = $1`, [flow])
  const version = rows[0]?.id
  await pool.query(
    /* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, state, node, visit, urgency, next_at, then_port,
        entered_at, node_entered_at, entry)
      select lane, id, id, $1, $2, 'active', 'wait', 1, 1, to_timestamp($3::double precision / 1000), 'after', created_at, created_at,
        '{"at": 1760000000000, "event": "Signed Up", "properties": {}}'
      from contacts`,
    [flow, version, dueAt],
  )
  await pool.query(
    /* sql */ `insert into node_counts (lane, version_id, node, inside, entered)
      select lane, $1, 'wait', count(*), count(*) from enrollments group by lane`,
    [version],
  )
  await pool.query(/* sql */ `vacuum analyze enrollments`)
  await pool.query(/* sql */ `checkpoint`)
}

async function allLeft(pool: Pool, dueAt: number): Promise<{ seconds: number | null; inside: number }> {
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
