import { LANES } from '@snodo/base'
import { transaction } from '@snodo/database'
import { applyEdits, type FlowDocument, type FlowEdit, parseDocument } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import {
  bumpEpoch,
  countEntries,
  type DraftEditsRow,
  deleteFlowRow,
  type FlowWithDraft,
  insertFlow,
  listDraftEdits,
  loadFlow,
  saveDraftRow,
} from '../ledgers/flows/flow-rows.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { limits } from '../limits.ts'
import { manifestsOf } from './manifests-of.ts'

export type Draft = { id: string; revision: number; document: FlowDocument }

/** A new flow with its first draft. Throws the faults of `parseDocument` on what is no flow document. */
export async function createFlow(engine: EngineContext, given: { document: unknown; author: string }): Promise<Draft> {
  const document = parseDocument(given.document)
  return transaction(engine.pool, async (sql) => {
    const at = engine.clock.now()
    const id = await insertFlow(sql, { document, by: given.author }, at)
    await writeAudit(sql, [
      { at, actor: given.author, action: 'flow.create', subject: `flow:${id}`, details: { name: document.name } },
    ])
    return { id, revision: 1, document }
  })
}

/** Replaces the whole draft. A draft that has moved on since `revision` is left as it is: `REVISION_STALE` tells the present one. */
export async function saveDraft(
  engine: EngineContext,
  given: { id: string; document: unknown; revision: number; author: string; key?: string },
): Promise<Draft> {
  const document = parseDocument(given.document)
  return changeDraft(engine, given, () => ({ document, edits: null }))
}

/**
 * Applies operations to the draft, all or none, as long as nobody else has changed it since `revision`. Who is behind catches up
 * by `loadDraftEdits` and puts its own operations on top (`rebase` of @snodo/flow): the one who wrote them decides what becomes
 * of them, so the server never merges.
 */
export async function editDraft(
  engine: EngineContext,
  given: { id: string; edits: readonly FlowEdit[]; revision: number; author: string; key?: string },
): Promise<Draft> {
  return changeDraft(engine, given, (flow) => ({
    document: applyEdits(flow.draft, given.edits, manifestsOf(engine)).document,
    edits: given.edits,
  }))
}

async function changeDraft(
  engine: EngineContext,
  given: { id: string; revision: number; author: string; key?: string },
  change: (flow: FlowWithDraft) => { document: FlowDocument; edits: readonly FlowEdit[] | null },
): Promise<Draft> {
  return transaction(engine.pool, async (sql) => {
    const flow = await loadFlow(sql, given.id, true)
    if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
    if (flow.revision !== given.revision) throw engineFaults.REVISION_STALE({ based: given.revision, present: flow.revision })
    const { document, edits } = change(flow)
    const revision = flow.revision + 1
    const { author, key = null } = given
    await saveDraftRow(sql, { id: flow.id, document, revision, edits, key, author }, engine.clock.now())
    return { id: flow.id, revision, document }
  })
}

/** Deletes a flow that nobody ever entered; history is never lost. */
export async function deleteFlow(engine: EngineContext, given: { id: string; author: string }): Promise<void> {
  await transaction(engine.pool, async (sql) => {
    const flow = await loadFlow(sql, given.id, true)
    if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
    // With every lane's lock, for as long as a look takes: no trip that still knows the flow can let somebody in meanwhile.
    for (let lane = 0; lane < LANES; lane++) await lockLane(sql, lane)
    const entries = await countEntries(sql, given.id)
    if (entries !== '0') throw engineFaults.FLOW_IN_USE({ entries })
    await deleteFlowRow(sql, given.id)
    await bumpEpoch(sql)
    const at = engine.clock.now()
    await writeAudit(sql, [
      { at, actor: given.author, action: 'flow.delete', subject: `flow:${given.id}`, details: { name: flow.name } },
    ])
  })
}

export async function loadDraft(engine: EngineContext, id: string): Promise<Draft> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  return { id: flow.id, revision: flow.revision, document: flow.draft }
}

/** What was done to the draft after a revision, by whom and when; `more` when there is another page after the last. */
export async function loadDraftEdits(
  engine: EngineContext,
  id: string,
  after: number,
): Promise<{ revision: number; edits: DraftEditsRow[]; more: boolean }> {
  const found = await listDraftEdits(engine.pool, id, after, limits.draftEditsTold + 1)
  if (found === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  const edits = found.rows.slice(0, limits.draftEditsTold)
  return { revision: found.revision, edits, more: found.rows.length > edits.length }
}
