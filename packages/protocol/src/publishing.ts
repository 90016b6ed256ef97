import { type Static, Type } from 'typebox'
import { FlowState, OrderView, Revision } from './flows.ts'
import { Problem } from './problem.ts'
import { AskedReason, nullable, oneOf, PreviewOnly, Reason, strict } from './shapes.ts'

/** What becomes of those inside older versions, by the node they stand at. A node that is not named: they stay. */
export const MigrationMap = Type.Record(
  Type.String({ maxLength: 100 }),
  Type.Union([
    Type.Object({ do: Type.Literal('stay') }, strict),
    Type.Object(
      {
        do: Type.Literal('move'),
        to: Type.Optional(
          Type.String({ maxLength: 100, description: 'Absent: the same node, where it is still of the same type.' }),
        ),
        waits: Type.Optional(
          Type.Unsafe<'keep' | 'recompute'>({
            type: 'string',
            enum: ['keep', 'recompute'],
            default: 'keep',
            description:
              'Carried over to the same node: waits keep their due time, or it is computed from when the node was entered.',
          }),
        ),
      },
      strict,
    ),
    Type.Object({ do: Type.Literal('end') }, strict),
  ]),
  {
    examples: [{}, { 'wait-3-days': { do: 'move', waits: 'recompute' }, gone: { do: 'move', to: 'offer' }, old: { do: 'end' } }],
  },
)

const migration = Type.Optional(MigrationMap)
const reopen = Type.Optional(
  Type.Boolean({
    default: false,
    description: 'Open a closed or stopped flow for entries again; without it, it stays as it is.',
  }),
)
const asked = { migration, reopen, reason: Type.Optional(Reason), preview: Type.Optional(PreviewOnly) }

export const Publish = Type.Object(
  { revision: Revision, ...asked },
  { ...strict, examples: [{ revision: 7 }, { revision: 7, migration: { 'wait-3-days': { do: 'move' } }, preview: true }] },
)
/** Makes an earlier version the live one again. */
export const RollBack = Type.Object(
  { version: Type.Integer({ minimum: 1 }), ...asked, reason: Type.Optional(AskedReason) },
  {
    ...strict,
    examples: [{ version: 3, migration: { 'new-block': { do: 'move', to: 'hello' } }, reason: 'the new offer was wrong' }],
  },
)

/** Who stands where on other versions, and what publishing would make of that node: all that a dialog needs to ask. */
export const MigrationPlan = Type.Object({
  inside: Type.Integer(),
  nodes: Type.Array(
    Type.Object({
      node: Type.String(),
      inside: Type.Integer(),
      held: Type.Integer({
        description: 'Held by an operator: taken over, they stay held where they come to, until they are released.',
      }),
      failed: Type.Integer({ description: 'Carried over they stay failed; moved to another node they go on.' }),
      versions: Type.Array(Type.Integer()),
      change: oneOf('same', 'changed', 'removed'),
      asks: Type.Boolean({
        description:
          'A question to put before publishing: people stand at a node that goes, or at a wait this publish changes. A changed wait keeps its due time for those inside unless the migration says `waits: "recompute"`.',
      }),
      mustAnswer: Type.Boolean({
        description: 'Publishing without a migration is refused: the node goes, and people stand at it.',
      }),
      waits: Type.Boolean({ description: 'People wait here: carried over, they keep their due time or it is computed anew.' }),
      canCarry: Type.Boolean({ description: 'They can be carried over as they stand; else `move` needs a node to go to.' }),
    }),
  ),
  targets: Type.Array(Type.String(), { description: 'Nodes somebody can be moved to.' }),
})
export type MigrationPlan = Static<typeof MigrationPlan>

const Fates = { moved: Type.Integer(), ended: Type.Integer(), stayed: Type.Integer() }

export const Published = Type.Object({
  version: Type.Integer(),
  newVersion: Type.Boolean(),
  /** Message nodes whose content is new for everyone from the next send. */
  contentChanged: Type.Array(Type.String()),
  state: Type.Unsafe<FlowState>({
    ...FlowState,
    description: 'Of the flow afterwards: one that is closed or stopped stays so unless `reopen` is true.',
  }),
  migrated: Type.Optional(Type.Object({ ...Fates, order: nullable(OrderView) })),
  /** Of a preview only: who stands where, and what the map would do with them. */
  plan: Type.Optional(MigrationPlan),
  would: Type.Optional(Type.Object(Fates)),
})
export type Published = Static<typeof Published>

/** The question a publish is answered with (409, `MIGRATION_NEEDED`) where a node goes that people stand at. Answer by `migration`. */
export const MigrationNeeded = Type.Object(
  { ...Problem.properties, inside: Type.Integer(), nodes: Type.Array(Type.String()), plan: MigrationPlan },
  {
    additionalProperties: true,
    examples: [
      {
        type: '/api/docs#MIGRATION_NEEDED',
        title: 'What becomes of those inside?',
        status: 409,
        detail: '12 stand at nodes this publish takes out of the flow: wait. …',
        code: 'MIGRATION_NEEDED',
        inside: 12,
        nodes: ['wait'],
        plan: {
          inside: 30,
          nodes: [
            {
              node: 'wait',
              inside: 12,
              held: 1,
              failed: 0,
              versions: [1, 2],
              change: 'removed',
              asks: true,
              mustAnswer: true,
              waits: true,
              canCarry: false,
            },
            {
              node: 'offer',
              inside: 18,
              held: 0,
              failed: 1,
              versions: [2],
              change: 'changed',
              asks: false,
              mustAnswer: false,
              waits: false,
              canCarry: true,
            },
          ],
          targets: ['offer', 'thanks'],
        },
      },
    ],
  },
)
