import { type Static, type TSchema, Type } from 'typebox'

/** Shapes every resource shares. Ids are strings, times ISO 8601 in UTC. */
export const Id = Type.String({ pattern: '^[1-9][0-9]{0,18}$', description: 'An id: digits, as a text.' })
/** An id in what somebody sends: programs in other languages keep ids as numbers, and those that a number holds exactly are as good. */
export const IdGiven = Type.Union([Id, Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })])
export const Time = Type.String({ format: 'date-time', description: 'An instant, ISO 8601 in UTC.' })
/** An instant in what somebody sends: ISO 8601 with its zone, or milliseconds since 1970. */
export const TimeGiven = Type.Union([Time, Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })])
export const JsonValue = Type.Unknown({ description: 'Any JSON.' })
export const JsonRecord = Type.Record(Type.String(), Type.Unknown(), { description: 'A JSON object.' })

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()])
}

export function oneOf<const Choice extends string>(...choices: Choice[]) {
  return Type.Unsafe<Choice>({ type: 'string', enum: choices })
}

/** A page of a list: `next` is the `after` of the following page, null on the last. */
export function page<Item extends TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), next: nullable(Type.String()) })
}

export const strict = { additionalProperties: false } as const

/** What every list takes. */
export const listQuery = {
  after: Type.Optional(Type.String({ maxLength: 500, description: 'The `next` of the page before.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 50 })),
}

export const WithId = Type.Object({ id: Id })
export type WithId = Static<typeof WithId>

/** A deed that needs no other answer. */
export const Done = Type.Object({ ok: Type.Literal(true) })
export type Done = Static<typeof Done>

/** Why an operator orders something that touches people. */
export const Reason = Type.String({ minLength: 1, maxLength: 500, description: 'Why: it stands in the audit log.' })
export const AskedReason = Type.String({
  ...Reason,
  description: 'Why: it stands in the audit log. Required unless `preview` is true.',
})
export const PreviewOnly = Type.Boolean({ default: false, description: 'Count only; nothing is changed.' })
