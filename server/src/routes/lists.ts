import { makeList, readLists } from '@snodo/engine'
import { Done, ListPage, listQuery, NewList } from '@snodo/protocol'
import { Type } from 'typebox'
import type { Api, Doors } from './doors.ts'
import { iso, pageOf, readCursor } from './paging.ts'

const tags = ['contacts']

/** The lists contacts join by name. Joining and leaving is done by flows, imports and the contact's own page. */
export function listRoutes(app: Api, { pool, clock }: Doors): void {
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
      return pageOf(
        rows,
        limit,
        (row) => ({ name: row.name, title: row.title, members: Number(row.members), createdAt: iso(row.created_at) }),
        (row) => [row.name],
      )
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
}
