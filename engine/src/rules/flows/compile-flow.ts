import { type EventsPredicate, factsNeeded, type Predicate } from '@snodo/audience'
import { must } from '@snodo/base'
import {
  type EventCondition,
  type FlowDocument,
  graphOf,
  indexManifests,
  type Lateness,
  messagesMeant,
  nodeReferencesIn,
  nodesInPredicate,
  portsOf,
  predicatesIn,
  REACTION_EVENTS,
  reentryOf,
  usualLateness,
  type WholeReentry,
} from '@snodo/flow'
import { HERE_BEFORE, type NodeType, type Start } from '@snodo/node-sdk'
import { engineFaults } from '../../faults.ts'
import { mentionsOf } from './mentions.ts'

/** A published drawing made ready to walk: looked up by id, never searched. */
export type CompiledFlow = {
  flowId: string
  versionId: string
  number: number
  name: string
  document: FlowDocument
  nodes: ReadonlyMap<string, CompiledNode>
  starts: readonly CompiledStart[]
  reentry: WholeReentry
  /** How late its messages may be that say nothing of it. */
  lateness: Lateness
  exits: readonly CompiledExit[]
  entryFilter: { when: Predicate; asOf: 'after' | 'before'; needs: FactNeeds } | null
  timeZone: string | null
  /** Whatever the drawing names: an event that is not among it changes nothing for anybody inside. Null where a type is missing here, so that nobody can say. */
  mentions: ReadonlySet<string> | null
}

export type CompiledNode = {
  id: string
  /** Null where this installation lacks the type: who comes here waits for it, in sight, and is decided once it is back. */
  type: NodeType | null
  config: Readonly<Record<string, unknown>>
  /** Port -> node; a port that is not drawn is not in it, and who leaves by it has come to the end. */
  edges: ReadonlyMap<string, CompiledNode>
  /** Every door the node has, drawn or not. */
  ports: ReadonlySet<string>
  /** Switched off: contacts pass straight through by this port. */
  offPort: string | null
  /** A send whose fate matters later: the enrollment stands still until it is known. */
  awaitsFate: boolean
  /** Something refers to when this node was passed. */
  tracked: boolean
  /** A wait a journey can come back to: when it was left is noted. */
  waitsAgain: boolean
  /** The messages a wait for a reaction means; empty: it waits for none, or for one to any message. */
  reactionsTo: readonly string[]
  /** Facts needed to decide this node and all that can follow before the next rest. */
  needs: FactNeeds
}

export type CompiledStart = { node: CompiledNode; start: Start; needs: FactNeeds }
/** An exit or, where `goal` is true, the goal. */
export type CompiledExit = {
  id: string
  name: string
  goal: boolean
  when: EventCondition
  sameKey: boolean
  within: string | null
  needs: FactNeeds
}

/** Facts that are not on the contact's own row and must be loaded for a set before anything is decided. */
export type FactNeeds = {
  lists: boolean
  consents: boolean
  couponStock: ReadonlySet<string>
  /** Canonical key -> clause. */
  measures: ReadonlyMap<string, EventsPredicate>
  /** Message nodes whose reactions are asked for. */
  reactions: ReadonlySet<string>
}

export const NO_NEEDS: FactNeeds = {
  lists: false,
  consents: false,
  couponStock: new Set(),
  measures: new Map(),
  reactions: new Set(),
}

export type PublishedFlow = { flowId: string; versionId: string; number: number; document: FlowDocument }

/**
 * Compiles a checked document. Throws `NODE_TYPE_UNKNOWN` where this installation lacks the type of a node that nothing leads to:
 * it may be a start, and without it nobody could say which events begin the flow.
 */
