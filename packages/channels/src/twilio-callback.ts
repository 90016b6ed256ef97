import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { isHardTwilioCode } from './twilio-reply.ts'

/** A form as it came in; a name given twice has its values in order. */
export type CallbackForm = Readonly<Record<string, string | readonly string[]>>

export type TwilioCallback = {
  /** The address as configured at the provider, with its query: behind a proxy the request's own Host is not to be trusted. */
  url: string
  signature: string | undefined
} & ({ form: CallbackForm } | { rawBody: string | Buffer })

/**
 * Whether a callback comes from the provider: base64(HMAC-SHA1(token, url + every name and value in order of names)), and for a body
 * that is not a form its SHA-256 in the query as `bodySHA256` (twilio.com/docs/usage/security).
 */
export function isTwilioSignature(authToken: string, callback: TwilioCallback): boolean {
  const data = 'form' in callback ? callback.url + joinForm(callback.form) : callback.url
  if ('rawBody' in callback && !bodyMatches(callback.url, callback.rawBody)) return false
  const expected = createHmac('sha1', authToken).update(data, 'utf8').digest('base64')
  return sameText(expected, callback.signature ?? '')
}

/** Names in the order of their bytes; equal values of one name count once, as in the provider's own library. */
function joinForm(form: CallbackForm): string {
  return Object.keys(form)
    .sort()
    .map((name) => {
      const value = form[name]!
      const values = typeof value === 'string' ? [value] : [...new Set(value)].sort()
      return values.map((one) => name + one).join('')
    })
    .join('')
}

function bodyMatches(url: string, rawBody: string | Buffer): boolean {
  const claimed = URL.canParse(url) ? new URL(url).searchParams.get('bodySHA256') : null
  return claimed !== null && sameText(createHash('sha256').update(rawBody).digest('hex'), claimed.toLowerCase())
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/** What a status report says of a message handed over earlier. */
export type DeliveryReport = {
  /** The name given at hand-over (`accepted.providerId`). */
  providerId: string
  state: 'underway' | 'sent' | 'delivered' | 'undelivered'
  /** Reports come out of order: one of a lower rank than the last one seen changes nothing. */
  rank: number
  /** The number itself is bad: suppress it. */
  hard: boolean
  code: string | null
}

const STATES: Readonly<Record<string, Pick<DeliveryReport, 'state' | 'rank'>>> = {
  accepted: { state: 'underway', rank: 1 },
  scheduled: { state: 'underway', rank: 1 },
  queued: { state: 'underway', rank: 2 },
  sending: { state: 'underway', rank: 3 },
  sent: { state: 'sent', rank: 4 },
  canceled: { state: 'undelivered', rank: 5 },
  failed: { state: 'undelivered', rank: 5 },
  undelivered: { state: 'undelivered', rank: 5 },
  // A carrier may first give up and then deliver after all; the person has it in their hand.
  delivered: { state: 'delivered', rank: 6 },
  read: { state: 'delivered', rank: 7 },
}

/** Reads a status callback; null when it is none we know (new states are added by providers, and change nothing here). */
export function readTwilioStatus(form: CallbackForm): DeliveryReport | null {
  const providerId = form.MessageSid ?? form.SmsSid
  const status = form.MessageStatus ?? form.SmsStatus
  if (typeof providerId !== 'string' || typeof status !== 'string' || !Object.hasOwn(STATES, status)) return null
  const code = typeof form.ErrorCode === 'string' && form.ErrorCode !== '' && form.ErrorCode !== '0' ? form.ErrorCode : null
  const known = STATES[status]!
  return { providerId, ...known, hard: known.state === 'undelivered' && code !== null && isHardTwilioCode(Number(code)), code }
}
