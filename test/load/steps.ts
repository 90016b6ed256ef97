import { setTimeout as pause } from 'node:timers/promises'
import { must, systemClock } from '@snodo/base'
import { enroll } from '@snodo/engine'
import { makeBenchEngine } from './bench-engine.ts'
import { startChild } from './child.ts'
import { fillContacts } from './fill-contacts.ts'
import { fiveSteps, publishFlow, waitThenMail } from './flows.ts'
import { peakRssMb } from './machine.ts'
import { type Cost, startMeter } from './meter.ts'
import { putAtWait } from './put-at-wait.ts'
import type { BenchDatabase, ServerHome } from './server-home.ts'
import { movers } from './settings.ts'

export const STEPS_PER_CONTACT = 5
/** Contacts of one request to enroll: an operator's list, small enough that movers begin while the rest is still asked for. */
const REQUEST = 20_000
const DAY_MS = 86_400_000

export type StepsFigure = { cost: Cost; steps: number; maxRssMb: number }

/**
 * Contacts through five steps by the real engine: its own command lets them in, a mover process takes them through under its
 * bells. Entry, both trips, end, journal, counts and message rows are inside the clock; rendering and delivery are not. Meanwhile so
 * many others stand in another flow, waiting for a day to come.
 */
export async function measureSteps(
  home: ServerHome,
  contacts: number,
  { wait, standing = 0 }: { wait: string; standing?: number },
): Promise<StepsFigure> {
  const database = await home.makeDatabase(`steps_${wait.toLowerCase()}_${standing}`)
  const engine = makeBenchEngine(database.pool)
  try {
    const ids = (await fillContacts(database.pool, contacts + standing)).slice(0, contacts)
    const others = await publishFlow(engine, waitThenMail())
    await putAtWait(database.pool, {
      flow: others,
      dueAt: systemClock.now() + DAY_MS,
      beyond: must(ids.at(-1), 'the last contact'),
    })
    const flow = await publishFlow(engine, fiveSteps(wait))
    const mover = await startChild('processes/mover.ts', { DATABASE_URL: database.url, BENCH_CONCURRENCY: String(movers) })
    try {
      const stop = await startMeter(database.pool, [mover.pid, process.pid], home.pid)
      for (let from = 0; from < ids.length; from += REQUEST) {
        await enroll(engine, { id: flow, contacts: ids.slice(from, from + REQUEST), author: 'bench' })
      }
      await allEnded(database, contacts)
      const cost = await stop()
      const maxRssMb = peakRssMb(mover.pid)
      await verify(database, contacts, standing)
      return { cost, steps: contacts * STEPS_PER_CONTACT, maxRssMb }
    } finally {
      await mover.stop()
    }
  } finally {
    await engine.close()
    await database.drop()
  }
}

/** Looks at the counts, which are 64 rows a node and move with the trips, so that looking costs nothing to speak of. */
async function allEnded(database: BenchDatabase, contacts: number): Promise<void> {
  for (let ended = 0, idle = 0, before = -1; ended < contacts; ) {
    await pause(50)
    const { rows } = await database.pool.query<{ ended: number }>(
      /* sql */ `select coalesce(sum(entered) - sum(inside), 0)::int as ended from node_counts where node = 'end'`,
    )
    ended = rows[0]?.ended ?? 0
    idle = ended === before ? idle + 1 : 0
    before = ended
    if (idle > 1_200) throw new Error(`no contact came to the end for a minute: ${ended} of ${contacts} have`)
  }
}

/** Nobody lost, nobody mailed twice, nobody by the wrong branch, every step in the journal. */
async function verify(database: BenchDatabase, contacts: number, standing: number): Promise<void> {
  const { rows } = await database.pool.query<Record<string, number>>(
    /* sql */ `select (select count(*)::int from enrollment_ends where reason = 'completed') as ended,
      (select count(*)::int from enrollments) as living,
      (select count(*)::int from unread) as unread,
      (select count(*)::int from messages where node = 'hello') as hello,
      (select count(*)::int from messages m join contacts c using (lane) where m.contact_id = c.id and m.node = c.attributes ->> 'plan') as second,
      (select count(distinct contact_id)::int from messages where node in ('pro', 'free')) as reached,
      (select sum(json_array_length(steps))::int from journal) as journalled`,
  )
  const found = rows[0] ?? {}
  const { journalled = 0, ...counts } = found
  const expected = { ended: contacts, living: standing, unread: 0, hello: contacts, second: contacts, reached: contacts }
  for (const [name, value] of Object.entries(expected)) {
    if (counts[name] !== value) throw new Error(`the steps figure is void: ${name} is ${counts[name]}, expected ${value}`)
  }
  if (journalled < contacts * (STEPS_PER_CONTACT + 1))
    throw new Error(`the steps figure is void: only ${journalled} steps in the journal`)
}
