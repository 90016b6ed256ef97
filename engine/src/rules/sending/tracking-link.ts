import { isId } from '@snodo/base'
import { fromBase36, inBase36, linkTo, openToken, sealToken } from './signed-token.ts'

/**
 * What an individual address in a mail stands for. Where a link leads is not in it: that is stored with the message, so that
 * nobody can make our address lead anywhere else.
 */
export type TrackingClaim = {
  contact: string
  /** The message it stands in, `enrollment:visit`, as it was called when it was sent. */
  message: string
} & ({ kind: 'open' } | { kind: 'click'; link: number })

/** Where the addresses lead; the server has a route for each. */
export const TRACKING_PATHS = { click: '/t/c/', open: '/t/o/' } as const

/** Short, like the link to unsubscribe: ids in base 36 and a signature of 128 bits. It holds no personal data and no address. */
export function trackingUrl(publicUrl: string, claim: TrackingClaim, secret: string): string {
  const [enrollment = '', visit = ''] = claim.message.split(':')
  const numbers = [claim.contact, enrollment, visit, ...(claim.kind === 'click' ? [claim.link] : [])]
  return linkTo(publicUrl, TRACKING_PATHS[claim.kind], sealToken(claim.kind, numbers.map(inBase36), BYTES, secret))
}

/** The claim of an address's last part, or null when it was tampered with or is none of ours. */
export function readTrackingToken(kind: TrackingClaim['kind'], token: string, secret: string): TrackingClaim | null {
  if (token.length > LONGEST_TOKEN) return null
  const parts = openToken(kind, token, kind === 'click' ? 4 : 3, BYTES, secret)
  if (parts === null) return null
  const [contact, enrollment, visit, link] = parts.map(fromBase36)
  if (!isId(contact) || !isId(enrollment) || visit == null) return null
  const about = { contact, message: `${enrollment}:${visit}` }
  if (kind === 'open') return { kind, ...about }
  return link == null ? null : { kind, ...about, link: Number.parseInt(link, 10) }
}

/** Four numbers of at most 13 digits, the signature, the dots: far below it. */
const LONGEST_TOKEN = 120
/** Of the signature. */
const BYTES = 16
