import type { Clock, Language } from '@snodo/base'
import type { Channel } from '@snodo/channels'
import type { Bells, Pool } from '@snodo/database'
import type { Collector, EngineContext } from '@snodo/engine'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Accounts } from '../auth/accounts.ts'
import type { ApiKeys } from '../auth/api-keys.ts'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { TextLookup } from '../go-live/look-up-text.ts'
import type { MailServer } from '../open-channels.ts'
import type { TypeBoxProvider } from '../plugins/validation.ts'

/** What the routes work with; wired once, in main.ts, or by a test. */
export type Doors = {
  engine: EngineContext
  pool: Pool
  clock: Clock
  collector: Collector
  accounts: Accounts
  apiKeys: ApiKeys
  keys: WriteKeys
  adminToken: string
  /** Signs the links in messages; the engine's own. */
  linkSecret: string
  /** Where people reach this server, without a slash at the end. */
  publicUrl: () => string
  /** Who carries each channel, where a provider is set up; the others are always the sandbox. */
  providers: ReadonlyMap<string, string>
  /** The same, to try one with a message to oneself. */
  channels: ReadonlyMap<string, Channel>
  mailServer: MailServer | null
  /** What the DNS says, for the check of a sender's domain. */
  lookUpText: TextLookup
  /** Told each time somebody signs in. */
  onSignIn?: (language: Language) => void
  readiness: () => Promise<Readiness>
  /** True from the moment this process is asked to stop. */
  stopping: () => boolean
  /** The bells of this process; null where it only serves. */
  bells: Pick<Bells, 'readiness'> | null
}

/** Whether this process can do its work, and what each part of it says. */
export type Readiness = { ready: boolean; parts: Record<string, { ok: boolean; say: string }> }

/** The app, with requests and replies typed by their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression<RawServerDefault>,
  RawReplyDefaultExpression<RawServerDefault>,
  FastifyBaseLogger,
  TypeBoxProvider
>

export function actorOf(request: { who: { actor: string } | null }): string {
  return request.who?.actor ?? 'nobody'
}
