import { canonicalJson, type Instant, type JsonObject } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import { checkFlow, type Finding, type FlowDocument, parseDocument } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { seenPurposes } from '../ledgers/consents/load-consents.ts'
import { listNames } from '../ledgers/contacts/lists.ts'
import { loadCompiled, publishedContents } from '../ledgers/contents/content-rows.ts'
import { lockContents } from '../ledgers/flows/flow-contents.ts'
import {
  bumpEpoch,
  type FlowWithDraft,
  flowIds,
  insertContent,
  insertVersion,
  listVersions,
  loadContents,
  loadFlow,
  loadVersion,
  setFlowState,
  setLiveVersion,
} from '../ledgers/flows/flow-rows.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { limits } from '../limits.ts'
import { compileFlow } from '../rules/flows/compile-flow.ts'
import { templateOf, withOwnWords } from '../rules/flows/fill-templates.ts'
import type { FlowState } from '../rules/flows/flow-catalog.ts'
import { liftContent, lowerContent, sameStructure } from '../rules/flows/lift-content.ts'
import type { MigrationMap, MigrationPlan } from '../rules/flows/plan-migration.ts'
import { assertIdle } from './assert-idle.ts'
import { manifestsOf } from './manifests-of.ts'
import { checkMigration, countFates, type Migrated, migrate, planOf, standingOn } from './migrate.ts'

/** Findings on a draft, worst first as the checker orders them. */
export async function checkDraft(engine: EngineContext, id: string): Promise<{ revision: number; findings: Finding[] }> {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  return { revision: flow.revision, findings: await check(engine, engine.pool, flow.draft) }
}

/** A drawing that is no flow of this workspace yet, in the newest format, and the findings on it here. Throws the faults of `parseDocument`. */
export async function checkDocument(
  engine: EngineContext,
  given: unknown,
): Promise<{ document: FlowDocument; findings: Finding[] }> {
  const document = parseDocument(given)
  return { document, findings: await check(engine, engine.pool, document) }
}

/** All that can be said of a drawing here, where what it names is known: other flows, lists, purposes. */
async function check(engine: EngineContext, sql: Sql, document: FlowDocument): Promise<Finding[]> {
  return checkFlow(document, {
    manifests: manifestsOf(engine),
    flows: await flowIds(sql),
    lists: await listNames(sql),
    contents: await publishedContents(sql),
    purposes: await seenPurposes(sql),
    doubleOptIn: (await loadSettings(sql)).doubleOptIn,
  })
}

export type PublishGiven = {
  id: string
  author: string
  reason?: string | null
  /** A closed or stopped flow is opened for entries again; without it, publishing leaves it as it is. */
  reopen?: boolean
  /** What becomes of those inside other versions; `{}`: everybody stays. Absent: refused where a node they stand at goes. */
  migration?: MigrationMap
} & What

/** The draft at this revision, or else a version that was published before. */
type What = { revision: number } | { version: number }
export type Published = {
  version: number
  newVersion: boolean
  contentChanged: string[]
  /** What the flow is afterwards. */
  state: FlowState
  migrated?: Migrated
}

/**
 * Publishes the draft at a revision, or makes an earlier version the live one again (rolls back). A changed drawing becomes a new
 * version, which newcomers take; those inside stay on theirs unless the migration map says otherwise. Where only texts changed there
 * is no new version: the new content holds for everyone from the next send. A closed or stopped flow stays so unless it is to reopen. Returns the number of the version that is live afterwards.
 */
export async function publish(engine: EngineContext, given: PublishGiven): Promise<Published> {
  const { before, ...published } = await transaction(engine.pool, async (sql) => {
    await lockContents(sql)
    const decided = await decide(engine, sql, given)
    if (given.migration === undefined && decided.plan.nodes.some((node) => node.mustAnswer)) throw questionOf(decided.plan)
    return { ...(await write(engine, sql, given, decided)), before: decided.flow.live_version_id }
  })
  if (given.migration === undefined) return published
  // After it is live. Cut off here, nobody was moved: those inside are on their version and can be taken over by publishing once more.
  const { id, author, reason = null } = given
  return { ...published, migrated: await migrate(engine, { id, map: given.migration, author, reason, before }) }
}

export type PublishPreview = {
  version: number
  newVersion: boolean
  contentChanged: string[]
  /** What the flow would be afterwards. */
  state: FlowState
  plan: MigrationPlan
  /** What the map would do as people stand now; without one everybody stays. */
  would: { moved: number; ended: number; stayed: number }
}

/** What publishing would do, by the same checks; changes nothing. */
export async function previewPublish(engine: EngineContext, given: PublishGiven): Promise<PublishPreview> {
  return transaction(engine.pool, async (sql) => {
    const { flow, publication, plan, standing } = await decide(engine, sql, given)
    return {
      version: publication.number,
      newVersion: publication.id === null,
      contentChanged: publication.contentChanged,
      state: stateAfter(flow, given).state,
      plan,
      would: countFates(given.migration ?? {}, standing),
    }
  })
}

/** What is to be live: a version there is, or (`id` null) a new one. */
type Publication = { id: string | null; number: number; structure: FlowDocument; contentChanged: string[] }
type Decided = {
  flow: FlowWithDraft
  publication: Publication
  contents: ReadonlyMap<string, JsonObject>
  plan: MigrationPlan
  standing: Awaited<ReturnType<typeof standingOn>>
}

