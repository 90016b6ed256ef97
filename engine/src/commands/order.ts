import { isId, laneOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import { portsOf } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { countOrdered, type Standing } from '../ledgers/enrollments/pick-enrollments.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { loadVersions } from '../ledgers/flows/load-versions.ts'
import { insertOrder, type OrderRow } from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { allLanes } from '../rules/all-lanes.ts'
import type { EnrollmentFilter, Order, OrderSpec, SkipPort } from '../rules/flows/order-spec.ts'
import { cannotGoTo, drawnIn } from '../rules/flows/plan-migration.ts'
import { carryOn } from './carry-on.ts'
import { manifestsOf } from './manifests-of.ts'

export type OrderGiven = { filter: EnrollmentFilter; order: Order; author: string; reason: string | null }

export type OrderPreview = {
  /** Of those the filter finds, whom the verb does something to. */
  matched: number
  /** Of the journeys named by id: how many are not inside any more. */
  gone: number
  standing: { version: string; node: string; state: string; count: number }[]
}

/** How many an order would be about, and where they stand; changes nothing. Throws all that giving it would throw. */
export async function previewOrder(engine: EngineContext, given: Pick<OrderGiven, 'filter' | 'order'>): Promise<OrderPreview> {
  const { standing, preview } = await concernedBy(engine, given)
  await specOf(engine, given, standing)
  return preview
}

/**
 * Places an order and carries it out, lane by lane and set-based. It is about those who match when it is placed; it may change fewer,
 * where people moved on meanwhile. A large one is answered while it is still running, with how far it is.
 */
export async function carryOut(
  engine: EngineContext,
  given: OrderGiven,
): Promise<OrderPreview & { changed: number; order: OrderRow }> {
  const { standing, preview } = await concernedBy(engine, given)
  const spec = await specOf(engine, given, standing)
  const at = engine.clock.now()
  const flow = given.filter.flow ?? null
  const lanes = [...new Set(standing.flatMap((row) => row.lanes))].sort((a, b) => a - b)
  const id = await transaction(engine.pool, async (sql) => {
    const { author, reason } = given
    const order = await insertOrder(sql, { flow, spec, author, reason, matched: preview.matched, lanes }, at)
    await writeAudit(sql, [
      {
        at,
        actor: author,
        action: `enrollments.${given.order.verb}`,
        subject: flow === null ? 'enrollments' : `flow:${flow}`,
        reason,
        details: JSON.parse(JSON.stringify({ order, filter: given.filter, ordered: given.order, matched: preview.matched })),
      },
    ])
    return order
  })
  const order = await carryOn(engine, id, at + limits.orderReplyMs)
  return { ...preview, changed: order.counts.changed ?? 0, order }
}

async function concernedBy(
  engine: EngineContext,
  { filter, order }: Pick<OrderGiven, 'filter' | 'order'>,
): Promise<{ standing: Standing[]; preview: OrderPreview }> {
  if (filter.flow !== undefined && (await loadFlow(engine.pool, filter.flow)) === undefined)
    throw engineFaults.FLOW_UNKNOWN({ id: filter.flow })
  const found = await countOrdered(engine.pool, filter, lanesOf(filter))
  const states = CONCERNED[order.verb]
  const standing = found.filter((row) => states === null || states.includes(row.state))
  const gone = filter.enrollments === undefined ? 0 : new Set(filter.enrollments).size - sumOf(found)
  return { standing, preview: { matched: sumOf(standing), gone, standing: standing.map(({ lanes: _, ...row }) => row) } }
}

/** In which states a verb does something to somebody; null: in any. */
const CONCERNED: Record<Order['verb'], readonly string[] | null> = {
  retry: ['failed'],
  hold: ['active', 'acting'],
  release: ['held'],
  skip: null,
  move: null,
  end: null,
}

function sumOf(standing: readonly Standing[]): number {
  return standing.reduce((sum, row) => sum + row.count, 0)
}

async function specOf(
  engine: EngineContext,
  given: Pick<OrderGiven, 'filter' | 'order'>,
  standing: readonly Standing[],
): Promise<OrderSpec> {
  const { filter, order } = given
  if (order.verb === 'skip') return { kind: 'skip', filter, ports: await portsToSkipBy(engine, standing, order.port ?? null) }
  if (order.verb === 'move')
    return { kind: 'move', filter, to: order.to, versions: await versionsHaving(engine, standing, order.to) }
  return { kind: order.verb, filter }
}

/** The versions of those concerned; a node that one of them does not have refuses the whole order. */
async function versionsHaving(engine: EngineContext, standing: readonly Standing[], node: string): Promise<string[]> {
  const versions = await loadVersions(engine.pool, [...new Set(standing.map((row) => row.version))])
  for (const { document } of versions) {
    if (drawnIn(document, node) === undefined) throw engineFaults.NODE_NOT_IN_VERSION({ node })
    const because = cannotGoTo(document, node, manifestsOf(engine))
    if (because !== null) throw engineFaults.MOVE_INVALID({ node, because })
  }
  return versions.map((version) => version.id)
}

/** The port each standing node is left by; a port that one of them does not have refuses the whole order. */
async function portsToSkipBy(engine: EngineContext, standing: readonly Standing[], wanted: string | null): Promise<SkipPort[]> {
  const versions = await loadVersions(engine.pool, [...new Set(standing.map((row) => row.version))])
  const documents = new Map(versions.map((version) => [version.id, version.document]))
  const places = new Map(standing.map(({ version, node }) => [`${version}/${node}`, { version, node }]))
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
