import { canonicalJson, type Json } from '@snodo/base'
import type { FlowDocument } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { carryOver, countOrdered, endEnrollments, moveEnrollments } from '../ledgers/enrollments/order-enrollments.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { loadVersions } from '../ledgers/flows/load-versions.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { liftContent } from '../rules/lift-content.ts'
import { type ChunkWork, inChunks } from './in-chunks.ts'
import { manifestsOf } from './manifests-of.ts'

/**
 * What becomes of those inside older versions, by the node they stand at. A node that is not named: they stay on their version.
 * `move` to the same node carries them over as they stand, waits keeping their due time or recomputed from when the node was
 * entered; to another node it is a new visit there.
 */
export type MigrationMap = Record<
  string,
  { do: 'stay' } | { do: 'move'; to?: string; waits?: 'keep' | 'recompute' } | { do: 'end' }
>

/** Who stands where on older versions, and what the new drawing makes of that node: what the publish dialog shows. */
export type MigrationPlan = {
  inside: number
  nodes: { node: string; inside: number; versions: number[]; change: 'same' | 'changed' | 'removed' }[]
}

/** Counts those inside by node, against the draft as it would be published. Changes nothing. */
export async function planMigration(engine: EngineContext, id: string): Promise<MigrationPlan> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  const next = liftContent(flow.draft, manifestsOf(engine)).structure
  const standing = await countOrdered(engine.pool, { flow: id }, allLanes())
  const versions = new Map(
    (await loadVersions(engine.pool, [...new Set(standing.map((row) => row.version))])).map((row) => [row.id, row]),
  )
  const nodes = new Map<string, MigrationPlan['nodes'][number]>()
  for (const { version, node, count } of standing) {
    const from = versions.get(version)
    const known = nodes.get(node) ?? { node, inside: 0, versions: [], change: changeOf(from?.document, next, node) }
    known.inside += count
    if (from !== undefined && !known.versions.includes(from.number)) known.versions.push(from.number)
    nodes.set(node, known)
  }
  return { inside: standing.reduce((sum, row) => sum + row.count, 0), nodes: [...nodes.values()] }
}

/** Refuses a map that names nodes the new drawing does not have, before anything is published. */
export function checkMigration(map: MigrationMap, next: FlowDocument): void {
  for (const [node, fate] of Object.entries(map)) {
    if (fate.do !== 'move') continue
    const to = fate.to ?? node
    if (next.nodes[to] === undefined) {
      throw engineFaults.MIGRATION_INVALID({ node, because: `the drawing has no node ${to} to move to` })
    }
    if (isStart(next, to)) {
      throw engineFaults.MIGRATION_INVALID({ node, because: `${to} is a start, which nobody can be moved to` })
    }
  }
}

/**
 * Carries a map out for everybody on older versions of the flow. Cut off half way it can be ordered again: whoever was moved is
 * on the new version already and is not touched twice.
 */
export async function migrate(
  engine: EngineContext,
  given: { id: string; map: MigrationMap; author: string },
): Promise<{ moved: number; ended: number }> {
  const flow = await loadFlow(engine.pool, given.id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  const toVersion = flow.live_version_id
  if (toVersion === null) throw engineFaults.FLOW_STATE({ verb: 'migrate people of', state: flow.state, possible: 'published' })
  const [live] = await loadVersions(engine.pool, [toVersion])
  if (live !== undefined) checkMigration(given.map, live.document)
  const standing = await countOrdered(engine.pool, { flow: given.id }, allLanes())
  const fromVersions = [...new Set(standing.map((row) => row.version))].filter((version) => version !== toVersion)
  const counts = { moved: 0, ended: 0 }
  if (fromVersions.length === 0) return counts

  for (const [node, fate] of Object.entries(given.map)) {
    if (fate.do === 'stay') continue
    const work = workOf(node, fate, fromVersions, toVersion)
    for (const lane of allLanes()) {
      const because = { code: 'MIGRATED', values: { by: given.author } }
      const changed = await inChunks(engine, { lane, filter: { flow: given.id, node }, because }, work)
      if (fate.do === 'end') counts.ended += changed
      else counts.moved += changed
    }
  }
  await writeAudit(engine.pool, [
    {
      at: engine.clock.now(),
      actor: given.author,
      action: 'flow.migrate',
      subject: `flow:${given.id}`,
      details: { map: JSON.parse(JSON.stringify(given.map)) as Json, ...counts },
    },
  ])
  await engine.bells.ringMove(allLanes())
  return counts
}

function workOf(
  node: string,
  fate: Exclude<MigrationMap[string], { do: 'stay' }>,
  fromVersions: readonly string[],
  toVersion: string,
): ChunkWork {
  if (fate.do === 'end') return (sql, chunk) => endEnrollments(sql, chunk, { reason: 'migrated', fromVersions })
  const to = fate.to ?? node
  if (to === node) return (sql, chunk) => carryOver(sql, chunk, { fromVersions, toVersion, waits: fate.waits ?? 'keep' })
  return (sql, chunk) => moveEnrollments(sql, chunk, { node: to, fromVersions, toVersion })
}

function changeOf(before: FlowDocument | undefined, next: FlowDocument, node: string): 'same' | 'changed' | 'removed' {
  const old = before?.nodes[node]
  const now = next.nodes[node]
  if (now === undefined) return 'removed'
  if (old === undefined) return 'changed'
  const doors = (document: FlowDocument) =>
    document.edges
      .filter((edge) => edge.from === node)
      .map((edge) => `${edge.port}>${edge.to}`)
      .toSorted()
  const shape = (document: FlowDocument, drawn: typeof now): Json =>
    JSON.parse(JSON.stringify([drawn.type, drawn.version, drawn.config, drawn.off === true, doors(document)])) as Json
  return canonicalJson(shape(before as FlowDocument, old)) === canonicalJson(shape(next, now)) ? 'same' : 'changed'
}

/** A node nothing leads to and that begins journeys: the check has made sure that only starts are so. */
function isStart(document: FlowDocument, node: string): boolean {
  return !document.edges.some((edge) => edge.to === node)
}
