/**
 * `pnpm bench`: the engine's figures, each beside a bound measured in the same run on the same PostgreSQL. Prints a table for
 * people and, as its last line, one JSON object; what was not measured is null in it.
 */
import { asError } from '@snodo/base'
import { measureAddedWorker } from './added-worker.ts'
import { measureBareEvents } from './bounds/bare-events.ts'
import { measureBareSteps } from './bounds/bare-steps.ts'
import { measureJobPerStep } from './bounds/job-per-step.ts'
import { measureDrain } from './drain-million.ts'
import { measureEvents } from './events.ts'
import { measureFirstAction } from './first-action.ts'
import { measureLiveCounts } from './live-counts.ts'
import { describeMachine } from './machine.ts'
import { type Cost, perUnit } from './meter.ts'
import { type Figures, lastLine, noFigures, printTable, type Row } from './report.ts'
import { openServerHome, type ServerHome } from './server-home.ts'
import { isAsked, scale, sizes } from './settings.ts'
import { measureSingleCalls } from './single-calls.ts'
import { measureSteps, STEPS_PER_CONTACT } from './steps.ts'

const figures: Figures = noFigures(describeMachine())
const rows: Row[] = []
/** Above this the wall clock says little; CPU and ratios still hold. */
const QUIET_CORES = 0.2

const home = await openServerHome()
process.once('SIGINT', () => void home.stop().finally(() => process.exit(130)))
try {
  for (const [name, measure] of Object.entries({
    steps,
    standing,
    events,
    'single-calls': singleCalls,
    'first-action': firstAction,
    live,
    drain,
    'added-worker': addedWorker,
  })) {
    if (!isAsked(name)) continue
    // A figure that is void stays null and is told; the others are still worth having.
    await measure(home).catch((error: unknown) => {
      row(name, 'void', [asError(error).message])
      process.stderr.write(`${asError(error).stack}\n`)
      process.exitCode = 1
    })
  }
} finally {
  await home.stop()
}
printTable(rows, figures.machine, scale)
process.stdout.write(`${lastLine(figures)}\n`)
// The renderer's threads and idle sockets must not keep a finished bench alive.
process.exit()

async function steps(home: ServerHome): Promise<void> {
  say('contact steps')
  const { cost: bareCost } = await measureBareSteps(home, sizes.stepContacts)
  const bare = perUnit(bareCost, sizes.stepContacts * STEPS_PER_CONTACT)
  const jobCost = await measureJobPerStep(home, sizes.jobPerStepContacts)
  const jobs = perUnit(jobCost, sizes.jobPerStepContacts * STEPS_PER_CONTACT)
  const straight = await measureSteps(home, sizes.stepContacts, { wait: 'PT0S' })
  const oneTrip = perUnit(straight.cost, straight.steps)
  const rested = await measureSteps(home, sizes.stepContacts, { wait: 'PT1S' })
  const twoTrips = perUnit(rested.cost, rested.steps)

  figures.stepsPerSecond = Math.round(oneTrip.perSecond)
  figures.bareSqlStepsPerSecond = Math.round(bare.perSecond)
  figures.jobPerStepStepsPerSecond = Math.round(jobs.perSecond)
  figures.cpuMicrosecondsPerStep = round(oneTrip.cpuMicroseconds)
  figures.walBytesPerStep = Math.round(oneTrip.walBytes)
  figures.twoTrips = {
    stepsPerSecond: Math.round(twoTrips.perSecond),
    cpuMicrosecondsPerStep: round(twoTrips.cpuMicroseconds),
    walBytesPerStep: Math.round(twoTrips.walBytes),
  }
  const ofBound = (figure: typeof bare) =>
    `of the bound ${(figure.perSecond / bare.perSecond).toFixed(2)}, by CPU ${(bare.cpuMicroseconds / figure.cpuMicroseconds).toFixed(2)}`
  row('contact-steps/s, wait of 0, which rests nowhere: one trip', perSecond(oneTrip.perSecond), [
    `${thousands(sizes.stepContacts)} contacts`,
    costOf(oneTrip),
    ...foreign(straight.cost),
    ofBound(oneTrip),
  ])
  row('contact-steps/s, a second of wait in between: two trips', perSecond(twoTrips.perSecond), [
    costOf(twoTrips),
    ...foreign(rested.cost),
    ofBound(twoTrips),
  ])
  row('  bound: bare set-based SQL, 2 connections', perSecond(bare.perSecond), [costOf(bare), ...foreign(bareCost)])
  row('  beside: one queue job a step', perSecond(jobs.perSecond), [
    `${thousands(sizes.jobPerStepContacts)} contacts`,
    costOf(jobs),
    ...foreign(jobCost),
  ])
  noteRss(rested.maxRssMb)
}

/** Whether a step costs the same beside a million people who wait as beside ten thousand. */
async function standing(home: ServerHome): Promise<void> {
  say('steps beside people who wait')
  const [few, many] = sizes.standing
  const measure = async (count: number) => {
    const run = await measureSteps(home, sizes.stepContacts / 4, { wait: 'PT1S', standing: count })
    noteRss(run.maxRssMb)
    return perUnit(run.cost, run.steps)
  }
  const [beforeFew, beside] = [await measure(few), await measure(many)]
  figures.costBesideMillion = Math.round((beside.cpuMicroseconds / beforeFew.cpuMicroseconds) * 100) / 100
  row(`a step beside ${thousands(many)} living enrollments`, `${figures.costBesideMillion} x`, [
    `of its CPU beside ${thousands(few)}: ${costOf(beside)} against ${costOf(beforeFew)}`,
  ])
}

