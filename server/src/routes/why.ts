import type { Language } from '@snodo/base'
import { type EngineContext, loadSettings, type WhyPart, whyOfFlow, whyOfMessage } from '@snodo/engine'
import type { FlowDocument } from '@snodo/flow'
import { type BecauseNames, sayWhy, WhyQuery, WhyView } from '@snodo/protocol'
import type { FastifyRequest } from 'fastify'
import { serverFaults } from '../server-faults.ts'
import { ContactParams } from './contacts.ts'
import type { Api, Doors } from './doors.ts'

/** Why, and why not: an answer for a person who asks, in at most five sentences. */
export function whyRoutes(app: Api, { engine, pool }: Doors): void {
  app.get(
    '/api/contacts/:id/why',
    {
      schema: {
        tags: ['contacts'],
        summary: 'Why a contact is in a flow or is not, or why a message was sent or was not: at most five sentences',
        params: ContactParams,
        querystring: WhyQuery,
        response: { 200: WhyView },
      },
    },
    async (request) => {
      const { flow, message, language } = request.query
      if ((flow === undefined) === (message === undefined))
        throw serverFaults.INPUT_INVALID({
          part: 'query',
          pointer: '/flow',
          expected: 'either flow or message',
          got: flow === undefined ? 'neither' : 'both',
        })
      const contact = request.params.id
      const answer =
        message === undefined
          ? await whyOfFlow(engine, { contact, flow: flow ?? '' })
          : { verdict: null, ...(await whyOfMessage(engine, { contact, message })) }
      const settings = await loadSettings(pool)
      const spoken = language ?? preferredLanguage(request) ?? settings.language
      return {
        contactId: answer.contact,
        flowId: answer.flow,
        verdict: answer.verdict,
        language: spoken,
        sentences: sayWhy(answer.parts, spoken, namesOf(engine, answer.document, settings.timeZone, spoken)),
        parts: answer.parts as (WhyPart & Record<string, never>)[], // plain JSON by its making
      }
    },
  )
}

/** The first of the browser's languages that we speak. */
function preferredLanguage(request: FastifyRequest): Language | null {
  const asked = (request.headers['accept-language'] ?? '').split(',').map((one) => one.trim().slice(0, 2).toLowerCase())
  return asked.find((one) => one === 'en' || one === 'it') ?? null
}

/** Blocks by the name their author gave them, else by what they are. */
function namesOf({ nodeTypes }: EngineContext, document: FlowDocument | null, zone: string, language: Language): BecauseNames {
  const nodeName = (id: string) => {
    const node = document?.nodes[id]
    return node?.name ?? nodeTypes.get(node?.type ?? '')?.manifest.title[language] ?? id
  }
  return { zone, nodeName }
}
