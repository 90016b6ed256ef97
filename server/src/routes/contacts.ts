import { isId, type JsonObject, type Language } from '@snodo/base'
import {
  changeContact,
  contactFaults,
  findContacts,
  loadSettings,
  readProfile,
  readTimeline,
  type WaitingMessage,
  whyWaiting,
} from '@snodo/engine'
import {
  ChangeContact,
  ContactPage,
  ContactProfile,
  ContactQuery,
  type ContactSummary,
  Id,
  readBecause,
  sayBecause,
  TimelinePage,
  TimelineQuery,
} from '@snodo/protocol'
import { Type } from 'typebox'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { cursorOf, iso, isoOrNull, pageOf, readCursor, readIdCursor } from './paging.ts'
import { readerLanguage } from './reader-language.ts'

const tags = ['contacts']
export const ContactParams = Type.Object({ id: Id })

/** People: found, read, changed by hand; what happened to each. */
export function contactRoutes(app: Api, { engine, pool, providers }: Doors): void {
  app.get(
    '/api/contacts',
    { schema: { tags, summary: 'Contacts, the newest first', querystring: ContactQuery, response: { 200: ContactPage } } },
    async (request) => {
      const { after, limit = 50, ...search } = request.query
      const rows = await findContacts(pool, search, readIdCursor(after), limit + 1)
      return pageOf(rows, limit, summary, (row) => [row.id])
    },
  )

  app.get(
    '/api/contacts/:id',
    {
      schema: {
        tags,
        summary: 'One contact with consents, lists and journeys',
        params: ContactParams,
        response: { 200: ContactProfile },
      },
    },
    async (request) => profile(request.params.id),
  )

  app.put(
    '/api/contacts/:id',
    {
      schema: {
        tags,
        summary: 'Change a contact by hand',
        params: ContactParams,
        body: ChangeContact,
        response: { 200: ContactProfile },
      },
    },
    async (request) => {
      const { attributes, ...rest } = request.body
      const change = { ...rest, ...(attributes === undefined ? {} : { attributes: attributes as JsonObject }) } // safe JSON by the body parser
      await changeContact(engine, { id: request.params.id, change, author: actorOf(request) })
      return profile(request.params.id)
    },
  )

  app.get(
    '/api/contacts/:id/timeline',
    {
      schema: {
        tags,
        summary: 'What happened to a contact, the newest first',
        params: ContactParams,
        querystring: TimelineQuery,
        response: { 200: TimelinePage },
      },
    },
    async (request) => {
      const { after, limit = 50, language } = request.query
      const place = readCursor(after, 3)
      if (place !== null && typeof place[0] !== 'number') throw serverFaults.CURSOR_INVALID({})
      const before = place === null ? null : { at: Number(place[0]), kind: String(place[1]), id: String(place[2]) }
      const { id } = await mustProfile(request.params.id)
      const rows = await readTimeline(pool, id, before, limit + 1)
      const kept = rows.slice(0, limit)
      const last = kept.at(-1)
      const settings = await loadSettings(pool)
      const spoken = readerLanguage(request, language, settings.language)
      const waiting = await whyWaiting(engine, providers)
      const reasonOf = (body: JsonObject) => (body.state === 'due' ? waiting(dueMessage(body)) : (body.because ?? null))
      return {
        items: kept.map(({ body, ...row }) => ({
          ...inUtc(body),
          ...row,
          at: iso(row.at),
          words: wordsOf(row.kind === 'message' ? { ...body, because: reasonOf(body) } : body, spoken, settings.timeZone),
        })),
        next: rows.length > limit && last !== undefined ? cursorOf([last.at, last.kind, last.id]) : null,
      }
    },
  )

  async function mustProfile(id: string) {
    const found = isId(id) ? await readProfile(pool, id) : undefined
    if (found === undefined) throw contactFaults.CONTACT_UNKNOWN({ id })
    return found
  }

  async function profile(id: string) {
    const found = await mustProfile(id)
    return {
      ...summary(found),
      identities: found.identities,
      lists: found.lists,
      scores: found.scores,
      // Inside an aggregate the database writes instants as texts of its own.
      consents: found.consents.map((consent) => ({ ...consent, at: iso(Date.parse(consent.at)) })),
      journeys: found.journeys.map(({ flow, entered, next, ...journey }) => ({
        ...journey,
        flowId: flow,
        enteredAt: iso(Date.parse(entered)),
        dueAt: isoOrNull(next === null ? null : Date.parse(next)),
      })),
    }
  }
}

/** A message of a timeline that has not gone yet, as `whyWaiting` looks at it. */
function dueMessage({ flowId, node, channel, dueAt, because }: JsonObject): WaitingMessage {
  const reason = typeof because === 'object' && !Array.isArray(because) ? because : null
  return {
    flow_id: String(flowId),
    node: String(node),
    channel: String(channel),
    state: 'due',
    due_at: Date.parse(String(dueAt)),
    because: reason,
  }
}

/** The reasons of a row in sentences: its own, or those of its steps in order. */
function wordsOf({ because, steps }: JsonObject, language: Language, zone: string): string[] {
  const stored = Array.isArray(steps) ? steps.map((step) => (Array.isArray(step) ? step[2] : null)) : [because]
  return stored.flatMap((one) => {
    const read = readBecause(one)
    return read === null ? [] : [sayBecause(read, language, { zone })]
  })
}

const TIMES = ['receivedAt', 'dueAt', 'settledAt', 'openedAt', 'clickedAt', 'enteredAt'] as const

/** Inside JSON the database writes instants with an offset of its own. */
function inUtc(body: JsonObject): JsonObject {
  const times = TIMES.flatMap((name) => {
    const text = body[name]
    return typeof text === 'string' ? [[name, iso(Date.parse(text))] as const] : []
  })
  return { ...body, ...Object.fromEntries(times) }
}

export function summary(row: Awaited<ReturnType<typeof findContacts>>[number]): ContactSummary {
  return {
    id: row.id,
    email: row.email,
    phone: row.phone,
    userId: row.user_id,
    attributes: row.attributes,
    tags: row.tags,
    createdAt: iso(row.created_at),
    lastSeenAt: iso(row.seen_at),
  }
}