/** What a second process adds, each moving one lane at a time. */
async function addedWorker(home: ServerHome): Promise<void> {
  say('an added worker')
  const run = await measureAddedWorker(home, sizes.addedWorkerContacts)
  figures.addedWorkerTimes = Math.round((run.aloneSeconds / run.besideSeconds) * 100) / 100
  row('a worker process beside the server, one mover each', `${figures.addedWorkerTimes} x`, [
    `${thousands(run.contacts)} contacts due in one second: ${run.aloneSeconds.toFixed(1)} s alone, ${run.besideSeconds.toFixed(1)} s with it`,
  ])
}

async function live(home: ServerHome): Promise<void> {
  say('live numbers')
  const run = await measureLiveCounts(home, sizes.liveSeconds)
  figures.liveCountsP99Ms = Math.round(run.p99Ms)
  row(`live numbers: commit to ${run.watchers} watchers`, `p99 ${run.p99Ms.toFixed(0)} ms`, [
    `p50 ${run.p50Ms.toFixed(0)} ms`,
    `${Math.round(run.changesPerSecond)} changes a second`,
    `${thousands(run.deltas)} deltas`,
  ])
  noteRss(run.maxRssMb)
}

async function events(home: ServerHome): Promise<void> {
  say('events')
  const bareRun = await measureBareEvents(home, sizes.bareEventSeconds)
  const run = await measureEvents(home, sizes.eventSeconds)
  const engine = perUnit(run.cost, run.accepted)
  figures.eventsPerSecond = Math.round(run.perSecond)
  figures.bareEventsPerSecond = Math.round(bareRun.perSecond)
  row('events/s over HTTP, batches of 100, intake beside', perSecond(run.perSecond), [
    `${thousands(run.accepted)} in ${run.seconds.toFixed(0)} s`,
    `inbox empty ${run.backlogSeconds.toFixed(1)} s after`,
    `a batch p50 ${run.batchP50Ms.toFixed(0)} ms, p99 ${run.batchP99Ms.toFixed(0)} ms`,
    ...(run.refused > 0 ? [`${thousands(run.refused)} refused as too much`] : []),
    costOf(engine),
    ...foreign(run.cost, 'client and others'),
  ])
  row('  bound: bare insert over Fastify', perSecond(bareRun.perSecond), [
    costOf(perUnit(bareRun.cost, bareRun.events)),
    ...foreign(bareRun.cost, 'client and others'),
  ])
  noteRss(run.maxRssMb)
}

async function singleCalls(home: ServerHome): Promise<void> {
  say('single calls')
  const run = await measureSingleCalls(home, sizes.singleCallSeconds)
  figures.singleCallsPerSecond = Math.round(run.perSecond)
  figures.singleCallP99Ms = Math.round(run.steadyP99Ms)
  row('single calls/s over HTTP, 64 connections, intake beside', perSecond(run.perSecond), [
    costOf(perUnit(run.cost, run.calls)),
    ...foreign(run.cost, 'client and others'),
  ])
  row('  a single call at 1,000/s', `p99 ${run.steadyP99Ms.toFixed(0)} ms`, [`p50 ${run.steadyP50Ms.toFixed(0)} ms`])
  noteRss(run.maxRssMb)
}

async function firstAction(home: ServerHome): Promise<void> {
  say('first action')
  const run = await measureFirstAction(home, sizes.firstActions)
  figures.firstActionP50Ms = Math.round(run.p50Ms)
  figures.firstActionP99Ms = Math.round(run.p99Ms)
  row('event to message handed over, idle', `p50 ${run.p50Ms.toFixed(0)} ms`, [
    `p99 ${run.p99Ms.toFixed(0)} ms`,
    `${run.events} events`,
  ])
  noteRss(run.maxRssMb)
}

async function drain(home: ServerHome): Promise<void> {
  say('a drain')
  const run = await measureDrain(home, sizes.drainContacts)
  figures.drainMillionSeconds = scale === 1 && run.seconds !== null ? round(run.seconds) : null
  figures.firstActionP99MsDuringDrain = Math.round(run.firstActionP99Ms)
  row(
    `${thousands(run.contacts)} contacts due in one second`,
    run.seconds === null ? 'not in 2 min' : `${run.seconds.toFixed(1)} s`,
    [
      `${thousands(run.left)} had left their wait, mails going out beside`,
      `meanwhile event to message handed over: p50 ${run.firstActionP50Ms.toFixed(0)} ms, p99 ${run.firstActionP99Ms.toFixed(0)} ms (${run.freshEvents} events)`,
    ],
  )
  noteRss(run.maxRssMb)
}

function row(figure: string, value: string, say: readonly string[]): void {
  rows.push({ figure, value, say: say.join('; ') })
}

function noteRss(mb: number): void {
  figures.maxRssMb = Math.max(figures.maxRssMb ?? 0, Math.round(mb))
}

function costOf(unit: ReturnType<typeof perUnit>): string {
  return `${round(unit.cpuMicroseconds)} us CPU (node ${round(unit.nodeCpuMicroseconds)}, PostgreSQL ${round(unit.databaseCpuMicroseconds)}), ${Math.round(unit.walBytes)} B WAL`
}

function foreign({ foreignCores }: Cost, who = 'others'): string[] {
  return foreignCores > QUIET_CORES ? [`${who} kept ${foreignCores.toFixed(1)} cores busy`] : []
}

function thousands(count: number): string {
  return count.toLocaleString('en')
}

function say(what: string): void {
  process.stderr.write(`measuring ${what} ...\n`)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function perSecond(value: number): string {
  return `${Math.round(value).toLocaleString('en')}/s`
}
