import { canonicalJson, type JsonObject } from '@snodo/base'
import type { ContentDocument } from '@snodo/content'
import {
  createContent,
  createRenderer,
  deleteContent,
  type LibraryContent,
  listContents,
  listContentVersions,
  loadSettings,
  publishContent,
  readContent,
  readContentVersion,
  saveContent,
} from '@snodo/engine'
import {
  ContentDetail,
  ContentPage,
  ContentPreview,
  ContentPublished,
  ContentQuery,
  ContentSaved,
  type ContentSummary,
  ContentTested,
  ContentVersionDetail,
  ContentVersionPage,
  Done,
  Id,
  NewContent,
  PreviewContent,
  PublishContent,
  SaveContent,
  TestContent,
} from '@snodo/protocol'
import { Type } from 'typebox'
import { compileContent } from '../content/compile-content.ts'
import { refuseBroken } from '../content/refuse-broken.ts'
import { sendTest } from '../content/send-test.ts'
import { showContent } from '../content/show-content.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { iso, pageOf, readIdCursor } from './paging.ts'

const tags = ['contents']
const Params = Type.Object({ id: Id })

/** The library of what messages say: drafts, versions, how one looks to a contact, a test to oneself. */
export function contentRoutes(app: Api, doors: Doors): void {
  const { engine, pool } = doors
  // A thread of its own, begun at the first look: a preview waits behind nothing that is being sent.
  const renderer = createRenderer()
  app.addHook('onClose', () => renderer.close())

  app.get(
    '/api/contents',
    { schema: { tags, summary: 'Contents, the newest first', querystring: ContentQuery, response: { 200: ContentPage } } },
    async (request) => {
      const { after, limit = 50, channel = null } = request.query
      const rows = await listContents(engine, { channel }, readIdCursor(after), limit + 1)
      return pageOf(rows, limit, summary, (row) => [row.id])
    },
  )

  app.post(
    '/api/contents',
    { schema: { tags, summary: 'A new content', body: NewContent, response: { 201: ContentDetail } } },
    async (request, reply) => {
      const { name, document } = request.body
      const id = await createContent(engine, {
        channel: document.channel,
        name,
        document: document as unknown as JsonObject, // checked against its schema
        author: actorOf(request),
      })
      return reply
        .code(201)
        .header('location', `/api/contents/${id}`)
        .send(await detail(id))
    },
  )

  app.get(
    '/api/contents/:id',
    { schema: { tags, summary: 'One content with its draft', params: Params, response: { 200: ContentDetail } } },
    async (request) => detail(request.params.id),
  )

  app.put(
    '/api/contents/:id',
    {
      schema: {
        tags,
        summary: 'Replace the draft; refused with 409 where somebody has changed it since `revision`',
        params: Params,
        body: SaveContent,
        response: { 200: ContentSaved },
      },
    },
    async (request) => {
      const { name, document, revision } = request.body
      const author = actorOf(request)
      const draft = document as unknown as JsonObject // checked against its schema
      return { revision: await saveContent(engine, { id: request.params.id, name, document: draft, revision, author }) }
    },
  )

  app.delete(
    '/api/contents/:id',
    { schema: { tags, summary: 'Delete a content no flow names', params: Params, response: { 200: Done } } },
    async (request) => {
      await deleteContent(engine, { id: request.params.id, author: actorOf(request) })
      return { ok: true as const }
    },
  )

  app.post(
    '/api/contents/:id/publish',
    {
      schema: {
        tags,
        summary: 'Make the draft what is sent: flows that name it say the new words from the next send',
        params: Params,
        body: PublishContent,
        response: { 200: ContentPublished },
      },
    },
    async (request) => {
      const { id } = request.params
      const document = documentOf(await readContent(engine, id))
      refuseBroken(document)
      const compiled = (await compileContent(document, (await loadSettings(pool)).brand)) as JsonObject
      return publishContent(engine, { id, revision: request.body.revision, compiled, author: actorOf(request) })
    },
  )

  app.get(
    '/api/contents/:id/versions',
    { schema: { tags, summary: 'Published versions, the newest first', params: Params, response: { 200: ContentVersionPage } } },
    async (request) => {
      const rows = await listContentVersions(engine, request.params.id)
      return { items: rows.map(({ number, at, author }) => ({ number, at: iso(at), author })), next: null }
    },
  )

  const VersionParams = Type.Object({ id: Id, number: Type.Integer({ minimum: 1 }) })
  app.get(
    '/api/contents/:id/versions/:number',
    { schema: { tags, summary: 'One version', params: VersionParams, response: { 200: ContentVersionDetail } } },
    async (request) => {
      const { number, at, author, document } = await readContentVersion(engine, request.params.id, request.params.number)
      return { number, at: iso(at), author, document: document as unknown as ContentDocument } // checked when it was written
    },
  )

  app.post(
    '/api/contents/preview',
    {
      schema: {
        tags,
        summary: 'A content as a contact would get it; nothing is stored or sent',
        body: PreviewContent,
        response: { 200: ContentPreview },
      },
    },
    async (request) => {
      const { address: _, ...shown } = await showContent(doors, renderer, request.body.document, request.body)
      return shown
    },
  )

  app.post(
    '/api/contents/test',
    {
      // Each call sends a message to an address somebody typed.
      config: { rateLimit: { max: 10, timeWindow: 60_000 } },
      schema: { tags, summary: 'Send a content to yourself', body: TestContent, response: { 200: ContentTested } },
    },
    async (request) => sendTest(doors, renderer, { ...request.body, author: actorOf(request) }),
  )

  async function detail(id: string) {
    const content = await readContent(engine, id)
    const live = content.version === null ? null : await readContentVersion(engine, id, content.version)
    const changed = live === null || canonicalJson(live.document) !== canonicalJson(content.draft)
    return { ...summary(content), document: documentOf(content), changed }
  }
}

function documentOf({ draft }: LibraryContent): ContentDocument {
  return draft as unknown as ContentDocument // checked when it was written
}

function summary(content: LibraryContent): ContentSummary {
  const { id, channel, name, revision, version, uses, created_at, updated_at, updated_by } = content
  const document = documentOf(content)
  return {
    id,
    channel,
    name,
    says: document.channel === 'email' ? document.subject : document.body,
    revision,
    version,
    uses: uses.map(({ flow, name: called, live }) => ({ flow, name: called, live })),
    createdAt: iso(created_at),
    updatedAt: iso(updated_at),
    updatedBy: updated_by,
  }
}
