import type { Clock } from '@snodo/base'
import type { Pool } from '@snodo/database'
import { type EngineNumbers, readEngineNumbers } from '@snodo/engine'
import { Counter, Gauge, Registry } from 'prom-client'
import { type DrainSample, drainSeconds } from './drain-estimate.ts'

/** Several who ask within so long are told the same, from one reading. */
const FRESH_MS = 2_000

/** What the whole installation knows, whichever server is asked: read from the database, workers without a port included. */
export type EngineMetrics = { tell(): Promise<string> }

export function engineMetrics({ pool, clock }: { pool: Pool; clock: Clock }): EngineMetrics {
  const registry = new Registry()
  const gauges = makeGauges(registry)
  const counters = makeCounters(registry)
  const samples: DrainSample[] = []
  let told = ''
  let readAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | null = null

  async function read(): Promise<void> {
    try {
      const numbers = await readEngineNumbers(pool, clock.now())
      registry.resetMetrics()
      samples.push({ at: clock.now(), ...workDone(numbers) })
      while (samples[0] !== undefined && clock.now() - samples[0].at > PACE_MS) samples.shift()
      tellNumbers(gauges, counters, numbers, clock.now(), samples)
      told = `${UP} 1\n${await registry.metrics()}`
    } catch {
      // An old number would look like a living one. That the database is away is told here, and by /readyz in words.
      told = `${UP} 0\n`
    }
    readAt = clock.now()
  }

  return {
    async tell() {
      if (clock.now() - readAt < FRESH_MS) return told
      reading ??= read().finally(() => {
        reading = null
      })
      await reading
      return told
    },
  }
}

/** Told apart from the others, because it is told when they cannot be. */
const UP = `# HELP snodo_database_up 1 if the database has answered within 3 s; with 0 all numbers of the installation are left out.
# TYPE snodo_database_up gauge
snodo_database_up`

/** The pace of work is told over so long. */
const PACE_MS = 120_000

type Gauges = ReturnType<typeof makeGauges>
type Counters = ReturnType<typeof makeCounters>

function makeGauges(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] })
  return {
    backlog: gauge('snodo_backlog', 'Work that could be done now (held: work put off), by kind.', ['kind']),
    overdue: gauge('snodo_backlog_oldest_seconds', 'How long the oldest work of each kind has waited; 0 where there is none.', [
      'kind',
    ]),
    drain: gauge(
      'snodo_backlog_drain_seconds',
      'When the backlog would be empty at the pace of the last two minutes; +Inf while it does not shrink.',
      ['kind'],
    ),
    lanes: gauge('snodo_lane_age_seconds', 'How long the oldest work of each lane has waited; 0 where there is none.', ['lane']),
    inside: gauge('snodo_enrollments_inside', 'Enrollments living in all flows.'),
    failed: gauge('snodo_enrollments_failed', 'Enrollments that stand still because their step failed.'),
    processes: gauge('snodo_processes', 'Processes that move contacts and have told so within 10 s.'),
    broken: gauge(
      'snodo_invariant_violations',
      'Rows that broke an invariant at the latest look at each lane; any is a bug, or damage to the data.',
      ['invariant'],
    ),
    checked: gauge('snodo_invariants_checked_seconds', 'Since when every lane has been looked at.'),
  }
}

function makeCounters(registry: Registry) {
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name, help, labelNames, registers: [registry] })
  return {
    events: counter(
      'snodo_events_total',
      'Events by outcome: accepted, repeated (taken in before), deadLettered, refused (requests answered with an error).',
      ['outcome'],
    ),
    taken: counter('snodo_inbox_taken_total', 'Rows of the inbox that intake has read.'),
    moved: counter('snodo_enrollments_moved_total', 'Enrollments moved, once a trip.'),
    steps: counter('snodo_steps_total', 'Steps: nodes that contacts have passed.'),
    messages: counter('snodo_messages_total', 'Messages by channel and fate.', ['channel', 'fate']),
    setAside: counter('snodo_set_aside_total', 'Contacts and events set aside because they alone could not be moved.'),
    shifts: counter(
      'snodo_bells_starts_total',
      'Starts of the bells of all processes; more than one for each process tells of outages.',
    ),
  }
}

const COUNTERS = ['events', 'taken', 'moved', 'steps', 'messages', 'setAside', 'shifts'] as const
const isCounter = (name: string): name is (typeof COUNTERS)[number] => COUNTERS.some((known) => known === name)

function tellNumbers(
  gauges: Gauges,
  counters: Counters,
  numbers: EngineNumbers,
  now: number,
  samples: readonly DrainSample[],
): void {
  const since = (at: number | null) => (at === null ? 0 : Math.max(0, now - at) / 1000)
  for (const [kind, { count, oldest }] of Object.entries(numbers.backlog.kinds)) {
    gauges.backlog.set({ kind }, count)
    if (kind !== 'held') gauges.overdue.set({ kind }, since(oldest))
  }
  for (const kind of ['inbox', 'ready', 'messages'] as const) {
    const seconds = drainSeconds(kind, numbers.backlog.kinds[kind].count, samples)
    if (seconds !== null) gauges.drain.set({ kind }, seconds)
  }
  for (const [lane, oldest] of numbers.backlog.lanes.entries()) gauges.lanes.set({ lane: String(lane) }, since(oldest))
  gauges.inside.set(numbers.standing.inside)
  gauges.failed.set(numbers.standing.failed)
  gauges.processes.set(numbers.processes)
  for (const [invariant, rows] of Object.entries(numbers.standing.broken)) gauges.broken.set({ invariant }, rows)
  if (numbers.standing.checkedAt !== null) gauges.checked.set(since(numbers.standing.checkedAt))
  for (const { name, labels, count } of numbers.counters) if (isCounter(name)) counters[name].inc(inOrder(labels), count)
}

/** Labels come out of the database in an order of its own. */
function inOrder(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** How much of each kind has been done so far. */
function workDone({ counters }: EngineNumbers): Omit<DrainSample, 'at'> {
  const sum = (name: string) => counters.reduce((total, counter) => total + (counter.name === name ? counter.count : 0), 0)
  return { inbox: sum('taken'), ready: sum('moved'), messages: sum('messages') }
}
