import { type Sql, transaction } from '@snodo/database'
import type { FlowDocument } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { countHeld, countStanding } from '../ledgers/enrollments/pick-enrollments.ts'
import { loadFlow, loadVersion } from '../ledgers/flows/flow-rows.ts'
import { loadVersions, nodesOfVersions, type VersionRow } from '../ledgers/flows/load-versions.ts'
import { insertOrder, type OrderRow, runningOrders } from '../ledgers/orders/order-rows.ts'
import { limits } from '../limits.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { compileFlow } from '../rules/flows/compile-flow.ts'
import { liftContent } from '../rules/flows/lift-content.ts'
import {
  cannotGoTo,
  changeOf,
  drawnIn,
  type MigrationMap,
  type MigrationPlan,
  planRules,
  sameKind,
  waitChanges,
} from '../rules/flows/plan-migration.ts'
import { carryOn } from './carry-on.ts'
import { manifestsOf } from './manifests-of.ts'

/** Who stands at which node of which version, against what they may be taken to. */
export type StandingOn = { node: string; inside: number; held: number; failed: number; version: VersionRow }

/** Counts those inside by node, against the draft as it would be published, or against an earlier version. Changes nothing. */
export async function planMigration(engine: EngineContext, id: string, version?: number): Promise<MigrationPlan> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  const live = flow.live_version === null ? undefined : await loadVersion(engine.pool, id, flow.live_version)
  if (version === undefined)
    return planOf(
      engine,
      await standingOn(engine.pool, id, null),
      liftContent(flow.draft, manifestsOf(engine)).structure,
      live?.document,
    )
  const earlier = await loadVersion(engine.pool, id, version)
  if (earlier === undefined) throw engineFaults.VERSION_UNKNOWN({ flow: id, version: String(version) })
  return planOf(engine, await standingOn(engine.pool, id, earlier.id), earlier.document, live?.document)
}

/** `live`: the drawing newcomers take now; a node is taken away from those inside only by who publishes without it. */
export function planOf(
  engine: EngineContext,
  standing: readonly StandingOn[],
  next: FlowDocument,
  live: FlowDocument | undefined,
): MigrationPlan {
  const manifests = manifestsOf(engine)
  const nodes = new Map<string, MigrationPlan['nodes'][number]>()
  for (const { node, inside, held, failed, version } of standing) {
    const { document } = version
    const change = changeOf(document, next, node)
    const goes = change === 'removed' && live?.nodes[node] !== undefined
    const waits = manifests.get(document.nodes[node]?.type ?? '')?.traits.waits === true
    const known = nodes.get(node) ?? {
      node,
      inside: 0,
      held: 0,
      failed: 0,
      versions: [],
      change,
      asks: goes || (waits && waitChanges(live, next, node)),
      mustAnswer: goes,
      waits,
      canCarry: true,
    }
    known.inside += inside
    known.held += held
    known.failed += failed
    if (!known.versions.includes(version.number)) known.versions.push(version.number)
    if (known.change === 'same') known.change = change
    known.canCarry &&= sameKind(document, next, node)
    nodes.set(node, known)
  }
  return {
    inside: standing.reduce((sum, row) => sum + row.inside, 0),
    nodes: [...nodes.values()],
    targets: Object.keys(next.nodes).filter((node) => cannotGoTo(next, node, manifests) === null),
  }
}

/** Those on other versions than `but`, by the counts that trips keep. */
export async function standingOn(sql: Sql, flow: string, but: string | null): Promise<StandingOn[]> {
  const standing = (await countStanding(sql, flow)).filter((row) => row.version !== but)
  const held = new Map((await countHeld(sql, flow)).map((row) => [`${row.version}:${row.node}`, row.held]))
  const versions = new Map(
    (await loadVersions(sql, [...new Set(standing.map((row) => row.version))])).map((row) => [row.id, row]),
  )
  return standing.flatMap(({ version: id, ...row }) => {
    const version = versions.get(id)
    return version === undefined ? [] : [{ ...row, held: held.get(`${id}:${row.node}`) ?? 0, version }]
  })
}

/** How many a map moves, ends and leaves where they are. */
export function countFates(map: MigrationMap, standing: readonly StandingOn[]): { moved: number; ended: number; stayed: number } {
  const counts = { moved: 0, ended: 0, stayed: 0 }
  for (const { node, inside } of standing) {
    const fate = map[node]?.do ?? 'stay'
    counts[fate === 'move' ? 'moved' : fate === 'end' ? 'ended' : 'stayed'] += inside
  }
  return counts
}

/**
 * Refuses a map that names a node no version has, as a slip of the pen would leave people standing, and one that leads where nobody
 * can go; before anything is published.
 */
