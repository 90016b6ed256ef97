/** The last line of the bench, as checks from outside read it. Names are part of the contract of `pnpm bench`. */
export type Figures = {
  stepsPerSecond: number | null
  bareSqlStepsPerSecond: number | null
  jobPerStepStepsPerSecond: number | null
  cpuMicrosecondsPerStep: number | null
  walBytesPerStep: number | null
  /** The same with a second of wait in between: everybody comes to rest, and goes on in a second trip. */
  twoTrips: { stepsPerSecond: number; cpuMicrosecondsPerStep: number; walBytesPerStep: number } | null
  eventsPerSecond: number | null
  bareEventsPerSecond: number | null
  singleCallsPerSecond: number | null
  singleCallP99Ms: number | null
  firstActionP50Ms: number | null
  firstActionP99Ms: number | null
  drainMillionSeconds: number | null
  /** How many times faster a backlog is worked off with a worker process beside the server. */
  addedWorkerTimes: number | null
  firstActionP99MsDuringDrain: number | null
  /** CPU of a step beside a million living enrollments, as a multiple of the same beside ten thousand. */
  costBesideMillion: number | null
  /** From the commit of a change to the socket of the last of those who watch. */
  liveCountsP99Ms: number | null
  /** Peak of all node processes of the system under test together, in the figure where it was highest. */
  maxRssMb: number | null
  machine: string
}

export function noFigures(machine: string): Figures {
  return {
    stepsPerSecond: null,
    bareSqlStepsPerSecond: null,
    jobPerStepStepsPerSecond: null,
    cpuMicrosecondsPerStep: null,
    walBytesPerStep: null,
    twoTrips: null,
    eventsPerSecond: null,
    bareEventsPerSecond: null,
    singleCallsPerSecond: null,
    singleCallP99Ms: null,
    firstActionP50Ms: null,
    firstActionP99Ms: null,
    drainMillionSeconds: null,
    addedWorkerTimes: null,
    firstActionP99MsDuringDrain: null,
    costBesideMillion: null,
    liveCountsP99Ms: null,
    maxRssMb: null,
    machine,
  }
}

export function lastLine(figures: Figures): string {
  return JSON.stringify(figures)
}

export type Row = { figure: string; value: string; say: string }

export function printTable(rows: readonly Row[], machine: string, scale: number): void {
  const width = (of: (row: Row) => string) => Math.max(...rows.map((row) => of(row).length))
  const [first, second] = [width((row) => row.figure), width((row) => row.value)]
  const lines = rows.map((row) => `${row.figure.padEnd(first)}  ${row.value.padStart(second)}  ${row.say}`)
  const heading = scale < 1 ? `${machine}; scaled to ${scale}: for a quick look, not for comparing` : machine
  process.stdout.write(`\n${heading}\n\n${lines.join('\n')}\n\n`)
}
