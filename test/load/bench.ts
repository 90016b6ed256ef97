/**
 * `pnpm bench`: the engine's figures, each beside a bound measured in the same run on the same PostgreSQL. Prints a table for
 * people and, as its last line, one JSON object; what was not measured is null in it.
 */
import { measureBareSteps } from './bounds/bare-steps.ts'
import { measureJobPerStep } from './bounds/job-per-step.ts'
import { describeMachine } from './machine.ts'
import { perUnit } from './meter.ts'
import { type Figures, lastLine, noFigures, printTable, type Row } from './report.ts'
import { openServerHome, type ServerHome } from './server-home.ts'
import { isAsked, scale, sizes } from './settings.ts'
import { measureSteps, STEPS_PER_CONTACT } from './steps.ts'

const figures: Figures = noFigures(describeMachine())
const rows: Row[] = []

const home = await openServerHome()
process.once('SIGINT', () => void home.stop().finally(() => process.exit(130)))
try {
  if (isAsked('steps')) await steps(home)
} finally {
  await home.stop()
}
printTable(rows, figures.machine, scale)
process.stdout.write(`${lastLine(figures)}\n`)
// The renderer's threads and idle sockets must not keep a finished bench alive.
process.exit(0)

async function steps(home: ServerHome): Promise<void> {
  say('contact steps')
  const { cost: bareCost } = await measureBareSteps(home, sizes.stepContacts)
  const bare = perUnit(bareCost, sizes.stepContacts * STEPS_PER_CONTACT)
  const jobCost = await measureJobPerStep(home, sizes.jobPerStepContacts)
  const jobs = perUnit(jobCost, sizes.jobPerStepContacts * STEPS_PER_CONTACT)
  const rested = await measureSteps(home, sizes.stepContacts, 'PT1S')
  const engine = perUnit(rested.cost, rested.steps)
  const straight = await measureSteps(home, sizes.stepContacts, 'PT0S')
  const zero = perUnit(straight.cost, straight.steps)

  figures.stepsPerSecond = Math.round(engine.perSecond)
  figures.bareSqlStepsPerSecond = Math.round(bare.perSecond)
  figures.jobPerStepStepsPerSecond = Math.round(jobs.perSecond)
  figures.cpuMicrosecondsPerStep = round(engine.cpuMicroseconds)
  figures.walBytesPerStep = Math.round(engine.walBytes)
  figures.maxRssMb = Math.max(figures.maxRssMb ?? 0, Math.round(rested.maxRssMb))
  const contacts = `${sizes.stepContacts.toLocaleString('en')} contacts`
  const cost = (unit: ReturnType<typeof perUnit>) =>
    `${round(unit.cpuMicroseconds)} us CPU (node ${round(unit.nodeCpuMicroseconds)}, PostgreSQL ${round(unit.databaseCpuMicroseconds)}), ${Math.round(unit.walBytes)} B WAL`
  const foreign = (foreignCores: number) => (foreignCores > 0.2 ? `; others kept ${foreignCores.toFixed(1)} cores busy` : '')
  rows.push(
    {
      figure: 'contact-steps/s, engine, a wait in between (two trips)',
      value: perSecond(engine.perSecond),
      say: `${contacts}; ${cost(engine)}${foreign(rested.cost.foreignCores)}`,
    },
    {
      figure: 'contact-steps/s, engine, wait of 0 (one trip)',
      value: perSecond(zero.perSecond),
      say: `${cost(zero)}${foreign(straight.cost.foreignCores)}`,
    },
    {
      figure: 'bound: bare set-based SQL, 2 connections',
      value: perSecond(bare.perSecond),
      say: `${cost(bare)}${foreign(bareCost.foreignCores)}; the engine reaches ${(engine.perSecond / bare.perSecond).toFixed(2)} of it, by CPU ${(bare.cpuMicroseconds / engine.cpuMicroseconds).toFixed(2)}`,
    },
    {
      figure: 'beside: one queue job a step',
      value: perSecond(jobs.perSecond),
      say: `${sizes.jobPerStepContacts.toLocaleString('en')} contacts; ${cost(jobs)}${foreign(jobCost.foreignCores)}`,
    },
  )
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
