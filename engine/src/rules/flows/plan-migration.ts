import { canonicalJson, type Json } from '@snodo/base'
import { type FlowDocument, graphOf, type Manifests, portsOf, reachable } from '@snodo/flow'

/**
 * What becomes of those inside older versions, by the node they stand at. A node that is not named: they stay on their version.
 * `move` to the same node carries them over as they stand, waits keeping their due time or recomputed from when the node was
 * entered; to another node it is a new visit there.
 */
export type MigrationFate = { do: 'stay' } | { do: 'move'; to?: string; waits?: 'keep' | 'recompute' } | { do: 'end' }
export type MigrationMap = Record<string, MigrationFate>

/** What is done with those who stand at a node of a version; `spare`: whose messages they must not get again by this move. */
export type MigrationRule = { version: string; node: string } & (
  | { do: 'end' }
  /**
   * Carried over in the visit they are in. `anew`: a wait is decided once more, from when the node was entered; `lost`: so is
   * whatever else was decided, because a door it may have opened is gone.
   */
  | { do: 'carry'; anew: boolean; lost: boolean; spare: string[] }
  /** A new visit of a node, undecided. */
  | { do: 'enter'; to: string; spare: string[] }
)

/** Who stands where on other versions, and what the new drawing makes of that node: what the publish dialog shows. */
export type MigrationPlan = {
  inside: number
  nodes: {
    node: string
    inside: number
    /** Held by an operator: taken over, they stay held where they come to, until they are released. */
    held: number
    /** Carried over they stay failed; moved to another node they go on. */
    failed: number
    versions: number[]
    change: 'same' | 'changed' | 'removed'
    /** A question for whoever publishes: this publish takes the node out of the flow, or changes the wait people stand at. */
    asks: boolean
    /** The node goes: publishing is refused until somebody says what becomes of them. A changed wait keeps its due time unasked. */
    mustAnswer: boolean
    /** People wait here: carried over, they keep their due time, or it is computed anew. */
    waits: boolean
    /** They can be carried over as they stand; otherwise *move* needs another node to go to. */
    canCarry: boolean
  }[]
  /** Where somebody can be moved to. */
  targets: string[]
}

export type OlderVersion = { id: string; number: number; document: FlowDocument }

/** The map, worked out for each version somebody may stand in. */
export function planRules(
  map: MigrationMap,
  older: readonly OlderVersion[],
  next: FlowDocument,
  manifests: Manifests,
): MigrationRule[] {
  return Object.entries(map).flatMap(([node, fate]) =>
    older.flatMap(({ id: version, document }): MigrationRule[] => {
      if (fate.do === 'stay' || drawnIn(document, node) === undefined) return []
      if (fate.do === 'end') return [{ version, node, do: 'end' }]
      const to = fate.to ?? node
      const carried = to === node && sameKind(document, next, node)
      const spare = comesAgain({ document, node }, { document: next, node: to, from: carried ? 'after' : 'at' }, manifests)
      if (!carried) return [{ version, node, do: 'enter', to, spare }]
      const lost = !keepsDoors(document, next, node, manifests)
      return [{ version, node, do: 'carry', anew: fate.waits === 'recompute', lost, spare }]
    }),
  )
}

/** A visit can be carried over where its node is still of the same type: it means the same there. */
export function sameKind(before: FlowDocument, next: FlowDocument, node: string): boolean {
  const there = drawnIn(next, node)
  return there !== undefined && drawnIn(before, node)?.type === there.type
}

/** The node of a drawing by a name somebody gave: `constructor` is a word, and no node. */
export function drawnIn(document: FlowDocument, node: string): FlowDocument['nodes'][string] | undefined {
  return Object.hasOwn(document.nodes, node) ? document.nodes[node] : undefined
}

/** What the new drawing makes of a node. */
export function changeOf(before: FlowDocument | undefined, next: FlowDocument, node: string): 'same' | 'changed' | 'removed' {
  const old = before?.nodes[node]
  const now = next.nodes[node]
  if (now === undefined) return 'removed'
  if (before === undefined || old === undefined) return 'changed'
  const shape = (document: FlowDocument, { type, version, config, off }: typeof now): Json =>
    JSON.parse(JSON.stringify([type, version, config, off === true, linesOut(document, node)])) as Json
  return canonicalJson(shape(before, old)) === canonicalJson(shape(next, now)) ? 'same' : 'changed'
}

/** People wait at this node in both drawings, and for something else, or for another length of time, in the new one. */
export function waitChanges(before: FlowDocument | undefined, next: FlowDocument, node: string): boolean {
  const old = before === undefined ? undefined : drawnIn(before, node)
  const now = drawnIn(next, node)
  if (old === undefined || now === undefined) return false
  const settings = ({ type, version, config, off }: typeof now): Json =>
    JSON.parse(JSON.stringify([type, version, config, off === true])) as Json
  return canonicalJson(settings(old)) !== canonicalJson(settings(now))
}

/** Why nobody can be taken to a node of this drawing; null where it can be done. */
export function cannotGoTo(document: FlowDocument, node: string, manifests: Manifests): string | null {
  const drawn = drawnIn(document, node)
  if (drawn === undefined) return `the drawing has no node ${node} to move to`
  if (manifests.get(drawn.type)?.kind === 'start') return `${node} is a start, which nobody can be moved to`
  return null
}

/**
 * Message nodes the journey comes to in the new drawing although it would not have come to them any more in the old one: whoever
 * had their message already must not get it again because somebody published. Where the old drawing leads back, it was meant.
 */
function comesAgain(
  old: { document: FlowDocument; node: string },
  next: { document: FlowDocument; node: string; from: 'at' | 'after' },
  manifests: Manifests,
): string[] {
  const ahead = (document: FlowDocument, node: string, from: 'at' | 'after') => {
    const graph = graphOf(document, manifests)
    return reachable(graph, from === 'at' ? [node] : (graph.nodes.get(node)?.walked ?? []).map((edge) => edge.to))
  }
  const before = ahead(old.document, old.node, 'after')
  return [...ahead(next.document, next.node, next.from)].filter(
    (id) => manifests.get(next.document.nodes[id]?.type ?? '')?.traits.sends !== undefined && !before.has(id),
  )
}

/** Every door the old node may already have opened is still there. */
function keepsDoors(before: FlowDocument, next: FlowDocument, node: string, manifests: Manifests): boolean {
  const doors = (document: FlowDocument) => {
    const drawn = document.nodes[node]
    const manifest = drawn === undefined ? undefined : manifests.get(drawn.type)
    return drawn === undefined || manifest === undefined ? [] : portsOf(drawn, manifest).map((port) => port.id)
  }
  const now = new Set(doors(next))
  return doors(before).every((door) => now.has(door))
}

function linesOut(document: FlowDocument, node: string): string[] {
  return document.edges
    .filter((edge) => edge.from === node)
    .map((edge) => `${edge.port}>${edge.to}`)
    .toSorted()
}
