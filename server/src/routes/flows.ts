import { isId } from '@snodo/base'
import {
  archiveFlow,
  checkDocument,
  checkDraft,
  closeFlow,
  createFlow,
  deleteFlow,
  engineFaults,
  listFlows,
  listVersions,
  loadFlow,
  manifestsOf,
  type PublishGiven,
  pauseFlow,
  planMigration,
  previewPublish,
  previewResume,
  previewVerb,
  publish,
  type ResumeAnswers,
  readCounts,
  readFlowTotals,
  readInsideByVersion,
  readVersion,
  resumeFlow,
  stopFlow,
  tagFlows,
  type VerbDone,
  weeksOf,
} from '@snodo/engine'
import type { FlowDocument } from '@snodo/flow'
import {
  Check,
  CheckDocument,
  Counts,
  DocumentChecked,
  Done,
  Draft,
  FlowDetail,
  FlowPage,
  type FlowSummary,
  FlowsTagged,
  flowDocumentSchema,
  Id,
  listQuery,
  MigrationNeeded,
  MigrationPlan,
  NewFlow,
  NodeTypes,
  nullable,
  Publish,
  Published,
  ResumeBody,
  RollBack,
  TagFlows,
  VerbBody,
  VerbReply,
  VersionPage,
  VersionView,
} from '@snodo/protocol'
import { Type } from 'typebox'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { breakerView } from './flow-breaker-view.ts'
import { orderView } from './orders.ts'
import { iso, isoOrNull, pageOf, readIdCursor } from './paging.ts'
import { reasonOf } from './reason.ts'

export const FlowParams = Type.Object({ id: Id })
const tags = ['flows']

