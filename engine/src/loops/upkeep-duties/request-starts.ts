import { type JsonObject, LANES } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import { appendRequests } from '../../ledgers/inbox/read-inbox.ts'
import { lanesTaken, takeTick } from '../../ledgers/starts/start-ticks.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** A moment at which a start node begins journeys. `name` says which, and is never used twice. */
export type Tick = { flow: string; node: string; name: string; event: string; properties: JsonObject }

/** Requests written in one statement. */
const CHUNK = 5_000

/**
 * Asks for the entry of everyone a tick is for, lane by lane, each lane once: the mark and the requests are one transaction, so
 * a crash in the middle goes on where it stopped and nobody is asked for twice.
 */
export async function requestStarts(
  context: UpkeepContext,
  tick: Tick,
  find: (sql: Sql, lane: number) => Promise<string[]>,
): Promise<number> {
  const taken = await lanesTaken(context.pool, tick)
  if (taken.size === LANES) return 0
  let requested = 0
  for (let lane = 0; lane < LANES; lane++) {
    if (taken.has(lane)) continue
    const count = await transaction(context.pool, async (sql) => {
      const now = context.clock.now()
      if (!(await takeTick(sql, { ...tick, lane }, now))) return 0
      const contacts = await find(sql, lane)
      for (let from = 0; from < contacts.length; from += CHUNK) {
        const chunk = contacts.slice(from, from + CHUNK)
        await context.ids.reserve(sql, chunk.length)
        const payload = { flow: tick.flow, node: tick.node, name: tick.event, properties: tick.properties }
        await appendRequests(
          sql,
          lane,
          chunk.map((contact) => ({ id: context.ids.next(lane), contact, kind: 'enroll', name: tick.event, payload })),
          now,
          1,
        )
      }
      return contacts.length
    })
    if (count > 0) await context.bells.ringMove([lane])
    requested += count
  }
  context.log.info('upkeep.started', { flow: tick.flow, node: tick.node, tick: tick.name, contacts: requested })
  return requested
}
