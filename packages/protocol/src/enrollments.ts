import { type Static, Type } from 'typebox'
import { OrderView } from './flows.ts'
import { Id, JsonRecord, listQuery, nullable, oneOf, page, strict, Time } from './shapes.ts'

const Code = Type.String({ maxLength: 60, description: 'The code of the reason why they are held or failed.' })

export const EnrollmentState = oneOf('active', 'acting', 'held', 'failed')
export type EnrollmentState = Static<typeof EnrollmentState>

export const EnrollmentView = Type.Object({
  id: Id,
  contactId: Id,
  contact: Type.Object({ email: nullable(Type.String()), firstName: nullable(Type.String()), name: nullable(Type.String()) }),
  flowId: Id,
  version: Type.Integer(),
  node: Type.String(),
  state: EnrollmentState,
  visit: Type.Integer(),
  enteredAt: Time,
  nodeEnteredAt: Time,
  dueAt: nullable(Time),
  because: nullable(JsonRecord),
})
export type EnrollmentView = Static<typeof EnrollmentView>
export const EnrollmentPage = page(EnrollmentView)
export const EnrollmentQuery = Type.Object({
  ...listQuery,
  node: Type.Optional(Type.String({ maxLength: 100 })),
  state: Type.Optional(EnrollmentState),
  because: Type.Optional(Code),
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of a name, e-mail, phone or user id.' })),
})

/** Whom an order is about: all members that are given must match, and at least one must be. */
export const EnrollmentFilter = Type.Object(
  {
    flow: Type.Optional(Id),
    node: Type.Optional(Type.String({ maxLength: 100 })),
    state: Type.Optional(EnrollmentState),
    contact: Type.Optional(Id),
    enrollments: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    because: Type.Optional(Code),
  },
  { ...strict, minProperties: 1 },
)

/** What an operator orders for the journeys a filter finds. With `preview` it is only counted. */
export const OrderEnrollments = Type.Object(
  {
    filter: EnrollmentFilter,
    verb: oneOf('retry', 'skip', 'move', 'end', 'hold', 'release'),
    /** `skip`: the port to leave by; absent: the node's first. */
    port: Type.Optional(Type.String({ maxLength: 100 })),
    /** `move`: the node to go to. */
    to: Type.Optional(Type.String({ maxLength: 100 })),
    reason: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 500,
        description: 'Why: it stands in the audit log and the journal. Required unless `preview` is true.',
      }),
    ),
    preview: Type.Optional(Type.Boolean()),
  },
  {
    ...strict,
    examples: [
      { filter: { flow: '3', node: 'wait' }, verb: 'skip', preview: true },
      { filter: { flow: '3', state: 'failed' }, verb: 'retry', reason: 'the webhook answers again' },
      { filter: { contact: '65601' }, verb: 'hold', reason: 'a complaint is being looked into' },
    ],
  },
)

export const OrderReply = Type.Object({
  matched: Type.Integer(),
  /** Of the journeys named by id: how many are not inside any more. */
  gone: Type.Integer(),
  /** How many the order has changed so far; null for a preview. */
  changed: nullable(Type.Integer()),
  order: nullable(OrderView),
  standing: Type.Array(Type.Object({ version: Id, node: Type.String(), state: Type.String(), count: Type.Integer() })),
})
export type OrderReply = Static<typeof OrderReply>
export type OrderEnrollments = Static<typeof OrderEnrollments>
