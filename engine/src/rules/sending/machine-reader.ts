import type { Instant } from '@snodo/base'
import { isbot } from 'isbot'

/** Who asked for a link or a picture of a mail, as far as the request tells. */
export type MailReader = {
  /** HTTP method. */
  method: string
  userAgent: string | null
  /** The browser said that it only fetches ahead (`Sec-Purpose: prefetch` and its older names). */
  prefetch: boolean
}

/** Nobody reads a mail so soon after it was sent; what protects a mailbox looks at it at once. */
const TOO_SOON_MS = 2_000

/**
 * Whether a machine, not a person, followed a link or loaded a picture: what protects mailboxes follows every link, and some
 * mailboxes fetch every picture when the mail arrives. Such reactions are written down, but do not count.
 */
export function isMachineReader(
  reader: MailReader,
  given: { kind: 'open' | 'click'; sentAt: Instant | null; now: Instant },
): boolean {
  const userAgent = reader.userAgent?.trim() ?? ''
  if (reader.method !== 'GET' || reader.prefetch || userAgent === '') return true
  if (given.sentAt === null || given.now - given.sentAt < TOO_SOON_MS) return true
  // The picture proxies of Gmail and Yahoo fetch when a person opens the mail; isbot takes them for robots. Neither follows links.
  if (given.kind === 'open' && PICTURE_PROXIES.test(userAgent)) return false
  return MAIL_SCANNERS.test(userAgent) || isbot(userAgent)
}

const PICTURE_PROXIES = /GoogleImageProxy|YahooMailProxy/i

/** Scanners of mail that isbot, which is about the web, does not know. */
const MAIL_SCANNERS = /proofpoint|mimecast|messagelabs|symantec|forcepoint|trend\s?micro|fireeye|ironport|cloudmark|safelinks/i
