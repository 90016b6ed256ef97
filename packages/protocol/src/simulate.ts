import { type Static, Type } from 'typebox'
import { FlowDocumentBody } from './flows.ts'
import { IdGiven, JsonRecord, nullable, oneOf, strict, Time, TimeGiven } from './shapes.ts'

const HappeningGiven = Type.Object(
  { at: TimeGiven, event: Type.String({ minLength: 1, maxLength: 200 }), properties: Type.Optional(JsonRecord) },
  strict,
)

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
    history: Type.Optional(Type.Array(HappeningGiven, { maxItems: 500, description: 'What they did before.' })),
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
    events: Type.Optional(Type.Array(HappeningGiven, { maxItems: 500 })),
    draft: Type.Optional(Type.Union([FlowDocumentBody, Type.Boolean()])),
    version: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  strict,
)
export type Simulate = Static<typeof Simulate>

/** What a card shows of time: for whom (absent: somebody of whom nothing is known), when, and of which drawing (absent: the draft). */
export const PreviewWaits = Type.Object(
  {
    contact: Type.Optional(Type.Union([SampleContact, ...IdGiven.anyOf])),
    at: Type.Optional(TimeGiven),
    draft: Type.Optional(Type.Union([FlowDocumentBody, Type.Boolean()])),
  },
  strict,
)
export type PreviewWaits = Static<typeof PreviewWaits>

/** By node, for every wait that can be told: when who comes now goes on (null: not before what it waits for), and by which port. */
export const WaitPreviews = Type.Object({
  at: Time,
  waits: Type.Record(
    Type.String(),
    Type.Object({ until: nullable(Time), port: Type.String(), zone: Type.String(), zoneFrom: Type.String() }),
  ),
})
export type WaitPreviews = Static<typeof WaitPreviews>
