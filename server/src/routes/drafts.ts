import { editDraft, engineFaults, loadFlow, saveDraft } from '@snodo/engine'
import { parseEdits } from '@snodo/flow'
import { Draft, EditDraft, SaveDraft } from '@snodo/protocol'
import { type Api, actorOf, type Doors } from './doors.ts'
import { FlowParams } from './flows.ts'

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
      const { revision, document } = request.body
      return saveDraft(engine, { id: request.params.id, document, revision, author: actorOf(request) })
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
      return editDraft(engine, { id: request.params.id, edits, revision: request.body.revision, author: actorOf(request) })
    },
  )
}
