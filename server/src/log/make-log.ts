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
          method.apply(this, told(values as unknown[]) as Parameters<typeof method>)
        },
      },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line: string) => write(settings.format === 'plain' ? plainLine(line) : line) },
  )
}

/** What is said, scrubbed. Where only an error is given pino would take its words for what is said, past every formatter. */
function told(values: unknown[]): unknown[] {
  const [first, second, ...rest] = values
  if (typeof first === 'string') return [scrub(first), second, ...rest]
  const facts = first instanceof Error ? { err: first } : first
  const words =
    second ??
    (typeof facts === 'object' && facts !== null && 'err' in facts && facts.err instanceof Error ? facts.err.message : undefined)
  return [facts, typeof words === 'string' ? scrub(words) : words, ...rest]
}
