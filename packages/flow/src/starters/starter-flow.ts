import type { IsoDuration, JsonObject, Language, Words } from '@snodo/base'
import type { FlowDocument, NodeId } from '../document.ts'

/** A flow already drawn, to begin from. Its texts are in the language asked for; its ids are the same in all. */
export type StarterFlow = {
  id: string
  title: Words
  about: Words
  /** What has to be there before it can do its work, one line each. */
  needs: readonly Words[]
  /** People who show what it does; each is a test as well. */
  samples: readonly StarterSample[]
  document(language: Language): FlowDocument
}

/** Somebody made up, what they did before and do on the way, and the blocks they come past in either language. */
export type StarterSample = {
  name: Words
  contact: {
    email?: string
    phone?: string
    attributes?: JsonObject
    tags?: string[]
    lists?: string[]
    scores?: Record<string, number>
    /** Absent: whoever has an address has consented to marketing on it. */
    consents?: Record<string, 'granted' | 'denied' | 'pending'>
  }
  /** What happened so long before the start. */
  before?: readonly { ago: IsoDuration; event: string; properties?: JsonObject }[]
  /** Properties of the event it begins with. */
  entry?: JsonObject
  /** What happens so long after the start. */
  then?: readonly { after: IsoDuration; event: string; properties?: JsonObject }[]
  /** Block after block; empty: kept out. */
  path: readonly NodeId[]
}
