import { type Static, Type } from 'typebox'
import { Id, JsonRecord, listQuery, nullable, oneOf, page, Time } from './shapes.ts'

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
})
