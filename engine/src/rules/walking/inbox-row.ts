import type { Instant, JsonObject } from '@snodo/base'

/** A row of the inbox, in order of receipt. */
export type InboxRow = {
  event_id: string
  contact_id: string
  kind: 'identify' | 'track' | 'page' | 'screen' | 'group' | 'alias' | 'system' | 'enroll' | 'fate' | 'settle'
  name: string
  occurred_at: Instant
  received_at: Instant
  /** The body of what is no collected event; of one that is, null or a mark that intake must look into its body (`{ traits: true }`). */
  payload: JsonObject | null
}

/** What a collected event says, from the log. */
export type EventBody = { id: string; properties: JsonObject; context: JsonObject | null }
