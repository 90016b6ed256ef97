/** The ways a message can go out today. Consents, messages and send nodes use these very words. */
export const CHANNEL_NAMES = ['email', 'sms'] as const
export type ChannelName = (typeof CHANNEL_NAMES)[number]

export function isChannelName(text: unknown): text is ChannelName {
  return CHANNEL_NAMES.some((name) => name === text)
}

/** Who can carry messages. A rate is given to one of these by name. */
export const PROVIDER_NAMES = ['sandbox', 'smtp', 'twilio-sms'] as const

/**
 * One way to hand messages to the world through one provider. It knows nothing of flows, consent or time of day: what reaches
 * it has been judged and rendered.
 */
export type Channel = {
  name: ChannelName
  /** Who carries the messages: one of `PROVIDER_NAMES`, but in tests. Also the name of the provider's budget. */
  provider: string
  /**
   * True when handing over the same `key` twice sends once. Where it is false the caller marks a message *handed over* before
   * `deliver`, so that a crash in between is known as `unknown` instead of being sent again.
   */
  idempotent: boolean
  limits: ChannelLimits
  /**
   * Hands over a batch of at most `limits.batchSize` messages of this channel, with distinct keys, and answers for each of them
   * under its key. A provider's failure is a fate, never a rejection; one message's failure is not another's. After `signal`
   * aborts, or the provider itself fails one of them, no further message begins: those not begun are `retry` with `afterMs: 0`
   * that slows nothing; those in the air end by themselves.
   */
  deliver(messages: readonly OutgoingMessage[], signal: AbortSignal): Promise<Map<string, DeliveryFate>>
  /** Reaches the provider and checks our credentials without sending anything; throws a fault that says what is wrong. */
  verify(): Promise<void>
  /** Lets go of connections. Nothing may be delivered afterwards. */
  close(): Promise<void>
}

export type ChannelLimits = {
  /** Most messages in one `deliver`: what a crash can leave `unknown` at worst. */
  batchSize: number
  /** Most messages of this provider in the air at once, in this process: a slow provider holds up nobody else. */
  concurrency: number
}

/** A message ready to go: texts are final, nothing in them is a template any more. */
export type OutgoingMessage = OutgoingEmail | OutgoingSms

export type OutgoingEmail = {
  channel: 'email'
  /** `enrollment:visit`, the same on every try. */
  key: string
  /** One bare address, no display name. */
  to: string
  /** Null: the provider's own default sender. */
  from: EmailAddress | null
  replyTo: string | null
  subject: string
  html: string
  /** Null: made from `html`. */
  text: string | null
  /** The line a mailbox shows beside the subject; put in front of the body, hidden. */
  preheader: string | null
  /** Where one click unsubscribes (RFC 8058): an https address that acts on POST alone. Null only for transactional mail. */
  unsubscribeUrl: string | null
}

export type EmailAddress = { name: string | null; address: string }

export type OutgoingSms = {
  channel: 'sms'
  key: string
  /** E.164, e.g. `+393331234567`. */
  to: string
  /** A number in E.164, an alphanumeric sender, or null for the provider's own default. */
  from: string | null
  text: string
}

/** What became of one message at the provider's door. */
export type DeliveryFate =
  /** The provider has taken it; `providerId` is the name by which its later reports speak of it, where there is one. */
  | { fate: 'accepted'; providerId: string | null }
  /** Final. `hard`: the address itself is bad or has opted out there, and is to be suppressed; else it is this message or us. */
  | { fate: 'refused'; hard: boolean; code: string; say: string }
  /**
   * Not taken, surely; try again, not before `afterMs` where the provider said so, else by the caller's own backoff. `slows`: it is
   * the provider that is busy, away or refuses our account, so every other message would fare the same and none should be tried.
   */
  | { fate: 'retry'; afterMs: number | null; slows: boolean; because: string }
  /** It may or may not have been taken: the answer was lost. A provider that loses answers is in trouble as a whole. */
  | { fate: 'unknown'; because: string }

/** True where the answer is about the provider and not about this message. */
export function isProviderTrouble(fate: DeliveryFate): boolean {
  return fate.fate === 'unknown' || (fate.fate === 'retry' && fate.slows)
}

/** True for a message whose turn never came. */
export function neverBegan(fate: DeliveryFate): boolean {
  return fate.fate === 'retry' && fate.afterMs === 0 && !fate.slows
}

/** A fate's sentence never grows past this: providers put whole pages into their replies. */
export const FATE_TEXT_MAX = 300

/** A provider's words made fit for a fate: one line, bounded. */
export function fateText(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim()
  return line.length <= FATE_TEXT_MAX ? line : `${line.slice(0, FATE_TEXT_MAX - 1)}…`
}
