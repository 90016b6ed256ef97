import { type Static, Type } from 'typebox'

/** Problem details (RFC 9457): every error of the API. `detail` says what was expected, what came and what to do. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    /** Stable, for programs: `REVISION_STALE`. */
    code: Type.String(),
    /** JSON pointer to what is wrong, in the part of the request `detail` names. */
    pointer: Type.Optional(Type.String()),
    expected: Type.Optional(Type.String()),
    got: Type.Optional(Type.String()),
    /** The present revision, where a stale one was sent. */
    revision: Type.Optional(Type.Integer()),
  },
  { additionalProperties: true },
)
export type Problem = Static<typeof Problem>
