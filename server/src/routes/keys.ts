import { isId } from '@snodo/base'
import { ApiKeyView, CreatedApiKey, Done, Id, NewApiKey, page } from '@snodo/protocol'
import { Type } from 'typebox'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { iso, isoOrNull } from './paging.ts'

const tags = ['session']

/** Keys of programs. */
export function keyRoutes(app: Api, { apiKeys }: Doors): void {
  app.get(
    '/api/keys',
    { schema: { tags, summary: 'API keys, the newest first', response: { 200: page(ApiKeyView) } } },
    async () => {
      const keys = await apiKeys.list()
      return {
        items: keys.map((key) => ({ ...key, createdAt: iso(key.createdAt), revokedAt: isoOrNull(key.revokedAt) })),
        next: null,
      }
    },
  )

  app.post(
    '/api/keys',
    {
      schema: {
        tags,
        summary: 'A new API key, with all rights; its text is shown once',
        body: NewApiKey,
        response: { 201: CreatedApiKey },
      },
    },
    async (request, reply) => {
      const { id, key } = await apiKeys.create(request.body.name, actorOf(request))
      return reply.code(201).send({ id, key, name: request.body.name })
    },
  )

  app.delete(
    '/api/keys/:id',
    { schema: { tags, summary: 'Take an API key back', params: Type.Object({ id: Id }), response: { 200: Done } } },
    async (request) => {
      const { id } = request.params
      if (!isId(id) || !(await apiKeys.revoke(id))) throw serverFaults.KEY_UNKNOWN({ id })
      return { ok: true as const }
    },
  )
}
