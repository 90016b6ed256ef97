/** The bounds of a flow document, each with its reason. Exceeding one is a finding that names it, never a cut. */
export const FLOW_LIMITS = {
  /** Every budget of the editor is measured at twice a thousand nodes. */
  nodes: 2_000,
  /** Four lines out of each node on average; real flows have fewer than two. */
  edges: 8_000,
  /** What an editor and a server exchange in one piece without streaming. */
  documentBytes: 4_000_000,
  /** Depth of JSON inside a document: predicates nest, but nobody reads ten levels. */
  depth: 40,
  name: 200,
  nodeName: 200,
  noteText: 5_000,
  notes: 500,
  groups: 500,
  exits: 50,
  /** Largest coordinate on the canvas, in pixels either way: React Flow's arithmetic stays exact well beyond it. */
  coordinate: 1_000_000,
  /** Operations in one compound edit: a paste of the largest flow. */
  editsInOne: 12_000,
  /** Findings shown of one flow; a document so broken gets no clearer by more. */
  findings: 1_000,
} as const

/**
 * Ids of nodes, groups, notes and exits. Names every JavaScript object already has are left out, so that a lookup by id can
 * never find a function.
 */
export const ID_PATTERN =
  '^(?!(?:constructor|toString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString)$)[A-Za-z0-9][A-Za-z0-9_-]{0,63}$'

const ID = new RegExp(ID_PATTERN)

export function isFlowId(text: unknown): text is string {
  return typeof text === 'string' && ID.test(text)
}
