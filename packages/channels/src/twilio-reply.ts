import type { Instant } from '@snodo/base'
import { type DeliveryFate, fateText } from './channel.ts'
import type { OutboundReply } from './outbound-http.ts'
import { readRetryAfter } from './retry-after.ts'

/** Trouble with our account is no fault of the message: it waits, and the operator is told by the reason. */
const ACCOUNT_RETRY_MS = 5 * 60_000

/**
 * Codes that condemn the number itself: not a number (21211), opted out at the provider (21610), not a mobile (21614), a land line
 * (21635); from status reports: unknown (30005), a land line or unreachable carrier (30006).
 */
const HARD_CODES: ReadonlySet<number> = new Set([21211, 21610, 21614, 21635, 30005, 30006])

/** Too many requests (20429) and a full queue (21611): both pass. */
const PASSING_CODES: ReadonlySet<number> = new Set([20429, 21611])

export function isHardTwilioCode(code: number): boolean {
  return HARD_CODES.has(code)
}

/** The fate of a message by the reply to its POST. The whole table of codes: twilio.com/docs/api/errors. */
export function readTwilioReply(reply: OutboundReply, now: Instant): DeliveryFate {
  const said = parseObject(reply.body)
  const code = typeof said.code === 'number' ? said.code : null
  const say = fateText(typeof said.message === 'string' ? said.message : `HTTP ${reply.status}`)
  if (reply.status >= 200 && reply.status < 300) return accepted(said)
  if (reply.status === 429 || (code !== null && PASSING_CODES.has(code))) {
    return {
      fate: 'retry',
      afterMs: readRetryAfter(reply.headers['retry-after'], now),
      slows: true,
      because: `the SMS provider asks to go slower: ${say}`,
    }
  }
  if (reply.status === 401 || reply.status === 403 || reply.status === 404) {
    return { fate: 'retry', afterMs: ACCOUNT_RETRY_MS, slows: true, because: `the SMS provider refuses our account: ${say}` }
  }
  // A gateway that lost patience does not know whether the message was taken behind it.
  if (reply.status === 504) return { fate: 'unknown', because: `the SMS provider's gateway got no answer: ${say}` }
  if (reply.status >= 500)
    return { fate: 'retry', afterMs: readRetryAfter(reply.headers['retry-after'], now), slows: true, because: say }
  if (reply.status < 400)
    return {
      fate: 'retry',
      afterMs: ACCOUNT_RETRY_MS,
      slows: true,
      because: `the SMS provider answered with HTTP ${reply.status}`,
    }
  return { fate: 'refused', hard: code !== null && isHardTwilioCode(code), code: String(code ?? reply.status), say }
}

/** Some compatible providers refuse at once, in a reply of 201. */
function accepted(said: Record<string, unknown>): DeliveryFate {
  const failed = said.status === 'failed' || said.status === 'undelivered'
  if (failed) {
    const code = Number(said.error_code ?? 0)
    const say = fateText(typeof said.error_message === 'string' ? said.error_message : 'the provider refused the message')
    return { fate: 'refused', hard: isHardTwilioCode(code), code: String(said.error_code ?? said.status), say }
  }
  return { fate: 'accepted', providerId: typeof said.sid === 'string' ? said.sid : null }
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
  } catch {
    // Proxies answer in HTML; the status then has to speak for itself.
    return {}
  }
}
