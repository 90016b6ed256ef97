import { editDraft, engineFaults, loadDraftEdits, loadFlow, readVersion, saveDraft } from '@snodo/engine'
import { parseEdits } from '@snodo/flow'
import { Draft, DraftEdits, EditDraft, RestoreDraft, SaveDraft, strict } from '@snodo/protocol'
import { Type } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { FlowParams } from './flows.ts'
import { iso } from './paging.ts'

const tags = ['flows']

/** The draft of a flow: read, replaced as a whole, or changed by operations. Whoever writes says which revision it is based on. */
export function draftRoutes(app: Api, { engine, pool }: Doors): void {
  app.get(
    '/api/flows/:id/draft',
    { schema: { tags, summary: 'The draft with its revision', params: FlowParams, response: { 200: Draft } } },
    async (request) => {
      const flow = await loadFlow(pool, request.params.id)
      if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id: request.params.id })
      return { id: flow.id, revision: flow.revision, document: flow.draft }
    },
  )

  app.put(
    '/api/flows/:id/draft',
    {
      schema: {
        tags,
        summary: 'Replace the draft; 409 with the present revision if it has moved on',
        params: FlowParams,
        body: SaveDraft,
        response: { 200: Draft },
      },
    },
    async (request) => {
      return saveDraft(engine, { ...request.body, id: request.params.id, author: actorOf(request) })
    },
  )

  app.post(
    '/api/flows/:id/draft/restore',
    {
      schema: {
        tags,
        summary: 'Put the drawing of a published version into the draft',
        params: FlowParams,
        body: RestoreDraft,
        response: { 200: Draft },
      },
    },
    async (request) => {
      const { id } = request.params
      const { revision, version } = request.body
      const { document } = await readVersion(engine, id, version)
      return saveDraft(engine, { id, document, revision, author: actorOf(request) })
    },
  )

  app.post(
    '/api/flows/:id/draft/edits',
    {
      schema: {
        tags,
        summary: 'Apply operations to the draft, all or none',
        params: FlowParams,
        body: EditDraft,
        response: { 200: Draft },
      },
    },
    async (request) => {
      const edits = parseEdits(request.body.edits)
      return editDraft(engine, { ...request.body, edits, id: request.params.id, author: actorOf(request) })
    },
  )

  app.get(
    '/api/flows/:id/draft/edits',
    {
      schema: {
        tags,
        summary: 'What was done to the draft after a revision, by whom and when',
        params: FlowParams,
        querystring: Type.Object({ after: Type.Integer({ minimum: 0, description: 'The revision you have.' }) }, strict),
        response: { 200: DraftEdits },
      },
    },
    async (request) => {
      const { revision, edits, more } = await loadDraftEdits(engine, request.params.id, request.query.after)
      const items = edits.map((each) => ({ ...each, edits: each.edits === null ? null : [...each.edits], at: iso(each.at) }))
      return { revision, items, next: more ? String(items.at(-1)?.revision) : null }
    },
  )
}
