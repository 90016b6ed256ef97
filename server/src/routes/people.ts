import type { ConsentState } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import {
  type ConsentChange,
  consentName,
  consentState,
  eraseContact,
  exportContact,
  mergeContacts,
  setConsents,
} from '@snodo/engine'
import { ChangeConsents, Done, EraseContact, MergeContact, nullable } from '@snodo/protocol'
import { Type } from 'typebox'
import { serverFaults } from '../server-faults.ts'
import { ContactParams } from './contacts.ts'
import { type Api, actorOf, type Doors } from './doors.ts'

const tags = ['contacts']

/** What a person may ask of us, and what is done in their name: consent, a copy of everything, to be forgotten; two of one made one. */
export function peopleRoutes(app: Api, { engine }: Doors): void {
  app.put(
    '/api/contacts/:id/consents',
    {
      schema: {
        tags,
        summary: 'Set consents with their proof',
        params: ContactParams,
        body: ChangeConsents,
        response: { 200: Done },
      },
    },
    async (request) => {
      const changes = readChanges(request.body)
      await setConsents(engine, { contact: request.params.id, changes, author: actorOf(request) })
      return { ok: true as const }
    },
  )

  app.post(
    '/api/contacts/:id/merge',
    {
      schema: {
        tags,
        summary: 'Make two contacts one; two user ids never are',
        params: ContactParams,
        body: MergeContact,
        response: { 200: Done },
      },
    },
    async (request) => {
      const merged = await mergeContacts(engine, {
        loser: request.params.id,
        winner: request.body.into,
        author: actorOf(request),
        reason: request.body.reason ?? null,
      })
      if (!merged.merged) throw serverFaults.MERGE_LATER({ retryAfterSeconds: 2 })
      return { ok: true as const }
    },
  )

  app.get(
    '/api/contacts/:id/export',
    { schema: { tags, summary: 'All that is known of a person, to be handed to them', params: ContactParams } },
    async (request, reply) => {
      const person = await exportContact(engine, { contact: request.params.id, author: actorOf(request) })
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', `attachment; filename="contact-${request.params.id}.json"`)
        .send(JSON.stringify(person, null, 2))
    },
  )

  app.delete(
    '/api/contacts/:id',
    {
      schema: {
        tags,
        summary: 'Forget a person: no personal data is left, no total changes',
        params: ContactParams,
        body: nullable(EraseContact),
        response: { 200: Type.Object({ ok: Type.Literal(true) }, { additionalProperties: true }) },
      },
    },
    async (request) => {
      const erased = await eraseContact(engine, {
        contact: request.params.id,
        author: actorOf(request),
        reason: request.body?.reason ?? null,
      })
      return { ...erased, ok: true as const }
    },
  )
}

/** The body is consents with their proof, by name or one by one, or the consents alone. */
function readChanges(body: ChangeConsents): ConsentChange[] {
  // The shapes were told apart by the schema: a name of a consent never stands for an object.
  const whole = typeof body.consents === 'object' && body.consents !== null
  const { consents, ...shared } = (whole ? body : { consents: body }) as {
    consents: Said | Listed
    proof?: JsonObject
    basis?: string
  }
  if (Array.isArray(consents)) return consents.map((each) => ({ ...shared, purpose: 'marketing', ...each }))
  return Object.entries(consents).map(([name, said]) => ({
    ...shared,
    ...consentName(name),
    state: consentState(said) as ConsentState, // one of the schema's five words
  }))
}

type Said = Record<string, boolean | ConsentState>
type Listed = (Omit<ConsentChange, 'purpose'> & { purpose?: string })[]
