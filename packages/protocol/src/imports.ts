import { type Static, Type } from 'typebox'
import { Id, JsonRecord, nullable, oneOf, page, strict, Time } from './shapes.ts'

/** What a column of the file is. `attribute:city` names the attribute; `consent:email` says that a yes grants marketing on e-mail. */
export const ColumnTarget = Type.String({
  pattern: '^(email|phone|userId|list|tags|skip|attribute:.{1,100}|consent:[A-Za-z][A-Za-z0-9_:-]{0,60})$',
})

export const ImportOptions = Type.Object(
  {
    /** Column name -> target. A column that is not named is guessed from its name, else kept as an attribute. */
    columns: Type.Optional(Type.Record(Type.String(), ColumnTarget)),
    delimiter: Type.Optional(oneOf(',', ';', '\t', '|')),
    encoding: Type.Optional(Type.String({ maxLength: 40 })),
    /** List all of them join. */
    list: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    /** Where the consents of the file come from, in words: kept as their proof. Without it no consent is granted. */
    consentOrigin: Type.Optional(Type.String({ minLength: 3, maxLength: 500 })),
    /** Country of phone numbers without a prefix, as ISO 3166: `IT`. */
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    /** Take the file in although the very same one was imported before. */
    again: Type.Optional(Type.Boolean()),
  },
  strict,
)
export type ImportOptions = Static<typeof ImportOptions>

export const ImportCounts = Type.Object({
  rows: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  /** Consents of the file that were not granted because the person had said no, or because nobody said where they come from. */
  consentsKept: Type.Integer(),
  consentsGranted: Type.Integer(),
})
export type ImportCounts = Static<typeof ImportCounts>

export const ImportView = Type.Object({
  id: Id,
  state: oneOf('running', 'done', 'failed'),
  fileName: Type.String(),
  options: JsonRecord,
  counts: ImportCounts,
  startedAt: Time,
  endedAt: nullable(Time),
  problem: nullable(Type.String()),
})
export type ImportView = Static<typeof ImportView>
export const ImportPage = page(ImportView)

export const RejectView = Type.Object({ line: Type.Integer(), code: Type.String(), reason: Type.String() })

/** The answer to a dry run: how the file was read, the first rows, and what would become of all of them. */
export const ImportPreview = Type.Object({
  encoding: Type.String(),
  delimiter: Type.String(),
  columns: Type.Array(
    Type.Object({ name: Type.String(), target: ColumnTarget, guessed: Type.Boolean(), samples: Type.Array(Type.String()) }),
  ),
  rows: Type.Array(JsonRecord),
  counts: ImportCounts,
  rejects: Type.Array(RejectView),
})
export type ImportPreview = Static<typeof ImportPreview>