export function compileFlow(published: PublishedFlow, nodeTypes: ReadonlyMap<string, NodeType>): CompiledFlow {
  const { document } = published
  const nodes = new Map<string, CompiledNode & { edges: Map<string, CompiledNode>; needs: FactNeeds }>()
  const meant = reactionsMeant(document, nodeTypes)
  const referred = nodesReferredTo(document, nodeTypes)
  for (const messages of meant.values()) for (const message of messages) referred.add(message)

  for (const [id, node] of Object.entries(document.nodes)) {
    const type = nodeTypes.get(node.type)
    if (type === undefined && !document.edges.some((edge) => edge.to === id)) {
      throw engineFaults.NODE_TYPE_UNKNOWN({ type: node.type, node: id, flow: document.name })
    }
    const drawn = document.edges.filter((edge) => edge.from === id).map((edge) => edge.port)
    const ports = type === undefined ? drawn : portsOf(node, type.manifest).map((port) => port.id)
    nodes.set(id, {
      id,
      type: type ?? null,
      config: node.config,
      edges: new Map(),
      ports: new Set(ports),
      offPort: node.off === true ? (ports[0] ?? '') : null,
      awaitsFate: false,
      tracked: referred.has(id),
      waitsAgain: false,
      reactionsTo: meant.get(id) ?? [],
      needs: NO_NEEDS,
    })
  }
  for (const edge of document.edges) {
    const from = must(nodes.get(edge.from), `edge from ${edge.from}, which a checked document cannot have`)
    from.edges.set(edge.port, must(nodes.get(edge.to), `edge to ${edge.to}, which a checked document cannot have`))
  }
  // A message that is held can be called back by an exit or the goal, so the journey stands at it until it has gone.
  const callsBack = (document.settings.exits ?? []).length > 0 || document.settings.goal != null
  for (const node of nodes.values()) {
    const sends = node.type?.manifest.traits.sends !== undefined
    node.awaitsFate = sends && (callsBack || referred.has(node.id) || node.edges.has('notSent') || node.edges.has('notDelivered'))
  }
  for (const node of nodes.values()) node.waitsAgain = node.type?.manifest.traits.waits === true && comesBack(node)
  const own = new Map([...nodes.values()].map((node) => [node.id, needsOfNode(node)]))
  for (const node of nodes.values()) node.needs = closedNeeds(node, own)
  const starts = [...nodes.values()].flatMap((node) =>
    node.type?.kind === 'start' && node.offPort === null
      ? node.type.starts(node.config as never).map((start) => ({ node, start, needs: needsOfStart(start) }))
      : [],
  )
  const mentions = mentionsOf(
    document,
    [...nodes.values()].map((node) => node.type),
  )
  // Types may begin on, and count, events that do not stand in their settings.
  for (const { start } of starts) if (start.on === 'event') mentions?.add(start.event)
  for (const { measures } of [...own.values(), ...starts.map((start) => start.needs)])
    for (const { event } of measures.values()) mentions?.add(event)

  const settings = document.settings
  return {
    ...published,
    name: document.name,
    nodes,
    starts,
    reentry: reentryOf(document),
    lateness: usualLateness(document),
    exits: [
      ...(settings.exits ?? []).map((exit) =>
        compiledExit(exit.id, exit.name, exit.when, { goal: false, sameKey: exit.sameKey === true, within: null }),
      ),
      ...(settings.goal
        ? [
            compiledExit('goal', settings.goal.name, settings.goal.when, {
              goal: true,
              sameKey: settings.goal.sameKey === true,
              within: settings.goal.within ?? null,
            }),
          ]
        : []),
    ],
    entryFilter: settings.entryFilter
      ? {
          when: settings.entryFilter.when,
          asOf: settings.entryFilter.asOf ?? 'after',
          needs: needsOfPredicates([settings.entryFilter.when]),
        }
      : null,
    timeZone: settings.timeZone ?? null,
    mentions,
  }
}

/** The messages each wait for a reaction means. */
function reactionsMeant(document: FlowDocument, nodeTypes: ReadonlyMap<string, NodeType>): Map<string, string[]> {
  const found = new Map<string, string[]>()
  const written = JSON.stringify(document.nodes)
  if (!Object.keys(REACTION_EVENTS).some((event) => written.includes(event))) return found
  const graph = graphOf(document, indexManifests([...nodeTypes.values()].map((type) => type.manifest)))
  for (const id of graph.nodes.keys()) {
    const messages = messagesMeant(graph, id)
    if (messages !== null && messages.length > 0) found.set(id, messages)
  }
  return found
}

