import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { JsonObject } from '@snodo/base'
import { addContact, type ContactSearch, countMarked, exportContacts, type FoundContact, markContacts } from '@snodo/engine'
import { ContactAdded, ContactExportQuery, ContactsMarked, MarkContacts, NewContact } from '@snodo/protocol'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { csvCell } from './imports.ts'
import { cursorOf, iso, readIdCursor } from './paging.ts'

const tags = ['contacts']

/** A contact by hand, lists and tags for many at once, and everyone a search finds as a file. */
export function manyContactRoutes(app: Api, { engine }: Doors): void {
  app.post(
    '/api/contacts',
    {
      schema: {
        tags,
        summary: 'Add a contact by hand; who goes by this e-mail or user id already gets what is new',
        body: NewContact,
        response: { 200: ContactAdded, 201: ContactAdded },
      },
    },
    async (request, reply) => {
      const { email = null, userId = null, phone = null, attributes = {}, tags: put = [], lists = [] } = request.body
      if (email === null && userId === null)
        throw serverFaults.INPUT_INVALID({
          part: 'body',
          pointer: '/email',
          expected: 'an e-mail, or else a user id as /userId',
          got: 'neither',
        })
      const contact = { email, userId, phone, attributes: attributes as JsonObject, tags: put, lists } // safe JSON by the body parser
      const added = await addContact(engine, { contact, key: randomUUID().replaceAll('-', ''), author: actorOf(request) })
      return reply
        .code(added.created ? 201 : 200)
        .header('location', `/api/contacts/${added.id}`)
        .send(added)
    },
  )

  app.post(
    '/api/contacts/mark',
    {
      schema: {
        tags,
        summary: 'Put many on lists and take them off, likewise tags: a thousand a request; with preview only count them',
        body: MarkContacts,
        response: { 200: ContactsMarked },
      },
    },
    async (request) => {
      const { contacts, search, preview, after, ...marks } = request.body
      if ((contacts === undefined) === (search === undefined))
        throw serverFaults.INPUT_INVALID({
          part: 'body',
          pointer: '/contacts',
          expected: 'the ids of contacts, or else a search as /search',
          got: contacts === undefined ? 'neither' : 'both',
        })
      const whom = contacts === undefined ? { search: (search ?? {}) as ContactSearch } : { contacts: contacts.map(String) }
      if (preview === true) return { ...(await countMarked(engine, whom)), changed: 0, next: null }
      const done = await markContacts(engine, { whom, marks, before: readIdCursor(after), author: actorOf(request) })
      const next = done.next === null ? null : cursorOf([done.next])
      return { matched: done.seen, more: next !== null, changed: done.changed, next }
    },
  )

  app.get(
    '/api/contacts.csv',
    { schema: { tags, summary: 'Everyone a search finds, as CSV', querystring: ContactExportQuery } },
    async (request, reply) => {
      const pages = exportContacts(engine, { search: request.query as ContactSearch, author: actorOf(request) })
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="contacts.csv"')
        .send(Readable.from(linesOf(pages)))
    },
  )
}

/**
 * Line by line, as they are read. Data has a column where the first thousand have it; what only later ones have stands together, as
 * JSON, in the last column, because the head has been sent by then.
 */
async function* linesOf(pages: AsyncIterable<readonly FoundContact[]>): AsyncGenerator<string> {
  let names: string[] | null = null
  for await (const page of pages) {
    if (names === null) {
      names = [...new Set(page.flatMap(({ attributes }) => Object.keys(attributes)))].sort()
      yield `\ufeff${line([...FIXED, ...names, 'more'])}` // the mark tells spreadsheets that this is UTF-8
    }
    const known = names
    yield page.map((contact) => line(cellsOf(contact, known))).join('')
  }
  if (names === null) yield `\ufeff${line([...FIXED])}`
}

const FIXED = ['id', 'email', 'phone', 'userId', 'tags', 'createdAt', 'lastSeenAt'] as const

function cellsOf(contact: FoundContact, names: readonly string[]): string[] {
  const { id, email, phone, user_id, tags: put, created_at, seen_at, attributes } = contact
  const others = Object.fromEntries(Object.entries(attributes).filter(([name]) => !names.includes(name)))
  return [
    id,
    email ?? '',
    phone ?? '',
    user_id ?? '',
    put.join(', '),
    iso(created_at),
    iso(seen_at),
    ...names.map((name) => (Object.hasOwn(attributes, name) ? textOf(attributes[name]) : '')),
    Object.keys(others).length === 0 ? '' : JSON.stringify(others),
  ]
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value)
}

function line(cells: readonly string[]): string {
  return `${cells.map(csvCell).join()}\r\n`
}
