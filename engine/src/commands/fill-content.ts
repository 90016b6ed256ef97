import { type JsonObject, must } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import type { RenderResult } from '../render/render-message.ts'
import type { Renderer } from '../render/renderer.ts'
import { languageOf } from '../rules/sending/message-facts.ts'
import { sendingZone } from '../rules/sending/sending-zone.ts'
import { templateScope } from '../rules/sending/template-scope.ts'
import { type SampleContact, whomToTry } from './simulate.ts'

export type FillGiven = {
  channel: 'email' | 'sms'
  /** As a block has it, or as a content of the library is compiled. */
  content: JsonObject
  /** The id of a real contact, or a made-up one. */
  contact: string | SampleContact
  /** The event that would have set the flow off, taken from the contact's own past where it has one of this name. */
  event: string | null
  /** Its properties where the contact has none. */
  entry: JsonObject
  vars: JsonObject
  /** Where one would unsubscribe. */
  link: string
}

export type Filled = { result: RenderResult; address: string | null; ownEvent: boolean }

/** A content as one contact would get it, by the code and in the thread that fill in what is sent. Reads, and changes nothing. */
export async function fillContent(engine: EngineContext, renderer: Renderer, given: FillGiven): Promise<Filled> {
  const settings = await loadSettings(engine.pool)
  const contact = await whomToTry(engine, given.contact)
  const own = given.event === null ? undefined : contact.history.findLast((event) => event.name === given.event)
  const entry = { event: given.event, properties: own === undefined ? given.entry : (own.properties as JsonObject) }
  const { id, userId, email, phone, attributes, tags, scores } = contact
  const results = await renderer.render([
    {
      key: 'one',
      channel: given.channel,
      content: given.content,
      scope: templateScope(
        { id, user_id: userId, email, phone, attributes, tags: [...tags], scores },
        { entry, vars: given.vars },
        given.link,
        settings,
      ),
      zone: sendingZone({ attributes, phone }, null, settings.timeZone).id,
      language: languageOf(attributes, settings.language),
      currency: settings.currency,
      now: engine.clock.now(),
      footer: given.channel === 'email' ? { unsubscribeUrl: given.link, postal: settings.postalFooter } : null,
    },
  ])
  return {
    result: must(results.get('one'), 'an answer for the one job'),
    address: given.channel === 'email' ? email : phone,
    ownEvent: own !== undefined,
  }
}