export async function checkMigration(
  engine: EngineContext,
  sql: Sql,
  id: string,
  { map, next, standing }: { map: MigrationMap; next: FlowDocument; standing: readonly StandingOn[] },
): Promise<void> {
  const named = Object.keys(map).filter((node) => drawnIn(next, node) === undefined)
  const drawn = named.length === 0 ? new Set<string>() : await nodesOfVersions(sql, id)
  for (const node of named) {
    if (drawn.has(node)) continue
    const stand = [...new Set(standing.map((row) => row.node))]
    const more = stand.length > 20 ? ` and ${stand.length - 20} more` : ''
    const there = stand.length === 0 ? 'nobody is on another version' : `people stand at ${stand.slice(0, 20).join(', ')}${more}`
    throw engineFaults.MIGRATION_INVALID({ node, because: `no version of this flow has such a node; ${there}` })
  }
  for (const [node, fate] of Object.entries(map)) {
    const because = fate.do === 'move' ? cannotGoTo(next, fate.to ?? node, manifestsOf(engine)) : null
    if (because !== null) throw engineFaults.MIGRATION_INVALID({ node, because })
  }
}

export type Migrated = { moved: number; ended: number; stayed: number; order: OrderRow | null }

/**
 * Takes those on other versions to the live one, as a map says. An order like any other: cut off half way it is carried on, and whoever
 * was moved is on the live version already and is not touched twice. `before`: the version that was live until now.
 */
export async function migrate(
  engine: EngineContext,
  given: { id: string; map: MigrationMap; author: string; reason?: string | null; before?: string | null },
): Promise<Migrated> {
  const flow = await loadFlow(engine.pool, given.id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  const toVersion = flow.live_version_id
  if (toVersion === null) throw engineFaults.FLOW_STATE({ verb: 'migrate people of', state: flow.state, possible: 'published' })
  const live = (await loadVersions(engine.pool, [toVersion]))[0]
  if (live === undefined) throw engineFaults.VERSION_UNKNOWN({ flow: given.id, version: String(flow.live_version) })
  const standing = await standingOn(engine.pool, given.id, toVersion)
  await checkMigration(engine, engine.pool, given.id, { map: given.map, next: live.document, standing })
  const matched = standing.reduce((sum, row) => sum + row.inside, 0)
  const fates = countFates(given.map, standing)
  if (fates.moved + fates.ended === 0) return { moved: 0, ended: 0, stayed: matched, order: null }

  const older = await olderVersions(engine, given.id, standing, toVersion, given.before ?? null)
  const at = engine.clock.now()
  const { author, reason = null } = given
  const id = await transaction(engine.pool, async (sql) => {
    const order = await insertOrder(
      sql,
      {
        flow: given.id,
        spec: {
          kind: 'migrate',
          toVersion,
          map: given.map,
          rules: planRules(given.map, older, live.document, manifestsOf(engine)),
          tracked: trackedAnew(engine, older, live),
        },
        author,
        reason,
        matched,
        lanes: allLanes(),
      },
      at,
    )
    await writeAudit(sql, [
      {
        at,
        actor: author,
        action: 'flow.migrate',
        subject: `flow:${given.id}`,
        reason,
        details: JSON.parse(JSON.stringify({ order, map: given.map, to: live.number, ...fates })),
      },
    ])
    return order
  })
  const order = await carryOn(engine, id, at + limits.orderReplyMs)
  const { moved = 0, ended = 0, stayed = 0 } = order.counts
  return { moved, ended, stayed, order }
}

/**
 * Versions somebody may be on when the order's turn comes: those people stand on, those that orders before it still take people to,
 * and the one that was live until now, which somebody may be entering this very moment.
 */
async function olderVersions(
  engine: EngineContext,
  id: string,
  standing: readonly StandingOn[],
  toVersion: string,
  before: string | null,
): Promise<VersionRow[]> {
  const coming = (await runningOrders(engine.pool, id)).flatMap(({ spec }) => (spec.kind === 'migrate' ? [spec.toVersion] : []))
  const ids = new Set([...standing.map(({ version }) => version.id), ...coming, ...(before === null ? [] : [before])])
  ids.delete(toVersion)
  return loadVersions(engine.pool, [...ids])
}

/** Nodes the new drawing refers to by when they were passed, and an older one does not. */
function trackedAnew(engine: EngineContext, older: readonly VersionRow[], live: VersionRow): string[] {
  const tracked = ({ flow_id, id, number, document }: VersionRow) =>
    [...compileFlow({ flowId: flow_id, versionId: id, number, document }, engine.nodeTypes).nodes.values()]
      .filter((node) => node.tracked)
      .map((node) => node.id)
  const noted = older.map((version) => new Set(tracked(version)))
  return tracked(live).filter((node) => noted.some((known) => !known.has(node)))
}
