import { type Static, Type } from 'typebox'
import { Id, strict } from './shapes.ts'

/** What a browser may say on `/api/live`. */
export const LiveRequest = Type.Union([
  Type.Object({ type: Type.Literal('watch'), flow: Id }, strict),
  Type.Object({ type: Type.Literal('resume'), flow: Id, seq: Type.String({ maxLength: 80 }) }, strict),
  Type.Object({ type: Type.Literal('unwatch'), flow: Type.Optional(Id) }, strict),
])
export type LiveRequest = Static<typeof LiveRequest>

const NodeCount = Type.Object({ inside: Type.Integer(), entered: Type.Integer(), failed: Type.Integer() }, strict)
export type NodeCount = Static<typeof NodeCount>
const numbers = {
  flow: Id,
  /** `<server epoch>:<n>`; another epoch means another server, and that a snapshot is needed. */
  seq: Type.String(),
  nodes: Type.Record(Type.String(), NodeCount),
  /** By `<node>:<port>`: how many left by it. */
  edges: Type.Record(Type.String(), Type.Integer()),
}

/** All numbers of a flow. */
export const LiveSnapshot = Type.Object({ type: Type.Literal('snapshot'), ...numbers }, strict)
/** Only what changed; absolute numbers, so that a lost delta does no harm that the next one does not mend. */
export const LiveDelta = Type.Object({ type: Type.Literal('delta'), ...numbers }, strict)
/** The flow is not there, or what was said was not understood. */
export const LiveProblem = Type.Object(
  { type: Type.Literal('problem'), flow: Type.Optional(Id), code: Type.String(), detail: Type.String() },
  strict,
)
export const LiveMessage = Type.Union([LiveSnapshot, LiveDelta, LiveProblem])
export type LiveMessage = Static<typeof LiveMessage>
export type LiveSnapshot = Static<typeof LiveSnapshot>
export type LiveDelta = Static<typeof LiveDelta>

/** Why a socket was closed, beside the codes of the protocol itself. */
export const LIVE_CLOSE = { signedOut: 4401, foreignOrigin: 4403, tooFast: 4429, goingAway: 1001 } as const
