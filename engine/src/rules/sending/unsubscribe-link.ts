import { createHmac, timingSafeEqual } from 'node:crypto'
import { isId } from '@snodo/base'

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

/**
 * The https address in a marketing message that unsubscribes. Short, because long folded headers break DKIM signatures at some
 * relays: ids in base 36, twelve bytes of signature (an attacker has 2^-96 a try, over HTTP). It holds no personal data and
 * does not expire: a wish to be left alone has no end.
 */
export function unsubscribeUrl(publicUrl: string, claim: UnsubscribeClaim, secret: string): string {
  const [enrollment = '', visit = ''] = claim.message.split(':')
  const body = [BigInt(claim.contact), BigInt(enrollment), BigInt(visit)].map((id) => id.toString(36)).join('.')
  const text = `${body}.${word(claim.channel)}.${word(claim.purpose)}`
  return `${publicUrl.replace(/\/$/, '')}${UNSUBSCRIBE_PATH}${text}.${sign(text, secret)}`
}

/** The claim of a link's last part, or null when it was tampered with or is none of ours. */
export function readUnsubscribeToken(token: string, secret: string): UnsubscribeClaim | null {
  if (token.length > 300) return null
  const parts = token.split('.')
  const signature = parts.pop() ?? ''
  const [contact, enrollment, visit, channel, purpose, ...more] = parts
  if (contact === undefined || enrollment === undefined || visit === undefined || !channel || !purpose || more.length > 0)
    return null
  const expected = Buffer.from(sign(parts.join('.'), secret))
  const got = Buffer.from(signature)
  if (got.length !== expected.length || !timingSafeEqual(got, expected)) return null
  const ids = [contact, enrollment, visit].map(fromBase36)
  if (!isId(ids[0]) || !isId(ids[1]) || ids[2] === null) return null
  return {
    contact: ids[0],
    channel: decodeURIComponent(channel),
    purpose: decodeURIComponent(purpose),
    message: `${ids[1]}:${ids[2]}`,
  }
}

/** A name as one part of the token: the dot parts the parts. */
function word(name: string): string {
  return encodeURIComponent(name).replaceAll('.', '%2E')
}

function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(`unsubscribe\n${text}`).digest().subarray(0, 12).toString('base64url')
}

function fromBase36(text: string): string | null {
  if (!/^[0-9a-z]{1,14}$/.test(text)) return null
  let id = 0n
  for (const digit of text) id = id * 36n + BigInt(Number.parseInt(digit, 36))
  return id.toString()
}
