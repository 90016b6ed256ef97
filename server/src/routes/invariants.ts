import { LANES } from '@snodo/base'
import { checkLane, INVARIANT_NAMES, type LaneCheck, readLaneChecks } from '@snodo/engine'
import { InvariantsView } from '@snodo/protocol'
import { Type } from 'typebox'
import type { Api, Doors } from './doors.ts'
import { iso } from './paging.ts'

/** Whether what must always hold does hold. Every lane is looked at in turn all the while; a lane can be looked at now. */
export function invariantRoutes(app: Api, { pool, clock }: Doors): void {
  const Query = Type.Object({
    lane: Type.Optional(
      Type.Integer({ minimum: 0, maximum: LANES - 1, description: 'Look at this lane now; takes at most 30 s.' }),
    ),
  })
  app.get(
    '/api/health/invariants',
    {
      schema: {
        tags: ['workspace'],
        summary: 'What must always hold, and where it does not: as of the latest look at each lane, or of a lane now',
        querystring: Query,
        response: { 200: InvariantsView },
      },
    },
    async (request) => {
      const { lane } = request.query
      if (lane === undefined) return viewOf(await readLaneChecks(pool))
      const { broken, unchecked } = await checkLane(pool, lane, clock.now())
      return {
        holds: broken.length === 0,
        checkedSince: iso(clock.now()),
        broken: broken.map(({ name, rows, some }) => ({
          invariant: name,
          rows,
          lanes: [lane],
          some: some as InvariantsView['broken'][number]['some'],
        })),
        unchecked,
        invariants: [...INVARIANT_NAMES],
      }
    },
  )
}

function viewOf(checks: readonly LaneCheck[]): InvariantsView {
  const broken = new Map<string, InvariantsView['broken'][number]>()
  for (const { lane, broken: found } of checks)
    for (const [invariant, rows] of Object.entries(found)) {
      const before = broken.get(invariant) ?? { invariant, rows: 0, lanes: [], some: [] }
      broken.set(invariant, { ...before, rows: before.rows + rows, lanes: [...before.lanes, lane] })
    }
  const whole = checks.length === LANES
  return {
    // Until every lane has been looked at once nobody can say that it holds, nor since when.
    holds: broken.size > 0 ? false : whole ? true : null,
    checkedSince: !whole ? null : iso(Math.min(...checks.map((check) => check.checked_at))),
    broken: [...broken.values()],
    unchecked: [...new Set(checks.flatMap((check) => check.unchecked))],
    invariants: [...INVARIANT_NAMES],
  }
}
