import { type Static, Type } from 'typebox'
import { Id, JsonRecord, listQuery, nullable, oneOf, page, Time } from './shapes.ts'

export const MessageState = oneOf('due', 'claimed', 'handed', 'sent', 'notSent', 'notDelivered', 'unknown', 'canceled')
export type MessageState = Static<typeof MessageState>

/** One row of the send ledger; its id is the step that sends it, `enrollment:visit`. */
export const MessageView = Type.Object({
  id: Type.String(),
  contactId: Id,
  /** Null: it is of no flow; we sent it of our own accord, to have a consent confirmed. */
  flowId: nullable(Id),
  versionId: nullable(Id),
  node: Type.String(),
  channel: Type.String(),
  purpose: Type.String(),
  state: MessageState,
  to: nullable(Type.String()),
  subject: nullable(Type.String()),
  /** Address, subject, body as rendered; null until it was. */
  rendered: nullable(JsonRecord),
  because: nullable(JsonRecord),
  provider: nullable(Type.String()),
  createdAt: Time,
  dueAt: Time,
  settledAt: nullable(Time),
  deliveredAt: nullable(Time),
  openedAt: nullable(Time),
  clickedAt: nullable(Time),
  attempts: Type.Integer(),
})
export type MessageView = Static<typeof MessageView>
export const MessagePage = page(MessageView)
export const MessageQuery = Type.Object({
  ...listQuery,
  contact: Type.Optional(Id),
  flow: Type.Optional(Id),
  node: Type.Optional(Type.String({ maxLength: 100 })),
  channel: Type.Optional(Type.String({ maxLength: 40 })),
  state: Type.Optional(MessageState),
})
