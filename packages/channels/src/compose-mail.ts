import { createHash } from 'node:crypto'
import { assert, type Instant } from '@snodo/base'
import { compile } from 'html-to-text'
import type { SendMailOptions } from 'nodemailer'
import type { EmailAddress, OutgoingEmail } from './channel.ts'
import { checkMailAddress } from './mail-address.ts'

/** What does not change from one mail to the next. */
export type MailFrame = {
  from: EmailAddress
  /** A stable text of this installation, so that two of them behind one domain never give the same Message-ID. */
  installation: string
}

export type ComposedMail =
  | { ok: true; mail: SendMailOptions; messageId: string }
  | { ok: false; hard: boolean; code: string; say: string }

/**
 * One mail as nodemailer takes it. Recipient and envelope are built from our own check alone, and no header but Subject comes from
 * a template: nodemailer's own `list` option writes two List-Unsubscribe headers and its address parser finds several recipients in one text.
 */
export function composeMail(message: OutgoingEmail, frame: MailFrame, now: Instant): ComposedMail {
  const to = checkMailAddress(message.to)
  if (!to.ok) return { ok: false, hard: true, code: 'ADDRESS_INVALID', say: to.say }
  const sender = message.from ?? frame.from
  const from = checkMailAddress(sender.address)
  if (!from.ok) return { ok: false, hard: false, code: 'SENDER_INVALID', say: `The sender: ${from.say}` }
  const replyTo = message.replyTo === null ? null : checkMailAddress(message.replyTo)
  if (replyTo && !replyTo.ok)
    return { ok: false, hard: false, code: 'REPLY_TO_INVALID', say: `The reply address: ${replyTo.say}` }
  const unsubscribe = message.unsubscribeUrl === null ? {} : unsubscribeHeaders(message.unsubscribeUrl)
  if (!unsubscribe) {
    return {
      ok: false,
      hard: false,
      code: 'UNSUBSCRIBE_URL_INVALID',
      say: 'The unsubscribe link is not an http(s) address of at most 900 characters.',
    }
  }
  const messageId = messageIdOf(message.key, frame.installation, from.domain)
  return {
    ok: true,
    messageId,
    mail: {
      envelope: { from: from.address, to: [to.address] },
      from: { name: oneLine(sender.name ?? ''), address: from.address },
      to: { name: '', address: to.address },
      ...(replyTo && { replyTo: { name: '', address: replyTo.address } }),
      subject: oneLine(message.subject),
      date: new Date(now),
      messageId: `<${messageId}>`,
      // Out-of-office robots answer neither this nor a list mail (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated', ...unsubscribe },
      html: withPreheader(message.html, message.preheader),
      text: message.text ?? textOf(message.html),
    },
  }
}

/** The same key gives the same Message-ID, so that a doubled mail can be recognised as one. Without the angle brackets. */
export function messageIdOf(key: string, installation: string, domain: string): string {
  assert(key !== '', 'a message without a key')
  return `${createHash('sha256').update(`${installation}\n${key}`).digest('hex').slice(0, 40)}@${domain}`
}

/** One List-Unsubscribe (RFC 2369) and the promise that a POST to it is enough (RFC 8058); both must be under the DKIM signature. */
function unsubscribeHeaders(text: string): Record<string, string> | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.href.length > 900) return null
  return { 'List-Unsubscribe': `<${url.href}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

/** The line beside the subject: first in the body, unseen, and padded so that mailboxes do not fill it up with the text below. */
function withPreheader(html: string, preheader: string | null): string {
  if (!preheader) return html
  const hidden = `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(oneLine(preheader))}${'&#847;&zwnj;&nbsp;'.repeat(60)}</div>`
  const body = /<body\b[^>]*>/i.exec(html)
  if (!body) return hidden + html
  const at = body.index + body[0].length
  return html.slice(0, at) + hidden + html.slice(at)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[character]!)
}

const textOf = compile({
  wordwrap: 78,
  limits: { maxInputLength: 2_000_000 },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'skip' },
    // Layout tables are how mails are built; their cells read as paragraphs, not as a grid.
    { selector: 'table', format: 'block' },
  ],
})
