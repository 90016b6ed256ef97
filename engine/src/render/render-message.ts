import { type Instant, isFault, type JsonObject, type Language, safeText } from '@snodo/base'
import { prepareHtmlBody, type RenderOptions, renderTemplate } from '@snodo/templates'
import { type CutMail, cutLinks } from '../rules/sending/cut-links.ts'

/** One message to be filled in; plain data, because it crosses into a thread. */
export type RenderJob = {
  key: string
  channel: string
  content: JsonObject
  scope: JsonObject
  zone: string
  language: Language
  currency: string
  now: Instant
  /** For marketing: where one unsubscribes, and who the sender is. */
  footer: { unsubscribeUrl: string; postal: string } | null
  /** Where its links are to be measured: cut open for them, but for those that begin so. */
  cutLinks?: { except: string } | null
}

/** The texts of a message as they go out. */
export type RenderedTexts =
  | { channel: 'email'; subject: string; html: string; preheader: string | null; text: string | null; cut?: CutMail }
  | { channel: 'sms'; text: string }

export type RenderResult = { key: string; ok: RenderedTexts } | { key: string; fault: { code: string; say: string } }

/** Fills one message in. Pure; a broken template is a result like any other, so that it fails its contact alone. */
export function renderMessage(job: RenderJob): RenderResult {
  try {
    return { key: job.key, ok: job.channel === 'email' ? renderEmail(job) : renderSms(job) }
  } catch (thrown) {
    if (isFault(thrown)) return { key: job.key, fault: { code: thrown.code, say: thrown.message } }
    if (thrown instanceof EmptyText) return { key: job.key, fault: { code: 'TEXT_EMPTY', say: thrown.message } }
    throw thrown
  }
}

function renderEmail(job: RenderJob): RenderedTexts {
  const subject = oneLine(fill(job, 'subject', 'none'))
  const preheader = oneLine(fill(job, 'preheader', 'none'))
  if (subject === '') throw new EmptyText('Expected a subject, got an empty one once its fields were filled in.')
  const body = text(job.content.body)
  if (body.trim() === '') throw new EmptyText('Expected a body, got an empty one.')
  const html = withFooter(safeText(renderTemplate(prepareHtmlBody(body), job.scope, options(job, 'html'))), job)
  const texts = {
    channel: 'email',
    subject,
    html,
    preheader: preheader === '' ? null : preheader,
    text: plainPart(job),
  } as const
  return job.cutLinks ? { ...texts, cut: cutLinks(html, job.cutLinks.except) } : texts
}

function renderSms(job: RenderJob): RenderedTexts {
  const filled = fill(job, 'body', 'none').trim()
  if (filled === '') throw new EmptyText('Expected a text, got an empty one once its fields were filled in.')
  return { channel: 'sms', text: filled }
}

/** The plain-text part where the content has one; else it is made from the HTML where the mail is put together. */
function plainPart(job: RenderJob): string | null {
  const filled = fill(job, 'text', 'none').trim()
  if (filled === '' || job.footer === null) return filled === '' ? null : filled
  const { unsubscribeUrl, postal } = job.footer
  const missing = [
    ...(postal === '' || showsPostal(job, 'text') ? [] : [postal]),
    ...(filled.includes(unsubscribeUrl) ? [] : [`${UNSUBSCRIBE[job.language]}: ${unsubscribeUrl}`]),
  ]
  return [filled, ...missing].join('\n\n')
}

/** True where the author has put the sender's address where it is to stand. */
function showsPostal(job: RenderJob, field: string): boolean {
  return text(job.content[field]).includes('sender.postal')
}

/** Marketing mail says who sends it and how to end it. A body that shows the link itself gets only what is missing. */
function withFooter(html: string, job: RenderJob): string {
  if (job.footer === null) return html
  const { unsubscribeUrl, postal } = job.footer
  const href = escapeHtml(unsubscribeUrl)
  const link =
    html.includes(href) || html.includes(unsubscribeUrl)
      ? ''
      : `<a href="${href}" style="color:#868e96">${UNSUBSCRIBE[job.language]}</a>`
  const parts = [postal === '' || showsPostal(job, 'body') ? '' : escapeHtml(postal).replaceAll('\n', '<br>'), link].filter(
    (part) => part !== '',
  )
  if (parts.length === 0) return html
  const footer = `<p style="margin-top:32px;font-size:12px;color:#868e96">${parts.join('<br>')}</p>`
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end === -1 ? html + footer : html.slice(0, end) + footer + html.slice(end)
}

const UNSUBSCRIBE: Record<Language, string> = { en: 'Unsubscribe', it: 'Annulla l’iscrizione' }

class EmptyText extends Error {}

function fill(job: RenderJob, field: string, escaping: RenderOptions['escape']): string {
  // A filter may cut an emoji in two; half of one cannot be stored.
  return safeText(renderTemplate(text(job.content[field]), job.scope, options(job, escaping)))
}

function options(job: RenderJob, escaping: RenderOptions['escape']): RenderOptions {
  return { escape: escaping, zone: job.zone, language: job.language, currency: job.currency, now: job.now }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A line break in a subject would begin another header. */
function oneLine(value: string): string {
  return value.replace(/\s+/g, ' ').trim()
}

function escapeHtml(value: string): string {
  return value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
