import type { ConsentState, Reaction, Verdict } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'

/** A contact as a test or an example describes it: only what matters. Instants are ISO 8601 texts. */
export type GivenContact = {
  email?: string
  phone?: string
  userId?: string
  attributes?: JsonObject
  tags?: string[]
  lists?: string[]
  /** Keyed `channel:purpose`. */
  consents?: Record<string, ConsentState>
  scores?: Record<string, number>
}

/** The world around one visit. Everything has a quiet default; the clock stands on Monday 2 March 2026, 09:00 UTC. */
export type Given = {
  contact?: GivenContact
  now?: string
  /** When the contact reached the node; `now` where not said. */
  enteredAt?: string
  zone?: string
  entry?: { at?: string; event?: string; properties?: JsonObject }
  vars?: JsonObject
  /** When the journey passed earlier nodes. */
  passed?: Record<string, string>
  reactions?: Record<string, Partial<Record<Reaction, Verdict>>>
  events?: { event: string; at: string; properties?: JsonObject }[]
  /** The share drawn by every split. */
  share?: number
  /** Stock of coupon pools. */
  stock?: Record<string, number>
  /** By how long reports of events usually come late, by name. */
  usualDelays?: Record<string, string>
  /** Answers of the other side, in order; the last is given again and again. */
  http?: GivenAnswer[]
  attempt?: number
}

export type GivenAnswer = { status: number; headers?: Record<string, string>; body?: string } | { breaks: string }

export const DEFAULT_NOW = '2026-03-02T09:00:00.000Z'
