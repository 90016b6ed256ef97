import type { CutMail } from './cut-links.ts'
import { trackingUrl } from './tracking-link.ts'

/** To what extent a contact agreed to be measured; unknown is not granted, whatever the mail is for. */
export type TrackingConsent = { opens: boolean; clicks: boolean }

/**
 * A mail as it goes to somebody who agreed to be measured: links, where it was cut open for them, become short signed addresses
 * of ours, and a picture nobody sees tells that the mail was opened. Without consent the mail is what it was, with no individual
 * address in it but the one that unsubscribes, which is never measured.
 */
export function trackMail(
  mail: { html: string; cut?: CutMail },
  given: { opens: boolean; contact: string; message: string; publicUrl: string; secret: string },
): string {
  const { opens, contact, message, publicUrl, secret } = given
  const html = mail.cut === undefined ? mail.html : joinLinks(mail.cut)
  return opens ? withPixel(html, trackingUrl(publicUrl, { kind: 'open', contact, message }, secret)) : html

  function joinLinks({ pieces, numbers, links }: CutMail): string {
    const hrefs = links.map((_, link) => `href="${trackingUrl(publicUrl, { kind: 'click', contact, message, link }, secret)}"`)
    return pieces.map((piece, i) => piece + (hrefs[numbers[i] ?? -1] ?? '')).join('')
  }
}

function withPixel(html: string, url: string): string {
  const pixel = `<img src="${url}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">`
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end === -1 ? html + pixel : html.slice(0, end) + pixel + html.slice(end)
}
