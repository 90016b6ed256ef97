import { type Instant, isId } from '@snodo/base'
import { fromBase36, inBase36, linkTo, openToken, sealToken, wordPart } from './signed-token.ts'

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
/** Of the signature. */
const BYTES = 16

export function confirmUrl(publicUrl: string, claim: Omit<ConfirmClaim, 'askedOn'>, askedAt: Instant, secret: string): string {
  const [enrollment = '', visit = ''] = claim.message.split(':')
  const ids = [claim.contact, enrollment, visit, Math.floor(askedAt / DAY_MS)].map(inBase36)
  // The plus parts the purposes.
  const parts = [...ids, wordPart(claim.channel), claim.purposes.map(wordPart).join('+')]
  return linkTo(publicUrl, CONFIRM_PATH, sealToken('confirm', parts, BYTES, secret))
}

/** The claim of a link's last part; null when it was tampered with, is none of ours, or is too old. */
export function readConfirmToken(token: string, now: Instant, secret: string): ConfirmClaim | null {
  if (token.length > 500) return null
  const parts = openToken('confirm', token, 6, BYTES, secret)
  if (parts === null) return null
  const [contact, enrollment, visit, day, channel, purposes] = parts
  if (!channel || !purposes) return null
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
