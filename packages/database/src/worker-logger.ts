import { Logger } from 'graphile-worker'
import type { Log } from './log.ts'

/** graphile-worker prints a line per job by default; only its warnings and errors are ours to hear. */
export function workerLogger(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === 'error') log.error(message)
    else if (level === 'warning') log.warn(message)
  })
}
