import { type Static, Type } from 'typebox'
import { Id, IdGiven, JsonRecord, JsonValue, nullable, page, strict, Time, TimeGiven } from './shapes.ts'

export const NodeTypes = Type.Object({ items: Type.Array(Type.Unsafe<Record<string, unknown>>({ type: 'object' })) })

export const WorkspaceView = Type.Object({
  settings: JsonRecord,
  keys: Type.Object({ browser: Type.String(), server: Type.String({ description: 'The first characters only.' }) }),
  version: Type.String(),
})
export type WorkspaceView = Static<typeof WorkspaceView>
export const ChangeSetting = Type.Object({ value: JsonValue }, strict)

export const StopSending = Type.Object(
  {
    stopped: Type.Optional(Type.Boolean({ default: true })),
    channel: Type.Optional(Type.String({ maxLength: 40 })),
    flow: Type.Optional(Id),
    node: Type.Optional(Type.String({ maxLength: 100 })),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: 'Why: it stands in the audit log. Required unless `preview` is true.',
      }),
    ),
    preview: Type.Optional(Type.Boolean({ description: 'Count only; nothing is stopped.' })),
  },
  {
    ...strict,
    examples: [
      { stopped: true, reason: 'wrong price' },
      { flow: '3', node: 'hello', preview: true },
      { stopped: false, channel: 'sms', reason: 'the price is right again' },
    ],
  },
)
export const StopReply = Type.Object({
  stopped: Type.Boolean(),
  handedOver: Type.Integer(),
  held: Type.Integer(),
  waiting: Type.Integer(),
})
export type StopReply = Static<typeof StopReply>

export const StopView = Type.Object({
  id: Type.String(),
  scope: JsonRecord,
  by: Type.String(),
  at: Time,
  ...StopReply.properties,
})
export type StopView = Static<typeof StopView>
export const StopPage = page(StopView)

export const CouponView = Type.Object({
  code: Type.String(),
  pool: nullable(Type.String()),
  value: JsonValue,
  contactId: Id,
  state: Type.Unsafe<'valid' | 'redeemed' | 'expired'>({ type: 'string', enum: ['valid', 'redeemed', 'expired'] }),
  issuedAt: Time,
  validUntil: nullable(Time),
  redeemedAt: nullable(Time),
})
export const IssueCoupon = Type.Object(
  {
    contact: IdGiven,
    /** As the shop understands it: `10 %`, 5. */
    value: JsonValue,
    /** A pool of uploaded codes; absent: a code is made. */
    pool: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    /** Absent: it never expires. */
    validUntil: Type.Optional(TimeGiven),
  },
  strict,
)
export const RedeemCoupon = Type.Object(
  {
    /** Number of the receipt or order: asking again with it answers the same. */
    reference: Type.String({ minLength: 1, maxLength: 200 }),
    where: Type.String({ minLength: 1, maxLength: 200, description: 'online, or the name of a till' }),
    details: Type.Optional(JsonRecord),
  },
  strict,
)
export const AddCoupons = Type.Object(
  { codes: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 100_000 }) },
  strict,
)

export const AuditView = Type.Object({
  id: Id,
  at: Time,
  actor: Type.String(),
  action: Type.String(),
  subject: Type.String(),
  reason: nullable(Type.String()),
  details: JsonRecord,
})
export type AuditView = Static<typeof AuditView>
export const AuditPage = page(AuditView)

export const DeadLetterView = Type.Object({
  id: Id,
  receivedAt: Time,
  source: Type.String(),
  code: Type.String(),
  reason: Type.String(),
  body: Type.String(),
})
export type DeadLetterView = Static<typeof DeadLetterView>
export const DeadLetterPage = page(DeadLetterView)
