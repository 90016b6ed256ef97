import { Brand, ContentDocument } from '@snodo/content'
import { type Static, Type } from 'typebox'
import { Id, JsonRecord, listQuery, nullable, oneOf, page, strict, Time } from './shapes.ts'

const Channel = oneOf('email', 'sms')
const Name = Type.String({ minLength: 1, maxLength: 200 })

/** A flow that names a content: what it sends now, or its draft only. */
const ContentUseView = Type.Object({ flow: Id, name: Type.String(), live: Type.Boolean() })

export const ContentSummary = Type.Object({
  id: Id,
  channel: Channel,
  name: Type.String(),
  /** Subject of an e-mail, text of an SMS, as they stand in the draft. */
  says: Type.String(),
  revision: Type.Integer(),
  /** The version flows send; null: it was never published. */
  version: nullable(Type.Integer()),
  uses: Type.Array(ContentUseView),
  createdAt: Time,
  updatedAt: Time,
  updatedBy: Type.String(),
})
export type ContentSummary = Static<typeof ContentSummary>
export const ContentPage = page(ContentSummary)
export const ContentQuery = Type.Object({ ...listQuery, channel: Type.Optional(Channel) })

export const ContentDetail = Type.Object({
  ...ContentSummary.properties,
  document: Type.Unsafe<ContentDocument>(JsonDocument()),
  /** The draft differs from the version that is sent. */
  changed: Type.Boolean(),
})
export type ContentDetail = Static<typeof ContentDetail>

export const NewContent = Type.Object({ name: Name, document: ContentDocument }, strict)
export const SaveContent = Type.Object({ name: Name, document: ContentDocument, revision: Type.Integer({ minimum: 1 }) }, strict)
export const ContentSaved = Type.Object({ revision: Type.Integer() })
export const PublishContent = Type.Object({ revision: Type.Integer({ minimum: 1 }) }, strict)
export const ContentPublished = Type.Object({
  version: Type.Integer(),
  /** Flows whose messages say the new words from the next send. */
  flows: Type.Array(Id),
})
export type ContentPublished = Static<typeof ContentPublished>

export const ContentVersionView = Type.Object({ number: Type.Integer(), at: Time, author: Type.String() })
export const ContentVersionPage = page(ContentVersionView)
export const ContentVersionDetail = Type.Object({
  ...ContentVersionView.properties,
  document: Type.Unsafe<ContentDocument>(JsonDocument()),
})

/** For whom a content is looked at, and what would have set the flow off. */
const shownFor = {
  /** A real contact; absent: a made-up one. */
  contact: Type.Optional(Id),
  /** The event whose newest occurrence fills in `entry`. */
  event: Type.Optional(Type.String({ maxLength: 200 })),
}
export const PreviewContent = Type.Object(
  {
    document: ContentDocument,
    ...shownFor,
    /** How it would look with a brand that is not saved yet. */
    brand: Type.Optional(Brand),
  },
  strict,
)
export const ContentPreview = Type.Object({
  /** Where it would go; null: the contact has no such address. */
  to: nullable(Type.String()),
  subject: nullable(Type.String()),
  preheader: nullable(Type.String()),
  html: nullable(Type.String()),
  text: nullable(Type.String()),
  /** Bytes of the HTML as it goes out; 0 for an SMS. */
  bytes: Type.Integer(),
  /** The contact has had the event asked for, so its own values are shown. */
  ownEvent: Type.Boolean(),
})
export type ContentPreview = Static<typeof ContentPreview>

export const TestContent = Type.Object(
  {
    document: ContentDocument,
    ...shownFor,
    to: Type.String({ minLength: 3, maxLength: 254, description: 'Your own address or number.' }),
  },
  strict,
)
/** What became of a test; `kept`: nobody is set up to carry it, so it went nowhere. */
export const ContentTested = Type.Object({
  fate: oneOf('accepted', 'refused', 'retry', 'unknown', 'kept'),
  provider: nullable(Type.String()),
  say: Type.String(),
})
export type ContentTested = Static<typeof ContentTested>

/** A stored document was checked when it was written; its schema is that of what is sent in. */
function JsonDocument() {
  return { ...JsonRecord }
}
