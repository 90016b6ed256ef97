import { listDeadLetters, loadSettings, readAudit } from '@snodo/engine'
import { AuditPage, DeadLetterPage, listQuery, WorkspaceView } from '@snodo/protocol'
import { Type } from 'typebox'
import type { Api, Doors } from './doors.ts'
import { iso, pageOf, readIdCursor } from './paging.ts'

const tags = ['workspace']

/** Settings of the workspace, the audit log, and what could not be taken in. */
export function workspaceRoutes(app: Api, doors: Doors): void {
  const { pool } = doors

  app.get(
    '/api/workspace',
    { schema: { tags, summary: 'Settings, and the keys events are sent with', response: { 200: WorkspaceView } } },
    async () => workspaceView(doors),
  )

  const AuditQuery = Type.Object({
    ...listQuery,
    subject: Type.Optional(Type.String({ maxLength: 200, description: 'What was changed, such as `flow:3`.' })),
    actor: Type.Optional(Type.String({ maxLength: 200, description: 'Who did it.' })),
    action: Type.Optional(
      Type.String({
        maxLength: 60,
        pattern: '^[A-Za-z]+([.][A-Za-z-]+)?$',
        description: 'What was done: `flow.publish`, or `flow` for all of them.',
      }),
    ),
  })
  app.get(
    '/api/audit',
    { schema: { tags, summary: 'Who did what, the newest first', querystring: AuditQuery, response: { 200: AuditPage } } },
    async (request) => {
      const { after, limit = 50, ...filter } = request.query
      const rows = await readAudit(pool, filter, readIdCursor(after), limit + 1)
      return pageOf(
        rows,
        limit,
        (row) => ({ ...row, at: iso(row.at) }),
        (row) => [row.id],
      )
    },
  )

  app.get(
    '/api/rejected',
    {
      schema: {
        tags,
        summary: 'Calls that could not be taken in, with why',
        querystring: Type.Object(listQuery),
        response: { 200: DeadLetterPage },
      },
    },
    async (request) => {
      const { after, limit = 50 } = request.query
      const rows = await listDeadLetters(pool, readIdCursor(after), limit + 1)
      return pageOf(
        rows,
        limit,
        ({ received_at, ...row }) => ({ ...row, receivedAt: iso(received_at) }),
        (row) => [row.id],
      )
    },
  )
}

export async function workspaceView({ pool, keys }: Doors) {
  return {
    settings: { ...(await loadSettings(pool)) },
    keys: { browser: keys.browser, server: `${keys.serverHint}…` },
    version: '0.1.0',
  }
}
