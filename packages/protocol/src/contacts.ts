import { type Static, Type } from 'typebox'
import { Id, IdGiven, JsonRecord, listQuery, nullable, oneOf, page, strict, Time } from './shapes.ts'

export const ContactSummary = Type.Object({
  id: Id,
  email: nullable(Type.String()),
  phone: nullable(Type.String()),
  userId: nullable(Type.String()),
  attributes: JsonRecord,
  tags: Type.Array(Type.String()),
  createdAt: Time,
  lastSeenAt: Time,
})
export type ContactSummary = Static<typeof ContactSummary>
export const ContactPage = page(ContactSummary)

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

/** Which contacts; all that is asked has to hold. */
const contactSearch = {
  search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of an e-mail, user id, phone or name.' })),
  email: Type.Optional(Type.String({ maxLength: 254 })),
  userId: Type.Optional(Type.String({ maxLength: 255 })),
  anonymousId: Type.Optional(Type.String({ maxLength: 255 })),
  tag: Type.Optional(Type.String({ maxLength: 200 })),
  list: Type.Optional(Type.String({ maxLength: 200 })),
  consent: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z][A-Za-z0-9_-]{0,31}(:[A-Za-z][A-Za-z0-9_-]{0,31})?$',
      description: 'Who has granted it: `channel:purpose`, or a channel alone for marketing.',
    }),
  ),
  flow: Type.Optional(Type.String({ ...Id, description: 'Who is inside this flow.' })),
  kind: Type.Optional(oneOf('known', 'anonymous')),
}
export const ContactQuery = Type.Object({ ...listQuery, ...contactSearch })
export const ContactExportQuery = Type.Object(contactSearch, strict)

/** A contact by hand. */
export const NewContact = Type.Object(
  {
    email: Type.Optional(nullable(Type.String({ maxLength: 254 }))),
    userId: Type.Optional(nullable(Type.String({ minLength: 1, maxLength: 255 }))),
    phone: Type.Optional(nullable(Type.String({ maxLength: 40 }))),
    attributes: Type.Optional(JsonRecord),
    tags: Type.Optional(Type.Array(Name, { maxItems: 100 })),
    lists: Type.Optional(Type.Array(Name, { maxItems: 100 })),
  },
  { ...strict, examples: [{ email: 'maria@example.com', attributes: { firstName: 'Maria' }, lists: ['newsletter'] }] },
)
export const ContactAdded = Type.Object({
  id: Id,
  created: Type.Boolean({ description: 'False where somebody already goes by this e-mail or user id, who got what is new.' }),
})

/** Lists and tags for many at once: by their ids or by a search. The reply's `next` is the `after` of the next request. */
export const MarkContacts = Type.Object(
  {
    contacts: Type.Optional(Type.Array(IdGiven, { minItems: 1, maxItems: 10_000 })),
    search: Type.Optional(Type.Object(contactSearch, strict)),
    join: Type.Optional(Type.Array(Name, { maxItems: 20 })),
    leave: Type.Optional(Type.Array(Name, { maxItems: 20 })),
    addTags: Type.Optional(Type.Array(Name, { maxItems: 20 })),
    removeTags: Type.Optional(Type.Array(Name, { maxItems: 20 })),
    preview: Type.Optional(Type.Boolean({ description: 'Count only; nothing is changed.' })),
    after: listQuery.after,
  },
  { ...strict, examples: [{ search: { tag: 'vip' }, join: ['loyal'], preview: true }] },
)
export const ContactsMarked = Type.Object({
  matched: Type.Integer({
    description: 'With preview: how many it is about, counted up to 100,000. Else: how many were looked at.',
  }),
  more: Type.Boolean({ description: 'There are others beyond.' }),
  changed: Type.Integer(),
  /** The `after` of the next request; null: all is done. */
  next: nullable(Type.String()),
})

export const ConsentView = Type.Object({
  channel: Type.String(),
  purpose: Type.String(),
  state: oneOf('granted', 'denied', 'pending'),
  at: Time,
  basis: Type.String(),
  proof: JsonRecord,
})

