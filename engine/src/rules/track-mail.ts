import { Parser } from 'htmlparser2'
import { type TrackingClaim, trackingUrl } from './tracking-link.ts'
import { UNSUBSCRIBE_PATH } from './unsubscribe-link.ts'

/** To what extent a contact agreed to be measured; unknown is not granted, whatever the mail is for. */
export type TrackingConsent = { opens: boolean; clicks: boolean }

export type TrackedMail = {
  html: string
  /** Where the links lead, by their number; what a click may be sent on to. */
  links: string[]
}

/** Links of one mail that are measured, and the longest of them; the others stay as they were written. */
const MOST_LINKS = 200
const LONGEST_LINK = 2000

/**
 * A mail as it goes to somebody who agreed to be measured: links become short signed addresses of ours, and a picture nobody
 * sees tells that the mail was opened. Without consent the mail comes back as it was, with no individual address in it but the
 * one that unsubscribes, which is never measured.
 */
export function trackMail(
  html: string,
  given: { consent: TrackingConsent; contact: string; message: string; publicUrl: string; secret: string },
): TrackedMail {
  const { consent, contact, message, publicUrl, secret } = given
  const urlOf = (claim: TrackingClaim) => trackingUrl(publicUrl, claim, secret)
  const own = `${publicUrl.replace(/\/$/, '')}${UNSUBSCRIBE_PATH}`
  const tracked: TrackedMail = consent.clicks
    ? replaceLinks(html, (link, url) => (url.startsWith(own) ? null : urlOf({ kind: 'click', contact, message, link })))
    : { html, links: [] }
  if (!consent.opens) return tracked
  return { ...tracked, html: withPixel(tracked.html, urlOf({ kind: 'open', contact, message })) }
}

/** Finds links as a browser would: not in comments, entities read, quotes or none. An address that occurs twice has one number. */
function replaceLinks(html: string, replacement: (link: number, url: string) => string | null): TrackedMail {
  const links: string[] = []
  const pieces: string[] = []
  let taken = 0
  let tag = ''
  const parser = new Parser({
    onopentagname(name) {
      tag = name
    },
    onattribute(name, value) {
      if (name !== 'href' || (tag !== 'a' && tag !== 'area')) return
      const url = webAddress(value)
      if (url === null) return
      const known = links.indexOf(url)
      if (known === -1 && links.length === MOST_LINKS) return
      const own = replacement(known === -1 ? links.length : known, url)
      if (own === null) return
      if (known === -1) links.push(url)
      pieces.push(html.slice(taken, parser.startIndex), `href="${own}"`)
      taken = parser.endIndex
    },
  })
  parser.end(html)
  return { html: pieces.join('') + html.slice(taken), links }
}

/** The address of a page on the web, made whole; null for what is none (mailto, tel, a place on the same page) or too long. */
function webAddress(href: string): string | null {
  const text = href.trim()
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  const { href: whole } = new URL(text)
  return whole.length > LONGEST_LINK ? null : whole
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">`
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end === -1 ? html + pixel : html.slice(0, end) + pixel + html.slice(end)
}

/** Whether a stored address may be sent on to: what came into the store by another way must not become a door. */
export function isWebAddress(url: string): boolean {
  return webAddress(url) !== null
}
