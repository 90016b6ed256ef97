import { type Logger, pino } from 'pino'
import { plainLine } from './plain-line.ts'
import { scrub, scrubAll } from './scrub.ts'

/** The log of a process: one line for each thing said, as JSON or for people, without anything about a person in it. */
export function makeLog(settings: { level: string; format: 'json' | 'plain'; write?: (line: string) => void }): Logger {
  const write = settings.write ?? ((line: string) => void process.stdout.write(line))
  return pino(
    {
      level: settings.level,
      base: { pid: process.pid },
      // Everything goes by here, also what libraries say through us: nobody has to remember it at each line.
      formatters: { log: (facts) => scrubAll(facts) as Record<string, unknown>, level: (label) => ({ level: label }) },
      hooks: {
        logMethod(values, method) {
          const [first, second, ...rest] = values as unknown[]
          const said =
            typeof first === 'string'
              ? [scrub(first), second, ...rest]
              : [first, typeof second === 'string' ? scrub(second) : second, ...rest]
          method.apply(this, said as Parameters<typeof method>)
        },
      },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line: string) => write(settings.format === 'plain' ? plainLine(line) : line) },
  )
}
