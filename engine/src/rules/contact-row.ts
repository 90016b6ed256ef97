import type { JsonObject } from '@snodo/base'

/** A contact as trips hold it: what facts, traits and intents read and change. */
export type ContactRow = {
  lane: number
  id: string
  user_id: string | null
  email: string | null
  phone: string | null
  attributes: JsonObject
  tags: string[]
  scores: Record<string, number>
}
