import { deleteList, listFaults, makeList, readList, readLists, usesOfList } from '@snodo/engine'
import { Done, ListDetail, ListPage, listQuery, NewList } from '@snodo/protocol'
import { Type } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { iso, pageOf, readCursor } from './paging.ts'

const tags = ['contacts']
const ListParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 200 }) })

/** The lists contacts join by name. Joining and leaving is done by flows, imports and the contact's own page. */
export function listRoutes(app: Api, { engine, pool, clock }: Doors): void {
  app.get(
    '/api/lists',
    {
      schema: {
        tags,
        summary: 'Lists by name, with how many are in each',
        querystring: Type.Object(listQuery),
        response: { 200: ListPage },
      },
    },
    async (request) => {
      const { after, limit = 50 } = request.query
      const place = readCursor(after, 1)
      const rows = await readLists(pool, place === null ? null : String(place[0]), limit + 1)
      return pageOf(rows, limit, view, (row) => [row.name])
    },
  )

  app.post(
    '/api/lists',
    { schema: { tags, summary: 'Make a list, or change its title', body: NewList, response: { 200: Done, 201: Done } } },
    async (request, reply) => {
      const made = await makeList(pool, request.body.name, request.body.title ?? request.body.name, clock.now())
      return reply.code(made ? 201 : 200).send({ ok: true as const })
    },
  )

  app.get(
    '/api/lists/:name',
    {
      schema: { tags, summary: 'One list, and the flows that speak of it', params: ListParams, response: { 200: ListDetail } },
    },
    async (request) => {
      const row = await readList(pool, request.params.name)
      if (row === undefined) throw listFaults.LIST_UNKNOWN({ name: request.params.name })
      return { ...view(row), uses: await usesOfList(engine, row.name) }
    },
  )

  app.delete(
    '/api/lists/:name',
    {
      schema: {
        tags,
        summary: 'Take everybody off a list and the list away; refused while a published flow speaks of it',
        params: ListParams,
        response: { 200: Done },
      },
    },
    async (request) => {
      await deleteList(engine, { name: request.params.name, author: actorOf(request) })
      return { ok: true as const }
    },
  )
}

function view(row: NonNullable<Awaited<ReturnType<typeof readList>>>) {
  return { name: row.name, title: row.title, members: Number(row.members), createdAt: iso(row.created_at) }
}
