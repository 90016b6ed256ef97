import { canonicalJson, type JsonObject } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import { checkFlow, type Finding, type FlowDocument } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import {
  bumpEpoch,
  type FlowWithDraft,
  insertContent,
  insertVersion,
  listVersions,
  loadContents,
  loadFlow,
  loadVersion,
  setFlowState,
  setLiveVersion,
} from '../ledgers/flows/flow-rows.ts'
import { limits } from '../limits.ts'
import { compileFlow } from '../rules/compile-flow.ts'
import { liftContent, lowerContent, sameStructure } from '../rules/lift-content.ts'
import { manifestsOf } from './manifests-of.ts'
import { checkMigration, type MigrationMap, migrate } from './migrate.ts'

/** Findings on a draft, worst first as the checker orders them. */
export async function checkDraft(engine: EngineContext, id: string): Promise<{ revision: number; findings: Finding[] }> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  return { revision: flow.revision, findings: checkFlow(flow.draft, { manifests: manifestsOf(engine) }) }
}

export type PublishGiven = { id: string; revision: number; author: string; migration?: MigrationMap }
export type Published = {
  version: number
  newVersion: boolean
  contentChanged: string[]
  migrated?: { moved: number; ended: number }
}

/**
 * Publishes the draft at `revision`. A changed drawing becomes a new version, which newcomers take; those inside stay on theirs.
 * Where only texts changed there is no new version: the new content holds for everyone from the next send.
 * A migration map says what becomes of those inside older versions. Returns the number of the version that is live afterwards.
 */
export async function publish(engine: EngineContext, given: PublishGiven): Promise<Published> {
  const published = await publishDraft(engine, given)
  if (given.migration === undefined || !published.newVersion) return published
  // After the new version is live, lane by lane: cut off here, those not reached stay on their version and can be migrated later.
  return { ...published, migrated: await migrate(engine, { id: given.id, map: given.migration, author: given.author }) }
}

async function publishDraft(engine: EngineContext, given: PublishGiven): Promise<Published> {
  const manifests = manifestsOf(engine)
  return transaction(engine.pool, async (sql) => {
    const at = engine.clock.now()
    const flow = await loadFlow(sql, given.id, true)
    if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
    if (flow.revision !== given.revision) throw engineFaults.REVISION_STALE({ based: given.revision, present: flow.revision })
    if (flow.state === 'archived') throw engineFaults.FLOW_STATE({ verb: 'publish', state: flow.state, possible: 'not archived' })
    const errors = checkFlow(flow.draft, { manifests }).filter((finding) => finding.severity === 'error')
    const first = errors[0]
    if (first !== undefined)
      throw engineFaults.FLOW_HAS_ERRORS({
        count: errors.length,
        first: first.message.en,
        findings: errors.slice(0, limits.findingsTold),
      })

    const { structure, contents } = liftContent(flow.draft, manifests)
    // A drawing that does not compile here must not go live: the fault says which node type is missing.
    compileFlow({ flowId: flow.id, versionId: '0', number: 0, document: structure }, engine.nodeTypes)
    if (given.migration !== undefined) checkMigration(given.migration, structure)
    const contentChanged = await saveContents(sql, flow, contents, given.author, at)
    const version = await saveVersion(sql, flow, structure, given.author, at)
    // A flow published for the first time, or again after it was closed or stopped, goes live; a paused one stays paused.
    if (flow.state !== 'paused') await setFlowState(sql, flow.id, 'live', null, at)
    await bumpEpoch(sql)
    const details = { revision: given.revision, version: version.number, contentChanged }
    await writeAudit(sql, [{ at, actor: given.author, action: 'flow.publish', subject: `flow:${flow.id}`, details }])
    return { version: version.number, newVersion: version.isNew, contentChanged }
  })
}

async function saveContents(
  sql: Sql,
  flow: FlowWithDraft,
  contents: ReadonlyMap<string, JsonObject>,
  author: string,
  at: number,
): Promise<string[]> {
  const present = await loadContents(sql, flow.id)
  const changed: string[] = []
  for (const [node, content] of contents) {
    const newest = present.get(node)
    if (newest !== undefined && canonicalJson(newest.content) === canonicalJson(content)) continue
    await insertContent(sql, flow.id, { node, revision: (newest?.revision ?? 0) + 1, content }, author, at)
    changed.push(node)
  }
  return changed
}

async function saveVersion(
  sql: Sql,
  flow: FlowWithDraft,
  structure: FlowDocument,
  by: string,
  at: number,
): Promise<{ number: number; isNew: boolean }> {
  const newest = (await listVersions(sql, flow.id))[0]
  if (newest !== undefined && newest.id === flow.live_version_id) {
    const live = await loadVersion(sql, flow.id, newest.number)
    if (live !== undefined && sameStructure(live.document, structure)) return { number: newest.number, isNew: false }
  }
  const number = (newest?.number ?? 0) + 1
  await setLiveVersion(sql, flow.id, await insertVersion(sql, { flowId: flow.id, number, document: structure, by }, at))
  return { number, isNew: true }
}

/** A published version as it reads today: its drawing with the newest content of its messages. */
export async function readVersion(
  engine: EngineContext,
  id: string,
  number: number,
): Promise<{ number: number; document: FlowDocument; publishedAt: number; publishedBy: string }> {
  const version = await loadVersion(engine.pool, id, number)
  if (version === undefined) throw engineFaults.VERSION_UNKNOWN({ flow: id, version: String(number) })
  const contents = new Map([...(await loadContents(engine.pool, id))].map(([node, row]) => [node, row.content]))
  return {
    number,
    document: lowerContent(version.document, contents),
    publishedAt: version.published_at,
    publishedBy: version.published_by,
  }
}
