import { asError, isFault } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { closeMerge, openMerges } from '../ledgers/merges/merge-requests.ts'
import { mergeContacts } from './merge.ts'

/** Merges done in one go; the next call does more. */
const MOST = 200

/**
 * Does the merges that collection, import and late events have asked for. One that cannot be (two user ids, a contact that was
 * erased) is closed with the reason; one that has to wait stays open.
 */
export async function doRequestedMerges(engine: EngineContext): Promise<number> {
  let done = 0
  for (const request of await openMerges(engine.pool, MOST)) {
    try {
      const result = await mergeContacts(engine, { loser: request.loser_id, winner: request.winner_id })
      if (!result.merged) continue
      await closeMerge(engine.pool, request.id, { outcome: 'merged', into: result.contact }, engine.clock.now())
      done += 1
    } catch (error) {
      if (isFault(error)) await closeMerge(engine.pool, request.id, { outcome: 'refused', code: error.code }, engine.clock.now())
      else engine.log.error('merge.failed', { request: request.id, because: asError(error).message })
    }
  }
  return done
}
