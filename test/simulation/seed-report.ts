import type { PointCounts } from './await-points.ts'
import type { Broken } from './checks.ts'
import type { Crew } from './crew.ts'
import type { MutantName } from './mutants.ts'
import type { SimulatedDatabase } from './simulated-database.ts'

export type SeedOptions = {
  seed: number
  /** Left as the run leaves it: it is cleared before the next. */
  database: SimulatedDatabase
  mutant?: MutantName
  /** Without mishaps, moods and anything beside each other: for what must come out alike however it is cut up. */
  calm?: boolean
  tripSize?: number
}

export type SeedReport = {
  seed: number
  broken: Broken[]
  /** What became of a contact that a broken invariant is about. */
  story: string
  counts: Crew['counts'] & { acknowledged: number; accepted: number; journeys: number; erased: number }
  /** How often what happened, to see that a run is worth something. */
  kinds: Record<string, number>
  /** What happened, as text: the same for the same seed. */
  trace: string
  /** The same in sixteen letters. */
  digest: string
  /** The journeys by what people would say of them, without ids. */
  journeys: string
  /** Where processes waited for something outside, and died. */
  points: ReadonlyMap<string, PointCounts>
}

/** What a process of a run can be set to, besides taking calls in. */
export type Deed =
  | 'carryOnOrders'
  | 'eraseAgain'
  | 'move'
  | 'deliver'
  | 'act'
  | 'sweep'
  | 'takeBack'
  | 'merge'
  | 'begin'
  | 'deal'
  | 'publish'
  | 'rollBack'
  | 'verb'
  | 'order'
  | 'sending'
  | 'erase'