/** Flows: their list, their life (publish, pause, resume, close, stop, archive), versions and numbers. */
export function flowRoutes(app: Api, { engine, pool }: Doors): void {
  app.get(
    '/api/node-types',
    { schema: { tags, summary: 'The manifests of all node types', response: { 200: NodeTypes } } },
    async () => {
      return { items: [...manifestsOf(engine).values()] as unknown as Record<string, unknown>[] } // plain JSON by contract
    },
  )

  app.get(
    '/api/flow.schema.json',
    { config: { open: true }, schema: { tags, summary: 'JSON Schema of the flow document' } },
    async (_request, reply) => reply.type('application/schema+json; charset=utf-8').send(JSON.stringify(flowDocumentSchema)),
  )

  app.get(
    '/api/flows',
    {
      schema: { tags, summary: 'All flows, the oldest first', querystring: Type.Object(listQuery), response: { 200: FlowPage } },
    },
    async (request) => {
      const { limit = 50, after } = request.query
      const flows = await listFlows(pool, readIdCursor(after), limit + 1)
      const numbers = await numbersOf(flows.slice(0, limit).map((flow) => flow.id))
      return pageOf(
        flows,
        limit,
        (flow) => summary(flow, numbers.get(flow.id)),
        (flow) => [flow.id],
      )
    },
  )

  app.post(
    '/api/flows',
    { schema: { tags, summary: 'A new flow, empty or from a document', body: NewFlow, response: { 201: Draft } } },
    async (request, reply) => {
      const { name, document } = readNewFlow(request.body)
      const given = document ?? emptyDocument(name)
      const named = name !== undefined && document !== undefined ? { ...document, name } : given
      const draft = await createFlow(engine, { document: named, author: actorOf(request) })
      return reply.code(201).header('location', `/api/flows/${draft.id}`).send(draft)
    },
  )

  app.post(
    '/api/flows/tags',
    {
      schema: { tags, summary: 'Put tags on flows, and take others off', body: TagFlows, response: { 200: FlowsTagged } },
    },
    async (request) => {
      const { flows, add = [], remove = [] } = request.body
      return { changed: await tagFlows(engine, { flows: flows.map(String), add, remove, author: actorOf(request) }) }
    },
  )

  app.post(
    '/api/flows/check',
    {
      schema: {
        tags,
        summary: 'What a document from elsewhere would lack here; nothing is kept',
        body: CheckDocument,
        response: { 200: DocumentChecked },
      },
    },
    async (request) => checkDocument(engine, request.body.document),
  )

  app.get(
    '/api/flows/:id',
    { schema: { tags, summary: 'One flow', params: FlowParams, response: { 200: FlowDetail } } },
    async (request) => {
      const flow = await mustFlow(request.params.id)
      const numbers = await numbersOf([flow.id])
      return { ...summary(flow, numbers.get(flow.id)), breaker: await breakerView(engine, flow.id) }
    },
  )

  app.delete(
    '/api/flows/:id',
    { schema: { tags, summary: 'Delete a flow nobody ever entered', params: FlowParams, response: { 200: Done } } },
    async (request) => {
      await deleteFlow(engine, { id: request.params.id, author: actorOf(request) })
      return { ok: true as const }
    },
  )

  app.post(
    '/api/flows/:id/check',
    { schema: { tags, summary: 'What is wrong with the draft', params: FlowParams, response: { 200: Check } } },
    async (request) => checkDraft(engine, request.params.id),
  )

  const publishing = { tags, params: FlowParams, response: { 200: Published, 409: MigrationNeeded } }
  app.post(
    '/api/flows/:id/publish',
    {
      schema: {
        ...publishing,
        summary:
          'Publish the draft, with what becomes of those inside; a closed or stopped flow stays so unless `reopen` is true; with preview only count them',
        body: Publish,
      },
    },
    async (request) => {
      const { preview, ...asked } = request.body
      return published({ id: request.params.id, author: actorOf(request), ...asked }, preview === true)
    },
  )

  app.post(
    '/api/flows/:id/roll-back',
    {
      schema: {
        ...publishing,
        summary:
          'Make an earlier version the live one again; the newest texts, the draft, and a closed or stopped flow stay as they are',
        body: RollBack,
      },
    },
    async (request) => {
      const { preview = false, ...asked } = request.body
      const reason = preview ? {} : { reason: reasonOf(asked) }
      return published({ id: request.params.id, author: actorOf(request), ...asked, ...reason }, preview)
    },
  )

  app.get(
    '/api/flows/:id/migration-plan',
    {
      schema: {
        tags,
        summary: 'Who stands where, and what publishing the draft, or rolling back to a version, would make of it',
        params: FlowParams,
        querystring: Type.Object({ version: Type.Optional(Type.Integer({ minimum: 1 })) }),
        response: { 200: MigrationPlan },
      },
    },
    async (request) => planMigration(engine, request.params.id, request.query.version),
  )

  app.get(
    '/api/flows/:id/versions',
    { schema: { tags, summary: 'Published versions, the newest first', params: FlowParams, response: { 200: VersionPage } } },
    async (request) => {
      const flow = await mustFlow(request.params.id)
      const versions = await listVersions(pool, flow.id)
      const inside = await readInsideByVersion(pool, flow.id)
      return {
        items: versions.map((each) => ({
          version: each.number,
          publishedAt: iso(each.published_at),
          publishedBy: each.published_by,
          revision: each.revision,
          live: each.id === flow.live_version_id,
          inside: inside.get(each.id) ?? 0,
        })),
        next: null,
      }
    },
  )

  const OneVersion = Type.Object({ id: Id, n: Type.Integer({ minimum: 1 }) })
  app.get(
    '/api/flows/:id/versions/:n',
    { schema: { tags, summary: 'One published version', params: OneVersion, response: { 200: VersionView } } },
    async (request) => {
      const version = await readVersion(engine, request.params.id, request.params.n)
      return {
        version: version.number,
        publishedAt: iso(version.publishedAt),
        publishedBy: version.publishedBy,
        document: version.document,
      }
    },
  )

  for (const [verb, summaryText, act] of VERBS)
    app.post(
      `/api/flows/:id/${verb}`,
      { schema: { tags, summary: summaryText, params: FlowParams, body: nullable(VerbBody), response: { 200: VerbReply } } },
      async (request) => {
        const { id } = request.params
        if (request.body?.preview === true) return verbReply(await previewVerb(engine, id, verb), true)
        // A pause acts at once and asks nothing.
        const reason = verb === 'pause' ? (request.body?.reason ?? null) : reasonOf(request.body)
        return verbReply(await act(engine, { id, author: actorOf(request), reason }), false)
      },
    )

  app.post(
    '/api/flows/:id/resume',
    {
      schema: {
        tags,
        summary: 'Go on after a pause: waits frozen or not, entries and overdue messages; with preview only count them',
        params: FlowParams,
        body: nullable(ResumeBody),
        response: { 200: VerbReply },
      },
    },
    async (request) => {
      const { id } = request.params
      const { reason: _reason, overdue, preview, ...rest } = request.body ?? {}
      if (preview === true) return verbReply(await previewResume(engine, id), true)
      const answers: Partial<ResumeAnswers> = { ...rest, ...(overdue === undefined ? {} : { messages: overdue }) }
      return verbReply(await resumeFlow(engine, { id, author: actorOf(request), reason: reasonOf(request.body), answers }), false)
    },
  )

  app.get(
    '/api/flows/:id/counts',
    {
      schema: {
        tags,
        summary: 'How many stand at each node and left by each port',
        params: FlowParams,
        querystring: Type.Object({
          version: Type.Optional(Type.Integer({ minimum: 1, description: 'Of this version only; absent: of all together.' })),
        }),
        response: { 200: Counts },
      },
    },
    async (request) => {
      const flow = await mustFlow(request.params.id)
      const { version } = request.query
      if (version !== undefined) await readVersion(engine, flow.id, version)
      const numbers = (await readCounts(pool, [flow.id], version)).get(flow.id)
      return { type: 'snapshot' as const, flow: flow.id, seq: NO_LIFE, nodes: numbers?.nodes ?? {}, edges: numbers?.edges ?? {} }
    },
  )

  async function published(given: PublishGiven, preview: boolean) {
    if (preview) return previewPublish(engine, given)
    const { migrated, ...done } = await publish(engine, given)
    if (migrated === undefined) return done
    return { ...done, migrated: { ...migrated, order: migrated.order === null ? null : orderView(migrated.order) } }
  }

  async function numbersOf(ids: string[]): Promise<Map<string, Numbers>> {
    const totals = await readFlowTotals(pool, ids)
    const weeks = await weeksOf(engine, new Map([...totals].map(([id, { entered }]) => [id, entered])))
    return new Map([...totals].map(([id, total]) => [id, { ...total, week: weeks.get(id) ?? [] }]))
  }

  async function mustFlow(id: string) {
    const flow = isId(id) ? await loadFlow(pool, id) : undefined
    if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
    return flow
  }
}