/** Nodes whose passing, coupon or reactions something else in the flow refers to. */
function nodesReferredTo(document: FlowDocument, nodeTypes: ReadonlyMap<string, NodeType>): Set<string> {
  const referred = new Set<string>()
  for (const node of Object.values(document.nodes)) {
    const type = nodeTypes.get(node.type)
    if (type === undefined) continue
    for (const reference of nodeReferencesIn(type.manifest, node.config)) referred.add(reference.node)
    for (const predicate of predicatesOf(type, node.config))
      for (const { node: id } of nodesInPredicate(predicate)) referred.add(id)
  }
  for (const exit of document.settings.exits ?? [])
    if (exit.when.where) for (const { node } of nodesInPredicate(exit.when.where)) referred.add(node)
  if (document.settings.goal?.when.where)
    for (const { node } of nodesInPredicate(document.settings.goal.when.where)) referred.add(node)
  return referred
}

/** True where a journey that has left the node can come to it once more. */
function comesBack(node: CompiledNode): boolean {
  const after = new Set(node.edges.values())
  for (const next of after) for (const further of next.edges.values()) after.add(further)
  return after.has(node)
}

function compiledExit(
  id: string,
  name: string,
  when: EventCondition,
  more: Pick<CompiledExit, 'goal' | 'sameKey' | 'within'>,
): CompiledExit {
  return { id, name, when, ...more, needs: needsOfPredicates(when.where ? [when.where] : []) }
}

function needsOfStart(start: Start): FactNeeds {
  return needsOfPredicates(start.on === 'event' && start.where ? [start.where] : [])
}

function needsOfNode(node: CompiledNode): FactNeeds {
  if (node.type === null) return NO_NEEDS
  const { manifest } = node.type
  const predicates = predicatesOf(node.type, node.config)
  const asked = needsOfPredicates(node.waitsAgain ? predicates : predicates.filter((one) => !countsFromLeaving(one)))
  const pool = node.config.pool
  return mergeNeeds([
    asked,
    {
      ...NO_NEEDS,
      reactions: new Set(node.reactionsTo),
      lists: manifest.needs.includes('lists'),
      consents: manifest.needs.includes('consents'),
      couponStock: manifest.needs.includes('couponStock') && typeof pool === 'string' ? new Set([pool]) : NO_NEEDS.couponStock,
    },
  ])
}

/** Asks since the journey last left this node: of nobody where none comes back to it. */
function countsFromLeaving(predicate: Predicate): boolean {
  return predicate.type === 'events' && predicate.since?.from === 'node' && predicate.since.node === HERE_BEFORE
}

/** Predicates in a node's config, and those it asks besides. */
function predicatesOf(type: NodeType, config: CompiledNode['config']): Predicate[] {
  const inConfig = predicatesIn(type.manifest, config as never).map(({ predicate }) => predicate)
  return type.kind === 'decide' && type.asks !== undefined ? [...inConfig, ...type.asks(config as never)] : inConfig
}

export function needsOfPredicates(predicates: readonly Predicate[]): FactNeeds {
  return mergeNeeds(
    predicates.map((predicate) => {
      const needed = factsNeeded(predicate)
      return {
        ...NO_NEEDS,
        lists: needed.lists,
        consents: needed.consents,
        measures: needed.measures,
        reactions: needed.reactions,
      }
    }),
  )
}

export function mergeNeeds(all: readonly FactNeeds[]): FactNeeds {
  const some = all.filter(needsAnything)
  if (some.length === 0) return NO_NEEDS
  if (some.length === 1) return some[0]!
  return {
    lists: some.some((needs) => needs.lists),
    consents: some.some((needs) => needs.consents),
    couponStock: new Set(some.flatMap((needs) => [...needs.couponStock])),
    measures: new Map(some.flatMap((needs) => [...needs.measures])),
    reactions: new Set(some.flatMap((needs) => [...needs.reactions])),
  }
}

export function needsAnything(needs: FactNeeds): boolean {
  return needs.lists || needs.consents || needs.couponStock.size > 0 || needs.measures.size > 0 || needs.reactions.size > 0
}

/** The needs of a node and of all that an enrollment can reach from it without coming to rest. */
function closedNeeds(from: CompiledNode, own: ReadonlyMap<string, FactNeeds>): FactNeeds {
  const seen = new Set<CompiledNode>([from])
  const found: FactNeeds[] = []
  for (const node of seen) {
    found.push(own.get(node.id) ?? NO_NEEDS)
    // A wait may also let pass at once (already true, past), so what follows it is needed; an act and an awaited send always rest.
    if (node.type?.kind === 'act' || node.awaitsFate) continue
    for (const next of node.edges.values()) seen.add(next)
  }
  return mergeNeeds(found)
}
