import type { ConsentState, MeasuredEvent } from '@snodo/audience'
import type { Instant, JsonObject } from '@snodo/base'
import type { FlowDocument } from '@snodo/flow'
import type { Because } from '@snodo/node-sdk'
import type { RenderedTexts } from '../render/render-message.ts'
import type { SentBefore } from '../rules/sending/caps.ts'
import type { EnrollmentState } from '../rules/walking/trip-state.ts'
import type { WorkspaceSettings } from '../rules/workspace-settings.ts'

/** Somebody to walk through a drawing: a sample, or a real contact as it is now. */
export type DryRunContact = {
  id: string
  email: string | null
  phone: string | null
  userId: string | null
  attributes: JsonObject
  tags: string[]
  lists: string[]
  scores: Record<string, number>
  /** Keyed `channel:purpose`. */
  consents: Record<string, ConsentState>
  /** What happened before. */
  history: MeasuredEvent[]
  /** What sending to them rests on besides, as it is now; empty for a sample. */
  sending: {
    /** Messages that hold a place under caps and the breaker. */
    before: readonly SentBefore[]
    /** Why an address is suppressed, by channel. */
    suppressed: Readonly<Record<string, string>>
    /** Legal bases of consents, keyed `channel:purpose`; absent: consent. */
    bases: Readonly<Record<string, string>>
  }
}

/** Something that happens on the way: a purchase, a click (`Message Clicked` with the message's `node`), anything. */
export type DryRunEvent = { at: Instant; event: string; properties: JsonObject }

export type DryRunRequest = {
  document: FlowDocument
  contact: DryRunContact
  /** When the start happens. */
  at: Instant
  /** The start node to begin with; null: the first. */
  start: string | null
  /** Properties of the event that starts it. */
  entry: JsonObject
  events: DryRunEvent[]
  settings: WorkspaceSettings
}

export type TraceStep = {
  at: Instant
  journey: number
  node: string
  visit: number
  port: string | null
  because: Because | null
}
export type TraceMessage = {
  at: Instant
  node: string
  visit: number
  channel: string
  purpose: string
  fate: 'sent' | 'notSent'
  because: Because | null
  rendered: RenderedTexts | null
}
export type TraceRest = {
  node: string
  since: Instant
  until: Instant | null
  state: EnrollmentState['state']
  because: Because | null
}

/** What happened, in order; what a person sees when trying a flow. */
export type Trace = {
  entry: { outcome: 'entered' | 'keptOut' | 'notMatched'; because: Because | null }
  steps: TraceStep[]
  messages: TraceMessage[]
  /** What the engine itself said happened: tags added, lists joined, coupons issued. */
  happened: DryRunEvent[]
  end: { at: Instant; reason: string; because: Because | null } | null
  /** Where the journey stands when nothing more would happen by itself. */
  rest: TraceRest | null
  contact: Pick<DryRunContact, 'attributes' | 'tags' | 'lists' | 'scores'>
  /** True where the run was cut at its bound. */
  cut: boolean
}
