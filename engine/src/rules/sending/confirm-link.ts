import { createHmac, timingSafeEqual } from 'node:crypto'
import { type Instant, isId } from '@snodo/base'

/** What the link in a confirmation allows: to say yes, for this contact, to these purposes on this channel. */
export type ConfirmClaim = {
  contact: string
  channel: string
  purposes: readonly string[]
  /** The message the link stands in, `enrollment:visit`. */
  message: string
  /** The day it was asked, since 1970: a request does not stand for ever. */
  askedOn: number
}

/** Where the link leads; the server has a route here. */
export const CONFIRM_PATH = '/c/'

/** After so many days somebody who never answered has answered. */
export const CONFIRM_DAYS = 30

const DAY_MS = 86_400_000

export function confirmUrl(publicUrl: string, claim: Omit<ConfirmClaim, 'askedOn'>, askedAt: Instant, secret: string): string {
  const [enrollment = '', visit = ''] = claim.message.split(':')
  const ids = [claim.contact, enrollment, visit, String(Math.floor(askedAt / DAY_MS))].map((id) => BigInt(id).toString(36))
  const text = [...ids, word(claim.channel), claim.purposes.map(word).join('+')].join('.')
  return `${publicUrl.replace(/\/$/, '')}${CONFIRM_PATH}${text}.${sign(text, secret)}`
}

/** The claim of a link's last part; null when it was tampered with, is none of ours, or is too old. */
export function readConfirmToken(token: string, now: Instant, secret: string): ConfirmClaim | null {
  if (token.length > 500) return null
  const parts = token.split('.')
  const signature = Buffer.from(parts.pop() ?? '')
  const [contact, enrollment, visit, day, channel, purposes] = parts
  if (parts.length !== 6 || !channel || !purposes) return null
  const expected = Buffer.from(sign(parts.join('.'), secret))
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return null
  const [id, journey, step, askedOn] = [contact, enrollment, visit, day].map((text) => fromBase36(text ?? ''))
  if (!isId(id) || !isId(journey) || step == null || askedOn == null) return null
  if (Math.floor(now / DAY_MS) - Number(askedOn) > CONFIRM_DAYS) return null
  return {
    contact: id,
    channel: decodeURIComponent(channel),
    purposes: purposes.split('+').map(decodeURIComponent),
    message: `${journey}:${step}`,
    askedOn: Number(askedOn),
  }
}

/** A name as one part of the token: the dot parts the parts, the plus the purposes. */
function word(name: string): string {
  return encodeURIComponent(name).replaceAll('.', '%2E')
}

/** `confirm` is signed along: a link that unsubscribes is none that subscribes. */
function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(`confirm\n${text}`).digest().subarray(0, 16).toString('base64url')
}

function fromBase36(text: string): string | null {
  if (!/^[0-9a-z]{1,14}$/.test(text)) return null
  let id = 0n
  for (const digit of text) id = id * 36n + BigInt(Number.parseInt(digit, 36))
  return id.toString()
}
