import { type FlowDocument as Document, type FlowEdit, flowDocumentSchema } from '@snodo/flow'
import { type Static, Type } from 'typebox'
import { BreakerView } from './breakers.ts'
import {
  AskedReason,
  Id,
  IdGiven,
  JsonRecord,
  JsonValue,
  listQuery,
  nullable,
  oneOf,
  PreviewOnly,
  page,
  strict,
  Time,
  TimeGiven,
} from './shapes.ts'

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
  week: Type.Array(Type.Integer(), {
    description: 'How many journeys began on each of the last seven days of the workspace, today last.',
  }),
  tags: Type.Array(Type.String()),
  createdAt: Time,
  updatedAt: Time,
  updatedBy: nullable(Type.String({ description: 'Who changed the draft last.' })),
  pausedAt: nullable(Time),
})
export type FlowSummary = Static<typeof FlowSummary>
export const FlowPage = page(FlowSummary)

const FlowTag = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' })
/** Tags put on and taken off many flows at once. */
export const TagFlows = Type.Object(
  {
    flows: Type.Array(IdGiven, { minItems: 1, maxItems: 1000 }),
    add: Type.Optional(Type.Array(FlowTag, { maxItems: 20 })),
    remove: Type.Optional(Type.Array(FlowTag, { maxItems: 20 })),
  },
  { ...strict, examples: [{ flows: ['3', '7'], add: ['spring'] }] },
)
export const FlowsTagged = Type.Object({ changed: Type.Integer({ description: 'How many flows have other tags now.' }) })

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
/** What is to be said of a drawing that is no flow here yet, such as one exported elsewhere. */
export const CheckDocument = Type.Object({ document: FlowDocumentBody }, strict)
export const DocumentChecked = Type.Object({ document: FlowDocumentBody, findings: Type.Array(FindingView) })

/** Something ordered for many, and how far it is. A large one is answered while it runs; GET /api/orders/:id tells the rest. */
export const OrderView = Type.Object({
  id: Id,
  kind: oneOf('retry', 'skip', 'move', 'end', 'hold', 'release', 'migrate', 'stop', 'resume', 'enroll'),
  flow: nullable(Id),
  state: oneOf('running', 'done', 'overtaken', 'failed'),
  author: Type.String(),
  reason: nullable(Type.String()),
  matched: Type.Integer({ description: 'How many it was about when it was placed.' }),
  counts: Type.Record(Type.String(), Type.Integer(), { description: 'What it has come to so far.' }),
  progress: Type.Number({ minimum: 0, maximum: 1 }),
  problem: nullable(Type.String()),
  placedAt: Time,
  endedAt: nullable(Time),
})
export type OrderView = Static<typeof OrderView>
export const OrderPage = page(OrderView)
export const OrderQuery = Type.Object({
  ...listQuery,
  flow: Type.Optional(Id),
  state: Type.Optional(oneOf('running', 'done', 'overtaken', 'failed')),
})

export const VersionSummary = Type.Object({
  version: Type.Integer(),
  publishedAt: Time,
  publishedBy: Type.String(),
  revision: Type.Integer({ description: 'Of the draft, when this was published: ask what was written since by it.' }),
  live: Type.Boolean({ description: 'The one newcomers take.' }),
  inside: Type.Integer(),
})
export type VersionSummary = Static<typeof VersionSummary>
export const VersionPage = page(VersionSummary)
export const VersionView = Type.Object({
  version: Type.Integer(),
  publishedAt: Time,
  publishedBy: Type.String(),
  document: FlowDocumentBody,
})
/** Puts the drawing of a published version into the draft, with the newest content of its messages. */
export const RestoreDraft = Type.Object(
  { revision: Revision, version: Type.Integer({ minimum: 1 }) },
  { ...strict, examples: [{ revision: 7, version: 3 }] },
)

