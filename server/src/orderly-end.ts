import { setTimeout as pause } from 'node:timers/promises'
import { asError } from '@snodo/base'
import type { Log } from '@snodo/database'

/** How long what is under way may take once we are asked to stop; the supervisor waits a little longer. */
export const STOP_MS = 10_000

export type Ending = {
  /** How each part ends, in the order of their beginnings; may grow until it is used. */
  ends: (() => Promise<unknown>)[]
  log: Log
  /** How long requests are still answered while /readyz says no. */
  drainMs: number
}

/**
 * How this process ends: /readyz says no, no bell is answered any more; after `drainMs` no request is taken; what is in hand is
 * finished; everything ends in the opposite order of its beginning. What hangs is left behind when the time is up.
 */
export function orderlyEnd({ ends, log, drainMs }: Ending) {
  let leave: () => Promise<unknown> = async () => undefined
  let ended: Promise<void> | null = null

  async function end(code: number): Promise<void> {
    setTimeout(() => process.exit(code === 0 ? 1 : code), drainMs + STOP_MS + 1_000).unref()
    const told = (error: unknown) => log.error('stopping did not go well', { because: asError(error).message })
    leave().catch(told)
    await pause(drainMs)
    for (const each of ends.toReversed()) await each().catch(told)
    process.exit(code)
  }

  const stop = (code: number): Promise<void> => (ended ??= end(code))
  process.on('SIGTERM', () => void stop(0))
  process.on('SIGINT', () => void stop(0))
  return {
    stop,
    stopping: () => ended !== null,
    /** What is to be left first, and is waited for at its place among the ends: the loops, whose tasks take a moment. */
    leaveFirst(how: () => Promise<unknown>) {
      leave = how
    },
  }
}
