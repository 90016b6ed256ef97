import { asError, isFault } from '@snodo/base'
import { mergeContacts } from '../../commands/merge.ts'
import { closeMerge, openMerges } from '../../ledgers/merges/merge-requests.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Merges done in one go; the next beat does more. */
const MOST = 200

/**
 * Does the merges that collection, import and late events have asked for. One that cannot be (two user ids, a contact that was
 * erased) is closed with the reason; one that has to wait stays open.
 */
export async function doMerges(context: UpkeepContext): Promise<number> {
  let done = 0
  for (const request of await openMerges(context.pool, MOST)) {
    try {
      const result = await mergeContacts(context, { loser: request.loser_id, winner: request.winner_id })
      if (!result.merged) continue
      await closeMerge(context.pool, request.id, { outcome: 'merged', into: result.contact }, context.clock.now())
      done += 1
    } catch (error) {
      if (isFault(error))
        await closeMerge(context.pool, request.id, { outcome: 'refused', code: error.code }, context.clock.now())
      else context.log.error('upkeep.merge-failed', { request: request.id, because: asError(error).message })
    }
  }
  return done
}
