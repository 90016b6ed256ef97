import { type FlowDocument as Document, type FlowEdit, flowDocumentSchema } from '@snodo/flow'
import { type Static, Type } from 'typebox'
import { BreakerView } from './breakers.ts'
import { Id, IdGiven, JsonRecord, JsonValue, nullable, oneOf, page, strict, Time, TimeGiven } from './shapes.ts'

export const FlowState = oneOf('draft', 'live', 'paused', 'closed', 'stopped', 'archived')
export type FlowState = Static<typeof FlowState>

/** The whole shape is published at /api/flow.schema.json; here it is only an object, so that the flow's own checker says what is wrong. */
export const FlowDocumentBody = Type.Unsafe<Document>({
  type: 'object',
  description: 'A flow document, format 1: see /api/flow.schema.json.',
})
export { flowDocumentSchema }

export const FlowSummary = Type.Object({
  id: Id,
  name: Type.String(),
  state: FlowState,
  version: nullable(Type.Integer()),
  revision: Type.Integer(),
  inside: Type.Integer(),
  entered: Type.Integer(),
  createdAt: Time,
  updatedAt: Time,
  pausedAt: nullable(Time),
})
export type FlowSummary = Static<typeof FlowSummary>
export const FlowPage = page(FlowSummary)

/** One flow by itself: with what stands in the way of its sending. */
export const FlowDetail = Type.Object({ ...FlowSummary.properties, breaker: nullable(BreakerView) })

/** A name and a document, either of them, or the document itself. */
export const NewFlow = Type.Union([
  Type.Object(
    { name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })), document: Type.Optional(FlowDocumentBody) },
    strict,
  ),
  // Told by its nodes: without them a wrong name would be reported as a document without anything.
  Type.Unsafe<Document>({ ...FlowDocumentBody, required: ['nodes'] }),
])
export type NewFlow = Static<typeof NewFlow>

export const Draft = Type.Object({ id: Id, revision: Type.Integer(), document: FlowDocumentBody })
export type Draft = Static<typeof Draft>

export const Revision = Type.Integer({ minimum: 1, description: 'The revision of the draft this is based on.' })
export const EditsKey = Type.Optional(
  Type.String({
    maxLength: 100,
    description: 'Your own name for this change: you find it again in the log if only the answer is lost.',
  }),
)
export const SaveDraft = Type.Object({ revision: Revision, document: FlowDocumentBody, key: EditsKey }, strict)
export const EditDraft = Type.Object(
  {
    revision: Revision,
    edits: Type.Array(Type.Unsafe<FlowEdit>({ type: 'object' }), { minItems: 1, maxItems: 1000 }),
    key: EditsKey,
  },
  strict,
)

/** What was done to a draft after a revision, in order. Without `edits` the whole document was replaced. */
export const DraftEdits = Type.Object({
  revision: Type.Integer({ description: 'The present one.' }),
  items: Type.Array(
    Type.Object({
      revision: Type.Integer(),
      edits: nullable(Type.Array(Type.Unsafe<FlowEdit>({ type: 'object', additionalProperties: true }))),
      key: nullable(Type.String()),
      author: Type.String(),
      at: Time,
    }),
  ),
  next: nullable(Type.String()),
})
export type DraftEdits = Static<typeof DraftEdits>

export const FindingView = Type.Object({
  code: Type.String(),
  severity: oneOf('error', 'warning'),
  node: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  edge: Type.Optional(JsonValue),
  message: JsonValue,
  consequence: JsonValue,
  fix: Type.Optional(JsonValue),
})
export const Check = Type.Object({ revision: Type.Integer(), findings: Type.Array(FindingView) })