/** A place in the history of no server's numbers: whoever resumes from it on the websocket is sent a snapshot. */
const NO_LIFE = '0:0'

const VERBS = [
  ['pause', 'Nobody moves and nothing is sent until resumed', pauseFlow],
  ['close', 'No new entries; those inside finish', closeFlow],
  ['stop', 'Everybody inside ends now', stopFlow],
  ['archive', 'Out of the list of flows', archiveFlow],
] as const

function verbReply({ state, counts, order }: VerbDone, preview: boolean) {
  return { state, counts, preview, order: order === null ? null : orderView(order) }
}

/** The body is a name and a document, or the document itself, which alone has nodes. */
function readNewFlow(body: NewFlow): { name?: string; document?: FlowDocument } {
  if ('nodes' in body || 'format' in body) return { document: body as FlowDocument }
  const unknown = Object.keys(body).find((name) => name !== 'name' && name !== 'document')
  if (unknown === undefined) return body
  throw serverFaults.INPUT_INVALID({
    part: 'body',
    pointer: `/${unknown}`,
    expected: 'name, document, or the document itself',
    got: 'an unknown member',
  })
}

function emptyDocument(name = 'New flow'): FlowDocument {
  return { format: 1, name, settings: {}, nodes: {}, edges: [] }
}

type Row = Awaited<ReturnType<typeof listFlows>>[number]

type Numbers = { inside: number; entered: number; week: number[] }

function summary(flow: Row, numbers: Numbers | undefined): FlowSummary {
  return {
    id: flow.id,
    name: flow.name,
    state: flow.state,
    version: flow.live_version,
    revision: flow.revision,
    inside: numbers?.inside ?? 0,
    entered: numbers?.entered ?? 0,
    week: numbers?.week ?? [],
    tags: flow.tags,
    createdAt: iso(flow.created_at),
    updatedAt: iso(flow.updated_at),
    updatedBy: flow.changed_by,
    pausedAt: isoOrNull(flow.paused_at),
  }
}
