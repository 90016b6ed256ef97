import { isId } from '@snodo/base'
import { fromBase36, inBase36, linkTo, openToken, sealToken, wordPart } from './signed-token.ts'

/** What a link allows: this contact, on this channel, for this purpose, because of that message. */
export type UnsubscribeClaim = {
  contact: string
  channel: string
  purpose: string
  /** The message the link stands in, `enrollment:visit`. */
  message: string
}

/** Where the link leads; the server has a route here. */
export const UNSUBSCRIBE_PATH = '/u/'

/** Of the signature. */
const BYTES = 12

/**
 * The https address in a marketing message that unsubscribes. Short, because long folded headers break DKIM signatures at some
 * relays: ids in base 36, twelve bytes of signature (an attacker has 2^-96 a try, over HTTP). It holds no personal data and
 * does not expire: a wish to be left alone has no end.
 */
export function unsubscribeUrl(publicUrl: string, claim: UnsubscribeClaim, secret: string): string {
  const [enrollment = '', visit = ''] = claim.message.split(':')
  const parts = [claim.contact, enrollment, visit].map(inBase36)
  parts.push(wordPart(claim.channel), wordPart(claim.purpose))
  return linkTo(publicUrl, UNSUBSCRIBE_PATH, sealToken('unsubscribe', parts, BYTES, secret))
}

/** The claim of a link's last part, or null when it was tampered with or is none of ours. */
export function readUnsubscribeToken(token: string, secret: string): UnsubscribeClaim | null {
  if (token.length > 300) return null
  const parts = openToken('unsubscribe', token, 5, BYTES, secret)
  if (parts === null) return null
  const [channel, purpose] = parts.splice(3)
  if (!channel || !purpose) return null
  const ids = parts.map(fromBase36)
  if (!isId(ids[0]) || !isId(ids[1]) || ids[2] == null) return null
  return {
    contact: ids[0],
    channel: decodeURIComponent(channel),
    purpose: decodeURIComponent(purpose),
    message: `${ids[1]}:${ids[2]}`,
  }
}
