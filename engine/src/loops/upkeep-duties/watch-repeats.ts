import { asError } from '@snodo/base'
import type { UpkeepContext } from './upkeep-context.ts'
import { watchFlows } from './watch-flows.ts'

type WatchContext = Omit<UpkeepContext, 'flows' | 'listensTo'>

/** So many messages that repeated themselves, sent by this process since it last looked, are worth a look at once. */
export const REPEATS_TO_LOOK = 25

/**
 * Looks for flows that run away as soon as this process has sent many repeats, instead of at the next beat: a runaway sends thousands
 * in five seconds. Upkeep looks at what all processes sent; whatever goes wrong here it finds.
 */
export function watchRepeats(
  context: WatchContext,
  look: (context: WatchContext) => Promise<unknown> = watchFlows,
): (repeats: number) => Promise<void> {
  let unseen = 0
  return async (repeats) => {
    unseen += repeats
    if (unseen < REPEATS_TO_LOOK) return
    unseen = 0
    try {
      await look(context)
    } catch (error) {
      context.log.warn('breaker.look', { because: asError(error).message })
    }
  }
}
