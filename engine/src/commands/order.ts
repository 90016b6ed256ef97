import { isId, laneOf } from '@snodo/base'
import { portsOf } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import {
  countOrdered,
  type EnrollmentFilter,
  endEnrollments,
  moveEnrollments,
  releaseEnrollments,
  retryEnrollments,
  skipEnrollments,
} from '../ledgers/enrollments/order-enrollments.ts'
import { loadVersions } from '../ledgers/flows/load-versions.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { type ChunkWork, inChunks } from './in-chunks.ts'

/** What an operator can order for journeys: one contact's, those at a node, or those a filter finds. */
export type Order =
  /** Failed steps are tried once more. */
  | { verb: 'retry' }
  /** On, by a port (default: the node's first), without waiting for whatever the node waits for. */
  | { verb: 'skip'; port?: string }
  /** To another node of the same version. */
  | { verb: 'move'; to: string }
  | { verb: 'end' }
  /** Those held go on. */
  | { verb: 'release' }

export type OrderGiven = { filter: EnrollmentFilter; order: Order; author: string; reason: string | null }

export type OrderPreview = { matched: number; standing: { version: string; node: string; state: string; count: number }[] }

/** How many an order would be about, and where they stand; changes nothing. */
export async function previewOrder(engine: EngineContext, filter: EnrollmentFilter): Promise<OrderPreview> {
  const standing = await countOrdered(engine.pool, filter, lanesOf(filter))
  return { matched: standing.reduce((sum, row) => sum + row.count, 0), standing }
}

/** Carries an order out, lane by lane and set-based. Returns how many it changed: fewer than previewed where people moved on meanwhile. */
export async function carryOut(engine: EngineContext, given: OrderGiven): Promise<OrderPreview & { changed: number }> {
  const preview = await previewOrder(engine, given.filter)
  const work = await workOf(engine, given, preview)
  let changed = 0
  const because = { ...ORDERED[given.order.verb], values: { by: given.author, reason: given.reason } }
  for (const lane of lanesOf(given.filter)) changed += await inChunks(engine, { lane, filter: given.filter, because }, work)
  const at = engine.clock.now()
  await writeAudit(engine.pool, [
    {
      at,
      actor: given.author,
      action: `enrollments.${given.order.verb}`,
      subject: given.filter.flow === undefined ? 'enrollments' : `flow:${given.filter.flow}`,
      reason: given.reason,
      details: JSON.parse(JSON.stringify({ filter: given.filter, order: given.order, changed })),
    },
  ])
  await engine.bells.ringMove(lanesOf(given.filter))
  return { ...preview, changed }
}

const ORDERED: Record<Order['verb'], { code: string }> = {
  retry: { code: 'RETRIED' },
  skip: { code: 'SKIPPED' },
  move: { code: 'MOVED' },
  end: { code: 'ENDED' },
  release: { code: 'RELEASED' },
}

async function workOf(engine: EngineContext, { order }: OrderGiven, preview: OrderPreview): Promise<ChunkWork> {
  switch (order.verb) {
    case 'retry':
      return retryEnrollments
    case 'release':
      return releaseEnrollments
    case 'end':
      return (sql, chunk) => endEnrollments(sql, chunk, { reason: 'discarded', fromVersions: null })
    case 'skip': {
      const ports = await portsToSkipBy(engine, preview, order.port ?? null)
      return (sql, chunk) => skipEnrollments(sql, chunk, ports)
    }
    case 'move': {
      const versions = await loadVersions(engine.pool, [...new Set(preview.standing.map((row) => row.version))])
      const having = versions.filter((version) => version.document.nodes[order.to] !== undefined)
      if (having.length < versions.length || versions.length === 0) throw engineFaults.NODE_NOT_IN_VERSION({ node: order.to })
      const fromVersions = having.map((version) => version.id)
      return (sql, chunk) => moveEnrollments(sql, chunk, { node: order.to, fromVersions, toVersion: null })
    }
  }
}

/** The port each standing node is left by; a port that one of them does not have refuses the whole order. */
async function portsToSkipBy(
  engine: EngineContext,
  preview: OrderPreview,
  wanted: string | null,
): Promise<{ version: string; node: string; port: string }[]> {
  const versions = await loadVersions(engine.pool, [...new Set(preview.standing.map((row) => row.version))])
  const documents = new Map(versions.map((version) => [version.id, version.document]))
  const places = new Map(preview.standing.map(({ version, node }) => [`${version}/${node}`, { version, node }]))
  return [...places.values()].flatMap(({ version, node }) => {
    const drawn = documents.get(version)?.nodes[node]
    const manifest = drawn === undefined ? undefined : engine.nodeTypes.get(drawn.type)?.manifest
    if (drawn === undefined || manifest === undefined) return []
    const ports = portsOf(drawn, manifest).map((port) => port.id)
    const port = wanted ?? ports[0]
    if (port === undefined || !ports.includes(port))
      throw engineFaults.PORT_NOT_THERE({ node, port: port ?? '', ports: ports.join(', ') })
    return [{ version, node, port }]
  })
}

/** An order about one contact or about journeys by id concerns few lanes; any other all of them. */
function lanesOf(filter: EnrollmentFilter): number[] {
  if (filter.contact !== undefined) return isId(filter.contact) ? [laneOf(filter.contact)] : []
  if (filter.enrollments !== undefined) return [...new Set(filter.enrollments.filter(isId).map(laneOf))]
  return allLanes()
}
