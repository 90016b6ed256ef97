import { isZone, type Language } from '@snodo/base'
import { type EngineContext, loadSettings, type WhyPart, whyOfFlow, whyOfMessage } from '@snodo/engine'
import type { FlowDocument } from '@snodo/flow'
import { type BecauseNames, sayWhy, WhyQuery, WhyView } from '@snodo/protocol'
import { serverFaults } from '../server-faults.ts'
import { ContactParams } from './contacts.ts'
import type { Api, Doors } from './doors.ts'
import { readerLanguage } from './reader-language.ts'

/** Why, and why not: an answer for a person who asks, in at most five sentences. */
export function whyRoutes(app: Api, { engine, pool, providers }: Doors): void {
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
      const { flow, message, language, zone } = request.query
      if ((flow === undefined) === (message === undefined))
        throw serverFaults.INPUT_INVALID({
          part: 'query',
          pointer: '/flow',
          expected: 'either flow or message',
          got: flow === undefined ? 'neither' : 'both',
        })
      if (zone !== undefined && !isZone(zone))
        throw serverFaults.INPUT_INVALID({
          part: 'query',
          pointer: '/zone',
          expected: 'an IANA time zone such as Europe/Rome',
          got: zone,
        })
      const contact = request.params.id
      const answer =
        message === undefined
          ? await whyOfFlow(engine, { contact, flow: flow ?? '' })
          : { verdict: null, ...(await whyOfMessage(engine, { contact, message, providers })) }
      const settings = await loadSettings(pool)
      const spoken = readerLanguage(request, language, settings.language)
      return {
        contactId: answer.contact,
        flowId: answer.flow,
        verdict: answer.verdict,
        language: spoken,
        sentences: sayWhy(answer.parts, spoken, namesOf(engine, answer.document, zone ?? settings.timeZone, spoken)),
        parts: answer.parts as (WhyPart & Record<string, never>)[], // plain JSON by its making
      }
    },
  )
}

/** Blocks by the name their author gave them, else by what they are. */
function namesOf({ nodeTypes }: EngineContext, document: FlowDocument | null, zone: string, language: Language): BecauseNames {
  const nodeName = (id: string) => {
    const node = document?.nodes[id]
    return node?.name ?? nodeTypes.get(node?.type ?? '')?.manifest.title[language] ?? id
  }
  return { zone, nodeName }
}