export const ContactProfile = Type.Object({
  ...ContactSummary.properties,
  identities: Type.Array(Type.Object({ kind: Type.String(), value: Type.String() })),
  consents: Type.Array(ConsentView),
  lists: Type.Array(Type.String()),
  scores: Type.Record(Type.String(), Type.Number()),
  journeys: Type.Array(
    Type.Object({ id: Id, flowId: Id, node: Type.String(), state: Type.String(), enteredAt: Time, dueAt: nullable(Time) }),
  ),
})
export type ContactProfile = Static<typeof ContactProfile>

export const ChangeContact = Type.Object(
  {
    email: Type.Optional(nullable(Type.String({ maxLength: 254 }))),
    phone: Type.Optional(nullable(Type.String({ maxLength: 40 }))),
    /** Merged by name; null takes one away. */
    attributes: Type.Optional(JsonRecord),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { maxItems: 1000 })),
  },
  strict,
)
export type ChangeContact = Static<typeof ChangeContact>

const Consents = Type.Record(
  Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,31}(:[A-Za-z][A-Za-z0-9_-]{0,31})?$' }),
  Type.Unsafe<boolean | 'granted' | 'denied' | 'pending'>({ enum: [true, false, 'granted', 'denied', 'pending'] }),
  {
    description:
      'By `channel:purpose`; a channel alone means marketing on it, `openTracking` that purpose of e-mail. Where the setting `doubleOptIn` is on for a channel, a yes without `proof` is asked for first.',
  },
)

/** `existingCustomer` allows e-mail on similar products only, so a basis spelled otherwise must not pass for a consent. */
const Basis = oneOf('consent', 'existingCustomer', 'unsubscribe')

/** Consents one by one, as a contact's profile shows them. */
const ConsentList = Type.Array(
  Type.Object({
    channel: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,31}$' }),
    purpose: Type.Optional(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_-]{0,31}$' })),
    state: oneOf('granted', 'denied', 'pending'),
    basis: Type.Optional(Basis),
    proof: Type.Optional(JsonRecord),
  }),
  { minItems: 1, maxItems: 100 },
)

/** What somebody consents to, with its proof; or the consents alone, which double opt-in asks the person to confirm. */
export const ChangeConsents = Type.Union([
  Type.Object(
    {
      consents: Type.Union([Consents, ConsentList]),
      /** When, where, with which words: kept as it is. */
      proof: Type.Optional(JsonRecord),
      basis: Type.Optional(Basis),
    },
    strict,
  ),
  Consents,
])
export type ChangeConsents = Static<typeof ChangeConsents>

export const MergeContact = Type.Object(
  { into: Id, reason: Type.Optional(Type.String({ maxLength: 500, description: 'Why, for the audit log.' })) },
  strict,
)
export const EraseContact = Type.Object({ reason: Type.Optional(Type.String({ maxLength: 500 })) }, strict)

export const TimelineQuery = Type.Object({ ...listQuery, language: Type.Optional(oneOf('en', 'it')) })
export const TimelineEntry = Type.Object(
  {
    kind: oneOf('event', 'message', 'entry', 'end', 'steps', 'consent'),
    at: Time,
    id: Type.String(),
    words: Type.Array(Type.String(), { description: 'The reasons of this row, in sentences.' }),
  },
  { additionalProperties: true },
)
export const TimelinePage = page(TimelineEntry)

export const ListView = Type.Object({ name: Type.String(), title: Type.String(), members: Type.Integer(), createdAt: Time })
export const ListPage = page(ListView)
export const NewList = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 200 }), title: Type.Optional(Type.String({ maxLength: 200 })) },
  strict,
)

/** Which flows speak of a list; a published one keeps it from being deleted. */
export const ListDetail = Type.Object({
  ...ListView.properties,
  uses: Type.Array(
    Type.Object({
      flow: Id,
      name: Type.String(),
      state: Type.String(),
      published: Type.Boolean(),
      starts: Type.Boolean({ description: 'Joining the list begins it.' }),
    }),
  ),
})
