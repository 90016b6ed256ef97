import type { Instant, JsonObject } from '@snodo/base'

/** A message that is due, as deliver judges it. Known by `enrollment_id:visit`. */
export type DueMessage = {
  urgency: 0 | 1
  enrollment_id: string
  visit: number
  contact_id: string
  flow_id: string
  version_id: string
  node: string
  channel: string
  purpose: string
  /** What caps may count by. */
  tag: string | null
  awaited: boolean
  created_at: Instant
  due_at: Instant
  expires_at: Instant | null
  attempts: number
  scope: JsonObject | null
  because: { code: string; values?: JsonObject } | null
  /** The contact has inbox rows that intake has not read: an opt-out or an exit may be among them. */
  behind: boolean
}

export type MessageKey = { enrollment_id: string; visit: number }

/** `enrollment:visit`: the key of the step that sends it, on every try the same. */
export function messageKey(message: MessageKey): string {
  return `${message.enrollment_id}:${message.visit}`
}

export type Because = { code: string; values: JsonObject }
