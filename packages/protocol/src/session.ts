import { type Static, Type } from 'typebox'
import { Id, nullable, strict, Time } from './shapes.ts'

export const Login = Type.Union([
  Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }, strict),
  Type.Object(
    { email: Type.String({ minLength: 3, maxLength: 254 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
    strict,
  ),
])
export type Login = Static<typeof Login>

export const Password = Type.Object(
  {
    password: Type.String({ minLength: 10, maxLength: 200 }),
    /** The password before. Not needed shortly after signing in by a link. */
    current: Type.Optional(Type.String({ maxLength: 200 })),
    email: Type.Optional(Type.String({ format: 'email', maxLength: 254 })),
  },
  strict,
)
export type Password = Static<typeof Password>

export const Session = Type.Object({
  user: Type.Object({ name: Type.String(), email: Type.String(), hasPassword: Type.Boolean() }),
  /** No message leaves: sending has not been switched to live, or there is nobody to hand messages to. */
  sandbox: Type.Boolean(),
  /** Sending has been switched to live. */
  live: Type.Boolean(),
  /** Channels somebody is set up to carry, such as `email`. */
  providers: Type.Array(Type.String()),
  sendingStopped: Type.Boolean(),
})
export type Session = Static<typeof Session>

export const ApiKeyView = Type.Object({
  id: Id,
  name: Type.String(),
  hint: Type.String({ description: 'The first characters of the key.' }),
  createdAt: Time,
  createdBy: Type.String(),
  revokedAt: nullable(Time),
})
export type ApiKeyView = Static<typeof ApiKeyView>

export const NewApiKey = Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) }, strict)
export const CreatedApiKey = Type.Object({ id: Id, name: Type.String(), key: Type.String({ description: 'Shown this once.' }) })
export type CreatedApiKey = Static<typeof CreatedApiKey>