/** Everything that may refuse a publish, under the flow's lock; writes nothing. */
async function decide(engine: EngineContext, sql: Sql, given: PublishGiven): Promise<Decided> {
  const flow = await loadFlow(sql, given.id, true)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: given.id })
  if (flow.state === 'archived') throw engineFaults.FLOW_STATE({ verb: 'publish', state: flow.state, possible: 'not archived' })
  await assertIdle(sql, flow.id, 'publish', ['stop'])
  const live = flow.live_version === null ? undefined : await loadVersion(sql, flow.id, flow.live_version)
  const { publication, contents } = await publicationOf(engine, sql, flow, given, live)
  // A drawing that does not compile here must not go live: the fault says which node type is missing.
  compileFlow({ flowId: flow.id, versionId: '0', number: 0, document: publication.structure }, engine.nodeTypes)
  const standing = await standingOn(sql, flow.id, publication.id)
  if (given.migration !== undefined)
    await checkMigration(engine, sql, flow.id, { map: given.migration, next: publication.structure, standing })
  return { flow, publication, contents, standing, plan: planOf(engine, standing, publication.structure, live?.document) }
}

async function publicationOf(
  engine: EngineContext,
  sql: Sql,
  flow: FlowWithDraft,
  what: What,
  live: { id: string; number: number; document: FlowDocument } | undefined,
): Promise<{ publication: Publication; contents: ReadonlyMap<string, JsonObject> }> {
  const present = new Map([...(await loadContents(sql, flow.id))].map(([node, row]) => [node, row.content]))
  if ('version' in what) {
    const earlier = await loadVersion(sql, flow.id, what.version)
    if (earlier === undefined) throw engineFaults.VERSION_UNKNOWN({ flow: flow.id, version: String(what.version) })
    refuseErrors(await check(engine, sql, lowerContent(earlier.document, present)))
    const { id, number, document: structure } = earlier
    return { publication: { id, number, structure, contentChanged: [] }, contents: new Map() }
  }
  if (flow.revision !== what.revision) throw engineFaults.REVISION_STALE({ based: what.revision, present: flow.revision })
  refuseErrors(await check(engine, sql, flow.draft))
  const { structure, contents } = liftContent(flow.draft, manifestsOf(engine))
  const contentChanged = [...contents.keys()].filter((node) => !sameContent(present.get(node), contents.get(node)))
  if (live !== undefined && sameStructure(live.document, structure))
    return { publication: { id: live.id, number: live.number, structure: live.document, contentChanged }, contents }
  const number = ((await listVersions(sql, flow.id))[0]?.number ?? 0) + 1
  return { publication: { id: null, number, structure, contentChanged }, contents }
}

function refuseErrors(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error')
  const first = errors[0]
  if (first === undefined) return
  const told = errors.slice(0, limits.findingsTold)
  throw engineFaults.FLOW_HAS_ERRORS({ count: errors.length, first: first.message.en, findings: told })
}

function sameContent(one: JsonObject | undefined, other: JsonObject | undefined): boolean {
  return one !== undefined && other !== undefined && canonicalJson(one) === canonicalJson(other)
}

/** What the editor's dialog asks: people stand at blocks that this publish takes away. */
function questionOf(plan: MigrationPlan) {
  const asking = plan.nodes.filter((node) => node.mustAnswer)
  const inside = asking.reduce((sum, node) => sum + node.inside, 0)
  return engineFaults.MIGRATION_NEEDED({ inside, nodes: asking.map(({ node }) => node), plan })
}

async function write(engine: EngineContext, sql: Sql, given: PublishGiven, decided: Decided): Promise<Published> {
  const { flow, publication, contents } = decided
  const { author, reason = null } = given
  const at = engine.clock.now()
  const present = await loadContents(sql, flow.id)
  const named = await loadCompiled(
    sql,
    [...contents.values()].flatMap((content) => templateOf(content) ?? []),
  )
  for (const node of publication.contentChanged) {
    const content = contents.get(node)
    if (content === undefined) continue
    const found = named.get(templateOf(content) ?? '')
    const compiled = found === undefined ? null : withOwnWords(found, content)
    await insertContent(sql, flow.id, { node, revision: (present.get(node)?.revision ?? 0) + 1, content, compiled }, author, at)
  }
  const { number, structure } = publication
  const starts = Object.keys(structure.nodes).filter(
    (node) => engine.nodeTypes.get(structure.nodes[node]!.type)?.manifest.kind === 'start',
  )
  const id =
    publication.id ?? (await insertVersion(sql, { flowId: flow.id, number, document: structure, starts, by: author }, at))
  if (id !== flow.live_version_id) await setLiveVersion(sql, flow.id, id)
  const after = stateAfter(flow, given)
  await setFlowState(sql, flow.id, after, at)
  await bumpEpoch(sql)
  const { contentChanged } = publication
  const done = { version: number, newVersion: publication.id === null, contentChanged, state: after.state }
  const action = 'version' in given ? 'flow.rollBack' : 'flow.publish'
  const details = {
    ...('version' in given ? {} : { revision: given.revision }),
    ...done,
    ...(given.migration === undefined ? {} : { map: JSON.parse(JSON.stringify(given.migration)) }),
  }
  await writeAudit(sql, [{ at, actor: author, action, subject: `flow:${flow.id}`, reason, details }])
  return done
}

/**
 * A flow published for the first time goes live. One that was closed or stopped stays so, as a correction is for those inside, until
 * somebody asks to reopen it; a paused one stays paused, and is what it was before when it is resumed.
 */
function stateAfter(
  { state, live_version, paused_at, resumes_to }: FlowWithDraft,
  { reopen = false }: Pick<PublishGiven, 'reopen'>,
): { state: FlowState; pausedAt: Instant | null; resumesTo: 'live' | 'closed' | null } {
  const open = reopen || live_version === null
  if (state === 'paused') return { state, pausedAt: paused_at, resumesTo: open ? 'live' : (resumes_to ?? 'live') }
  const stays = !open && (state === 'closed' || state === 'stopped')
  return { state: stays ? state : 'live', pausedAt: null, resumesTo: null }
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
