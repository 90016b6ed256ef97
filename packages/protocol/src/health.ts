import { type Static, Type } from 'typebox'
import { JsonRecord, nullable, Time } from './shapes.ts'

const BrokenInvariant = Type.Object({
  invariant: Type.String(),
  rows: Type.Integer({ description: 'How many rows break it, at most 1,000 a lane.' }),
  lanes: Type.Array(Type.Integer(), { description: 'Where they are.' }),
  some: Type.Array(JsonRecord, { description: 'Some of them, where a lane was looked at now.' }),
})

export const InvariantsView = Type.Object(
  {
    holds: nullable(
      Type.Boolean({
        description: 'Nothing breaks an invariant; null until every lane has been looked at once and none is broken.',
      }),
    ),
    checkedSince: nullable(Time),
    broken: Type.Array(BrokenInvariant),
    unchecked: Type.Array(Type.String(), { description: 'What could not be looked at in the time given.' }),
    invariants: Type.Array(Type.String()),
  },
  {
    examples: [
      {
        holds: true,
        checkedSince: '2026-03-02T09:00:00.000Z',
        broken: [],
        unchecked: [],
        invariants: ['I4 whoever entered is inside or has ended, never both'],
      },
    ],
  },
)
export type InvariantsView = Static<typeof InvariantsView>