/** What becomes of those inside older versions, by the node they stand at. A node that is not named: they stay. */
export const MigrationMap = Type.Record(
  Type.String({ maxLength: 100 }),
  Type.Union([
    Type.Object({ do: Type.Literal('stay') }, strict),
    Type.Object(
      {
        do: Type.Literal('move'),
        to: Type.Optional(Type.String({ maxLength: 100 })),
        waits: Type.Optional(oneOf('keep', 'recompute')),
      },
      strict,
    ),
    Type.Object({ do: Type.Literal('end') }, strict),
  ]),
)
export const Publish = Type.Object({ revision: Revision, migration: Type.Optional(MigrationMap) }, strict)
export const Published = Type.Object({
  version: Type.Integer(),
  newVersion: Type.Boolean(),
  /** Message nodes whose content is new for everyone from the next send. */
  contentChanged: Type.Array(Type.String()),
  migrated: Type.Optional(Type.Object({ moved: Type.Integer(), ended: Type.Integer() })),
})
export type Published = Static<typeof Published>

/** Who stands where on older versions, and what the draft makes of that node. */
export const MigrationPlan = Type.Object({
  inside: Type.Integer(),
  nodes: Type.Array(
    Type.Object({
      node: Type.String(),
      inside: Type.Integer(),
      versions: Type.Array(Type.Integer()),
      change: oneOf('same', 'changed', 'removed'),
    }),
  ),
})

export const VersionSummary = Type.Object({ version: Type.Integer(), publishedAt: Time, publishedBy: Type.String() })
export const VersionPage = page(VersionSummary)
export const VersionView = Type.Object({
  version: Type.Integer(),
  publishedAt: Time,
  publishedBy: Type.String(),
  document: FlowDocumentBody,
})

export const VerbBody = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }, strict)
export const ResumeBody = Type.Object(
  {
    reason: Type.Optional(Type.String({ maxLength: 500 })),
    waits: Type.Optional(oneOf('frozen', 'wentOn')),
    entries: Type.Optional(oneOf('enter', 'drop')),
    overdue: Type.Optional(oneOf('young', 'all', 'none')),
  },
  strict,
)
export const VerbReply = Type.Object({ state: FlowState, counts: Type.Record(Type.String(), Type.Integer()) })

/** Contacts by id, or everyone a condition describes at this moment; one of the two. */
export const Enroll = Type.Object(
  {
    contacts: Type.Optional(Type.Array(IdGiven, { minItems: 1, maxItems: 100_000 })),
    /** A predicate such as `{ "type": "tag", "tag": "vip" }`. */
    segment: Type.Optional(JsonRecord),
  },
  strict,
)
export const Enrolled = Type.Object({ requested: Type.Integer() })

const SampleContact = Type.Object(
  {
    email: Type.Optional(nullable(Type.String({ maxLength: 254 }))),
    phone: Type.Optional(nullable(Type.String({ maxLength: 40 }))),
    userId: Type.Optional(nullable(Type.String({ maxLength: 255 }))),
    attributes: Type.Optional(JsonRecord),
    tags: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    lists: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
    scores: Type.Optional(Type.Record(Type.String(), Type.Number())),
    /** By `channel:purpose`. Absent: whoever has an address has consented to marketing on it. */
    consents: Type.Optional(Type.Record(Type.String(), oneOf('granted', 'denied', 'pending'))),
  },
  strict,
)

export const Simulate = Type.Object(
  {
    contact: Type.Union([SampleContact, ...IdGiven.anyOf]),
    at: Type.Optional(TimeGiven),
    /** Which start node; absent: the first. */
    start: Type.Optional(Type.String({ maxLength: 100 })),
    /** Properties of the event that starts it. */
    entry: Type.Optional(JsonRecord),
    events: Type.Optional(
      Type.Array(
        Type.Object(
          { at: TimeGiven, event: Type.String({ minLength: 1, maxLength: 200 }), properties: Type.Optional(JsonRecord) },
          strict,
        ),
        { maxItems: 500 },
      ),
    ),
    draft: Type.Optional(Type.Union([FlowDocumentBody, Type.Boolean()])),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export type Simulate = Static<typeof Simulate>

/** What the websocket sends as `snapshot`. Resuming from its `seq` is answered with a snapshot. */
export const Counts = Type.Object({
  type: Type.Literal('snapshot'),
  flow: Id,
  seq: Type.String(),
  nodes: Type.Record(Type.String(), Type.Object({ inside: Type.Integer(), entered: Type.Integer(), failed: Type.Integer() })),
  edges: Type.Record(Type.String(), Type.Integer()),
})
export type Counts = Static<typeof Counts>
