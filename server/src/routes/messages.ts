import { listMessages, SYSTEM_FLOW, whyWaiting } from '@snodo/engine'
import { MessagePage, MessageQuery, type MessageView } from '@snodo/protocol'
import type { Api, Doors } from './doors.ts'
import { iso, isoOrNull, pageOf, readCursor } from './paging.ts'

/** The send ledger: every message with its fate, in the sandbox with what it would have said. */
export function messageRoutes(app: Api, { engine, pool, providers }: Doors): void {
  app.get(
    '/api/messages',
    {
      schema: {
        tags: ['messages'],
        summary: 'Messages, those of the newest journeys first',
        querystring: MessageQuery,
        response: { 200: MessagePage },
      },
    },
    async (request) => {
      const { after, limit = 50, ...filter } = request.query
      const place = readCursor(after, 2)
      const before = place === null ? null : { enrollment: String(place[0]), visit: Number(place[1]) }
      const rows = await listMessages(pool, filter, before, limit + 1)
      const waiting = await whyWaiting(engine, providers)
      return pageOf(
        rows,
        limit,
        (row) => ({ ...view(row), because: waiting(row) ?? row.because }),
        (row) => [row.enrollment_id, row.visit],
      )
    },
  )
}

/** The messages we send of our own accord have no flow. */
function ofFlow(id: string): string | null {
  return id === SYSTEM_FLOW ? null : id
}

function view(row: Awaited<ReturnType<typeof listMessages>>[number]): MessageView {
  const text = (name: string) => (typeof row.rendered?.[name] === 'string' ? row.rendered[name] : null)
  return {
    id: `${row.enrollment_id}:${row.visit}`,
    contactId: row.contact_id,
    flowId: ofFlow(row.flow_id),
    versionId: ofFlow(row.version_id),
    node: row.node,
    channel: row.channel,
    purpose: row.purpose,
    state: row.state,
    to: text('to') ?? text('address'),
    subject: text('subject'),
    rendered: row.rendered,
    because: row.because,
    provider: row.provider,
    createdAt: iso(row.created_at),
    dueAt: iso(row.due_at),
    settledAt: isoOrNull(row.settled_at),
    deliveredAt: isoOrNull(row.delivered_at),
    openedAt: isoOrNull(row.opened_at),
    clickedAt: isoOrNull(row.clicked_at),
    attempts: row.attempts,
  }
}
