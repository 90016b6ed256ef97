import type { Predicate } from '@snodo/audience'
import type { Instant, JsonObject } from '@snodo/base'
import type { MigrationMap, MigrationRule } from './plan-migration.ts'

/** Whom an order is about: all members that are given must match. */
export type EnrollmentFilter = {
  flow?: string
  node?: string
  state?: 'active' | 'acting' | 'held' | 'failed'
  contact?: string
  enrollments?: readonly string[]
  /** The code of the reason why they are held or failed. */
  because?: string
}

/** What an operator can order for journeys: one contact's, those at a node, or those a filter finds. */
export type Order =
  /** Failed steps are tried once more. */
  | { verb: 'retry' }
  /** On, by a port (default: the node's first), without waiting for whatever the node waits for. */
  | { verb: 'skip'; port?: string }
  /** To another node of the same version. */
  | { verb: 'move'; to: string }
  | { verb: 'end' }
  /** They stand still where they are until they are released; what they wait for is noted meanwhile. */
  | { verb: 'hold' }
  /** Those held go on. */
  | { verb: 'release' }

export type ResumeAnswers = {
  /** `wentOn`: waits kept running during the pause; `frozen`: they continue where they stood. Dates and expiries never shift. */
  waits: 'frozen' | 'wentOn'
  /** Those kept out by the pause: let in now, or dropped. */
  entries: 'enter' | 'drop'
  /** Messages that became due meanwhile: send those younger than 24 h, all, or none. */
  messages: 'young' | 'all' | 'none'
}

/** The defaults of semantics rule 27. */
export const RESUME_DEFAULTS: ResumeAnswers = { waits: 'frozen', entries: 'enter', messages: 'young' }

/** A port each node of each version is left by. */
export type SkipPort = { version: string; node: string; port: string }

/** All that carrying an order out needs, fixed when it was placed: whoever carries it on does the same. */
export type OrderSpec =
  | { kind: 'retry' | 'end' | 'hold' | 'release'; filter: EnrollmentFilter }
  | { kind: 'skip'; filter: EnrollmentFilter; ports: SkipPort[] }
  | { kind: 'move'; filter: EnrollmentFilter; to: string; versions: string[] }
  | { kind: 'migrate'; toVersion: string; map: MigrationMap; rules: MigrationRule[]; tracked: string[] }
  | { kind: 'stop' }
  /** Whoever the segment describes is asked to be let in. */
  | { kind: 'enroll'; segment: Predicate }
  | { kind: 'resume'; answers: ResumeAnswers; pausedAt: Instant; resumedAt: Instant }

export type OrderKind = OrderSpec['kind']

/** Why an order's journeys moved, for the journal. */
export const ORDERED: Record<OrderKind, string> = {
  retry: 'RETRIED',
  skip: 'SKIPPED',
  move: 'MOVED',
  end: 'ENDED',
  hold: 'HELD',
  release: 'RELEASED',
  migrate: 'MIGRATED',
  stop: 'FLOW_STOPPED',
  enroll: 'ENTERED_BY',
  resume: 'WAIT_FROZEN',
}

export function becauseOrdered(kind: OrderKind, by: string, reason: string | null): { code: string; values: JsonObject } {
  return { code: ORDERED[kind], values: reason === null ? { by } : { by, reason } }
}