const verb = { reason: Type.Optional(AskedReason), preview: Type.Optional(PreviewOnly) }
export const VerbBody = Type.Object(verb, { ...strict, examples: [{ preview: true }, { reason: 'wrong audience' }] })
export const ResumeBody = Type.Object(
  {
    ...verb,
    waits: Type.Optional(oneOf('frozen', 'wentOn')),
    entries: Type.Optional(oneOf('enter', 'drop')),
    overdue: Type.Optional(oneOf('young', 'all', 'none')),
  },
  {
    ...strict,
    examples: [{ preview: true }, { waits: 'frozen', entries: 'enter', overdue: 'young', reason: 'the price is right again' }],
  },
)
export const VerbReply = Type.Object(
  {
    state: FlowState,
    counts: Type.Record(Type.String(), Type.Integer()),
    preview: Type.Boolean({ description: 'True where it was only counted.' }),
    order: nullable(OrderView),
  },
  {
    examples: [
      {
        state: 'live',
        counts: { inside: 120, failed: 2, messagesHandedOver: 1, messagesWaiting: 7 },
        preview: true,
        order: null,
      },
    ],
  },
)

/** Contacts by id, or everyone a condition describes at this moment; one of the two. */
export const Enroll = Type.Object(
  {
    contacts: Type.Optional(Type.Array(IdGiven, { minItems: 1, maxItems: 100_000 })),
    /** A predicate such as `{ "type": "tag", "tag": "vip" }`. */
    segment: Type.Optional(JsonRecord),
    preview: Type.Optional(Type.Boolean()),
  },
  strict,
)
export const Enrolled = Type.Object({
  matched: Type.Integer({ description: 'How many are to be let in.' }),
  requested: Type.Integer({ description: 'Of how many that has been asked by now; none by a preview.' }),
  order: nullable(OrderView),
})

export const PreviewReentry = Type.Object(
  { draft: Type.Optional(Type.Union([FlowDocumentBody, Type.Boolean()])), at: Type.Optional(TimeGiven) },
  strict,
)

/** The rule with its defaults filled in and in one sentence; how many ever entered, are inside, and would get in again today. */
export const ReentryView = Type.Object({
  reentry: JsonRecord,
  words: Type.Object({ en: Type.String(), it: Type.String() }),
  entered: Type.Integer(),
  inside: Type.Integer(),
  again: Type.Integer(),
})
export type ReentryView = Static<typeof ReentryView>

/** What the websocket sends as `snapshot`. Resuming from its `seq` is answered with a snapshot. */
const rate = (of: string) => nullable(Type.Number({ description: `Of 1, of ${of}; null where there are none.` }))
export const MessageResults = Type.Object({
  sent: Type.Integer({ description: 'Taken by the provider.' }),
  delivered: nullable(Type.Integer({ description: 'Null while no provider tells of it.' })),
  bounced: Type.Integer({ description: 'Refused by the provider, or by whoever it gave the message to.' }),
  complained: nullable(Type.Integer({ description: 'Null while no provider tells of it.' })),
  opened: Type.Integer({ description: 'Messages, not times. Machines do not count.' }),
  measuredOn: Type.Integer({
    description:
      'How many of those sent carried an individual picture, by consent to open tracking: of the others nobody can tell.',
  }),
  openRate: rate('those measured on'),
  clicked: Type.Integer(),
  clicksMeasuredOn: Type.Integer({
    description: 'How many of those sent carried individual links, by consent to click tracking.',
  }),
  clickRate: rate('those whose clicks are measured'),
  unsubscribed: Type.Integer({ description: 'By the link in this very message.' }),
  unsubscribeRate: rate('those sent'),
})
export type MessageResults = Static<typeof MessageResults>

const results = {
  total: MessageResults,
  nodes: Type.Record(Type.String(), MessageResults, { description: 'By block that sent something.' }),
}
/** What came of a flow's messages; block ids are stable, so figures add up by block over versions. */
export const FlowResults = Type.Object({
  ...results,
  versions: Type.Array(Type.Object({ version: Type.Integer(), ...results }), { description: 'The newest first.' }),
})
export type FlowResults = Static<typeof FlowResults>

export const Counts = Type.Object({
  type: Type.Literal('snapshot'),
  flow: Id,
  seq: Type.String(),
  nodes: Type.Record(Type.String(), Type.Object({ inside: Type.Integer(), entered: Type.Integer(), failed: Type.Integer() })),
  edges: Type.Record(Type.String(), Type.Integer()),
})
export type Counts = Static<typeof Counts>
