import type { JsonObject } from '@snodo/base'
import type { OutgoingMessage } from '@snodo/channels'
import { loadContents } from '../../ledgers/messages/load-send-facts.ts'
import { messageKey } from '../../ledgers/messages/message-row.ts'
import type { RenderedTexts, RenderJob } from '../../render/render-message.ts'
import { confirmUrl } from '../../rules/sending/confirm-link.ts'
import { TRANSACTIONAL } from '../../rules/sending/decide-send.ts'
import { languageOf } from '../../rules/sending/message-facts.ts'
import { confirmContent, confirmedPurposes, SYSTEM_FLOW } from '../../rules/sending/system-message.ts'
import { templateScope } from '../../rules/sending/template-scope.ts'
import { trackMail } from '../../rules/sending/track-mail.ts'
import { UNSUBSCRIBE_PATH, unsubscribeUrl } from '../../rules/sending/unsubscribe-link.ts'
import type { WorkspaceSettings } from '../../rules/workspace-settings.ts'
import type { DeliverContext } from './deliver-context.ts'
import type { ClaimedMessage } from './judge-due.ts'

/** A claimed message with its texts final: what goes out, and what is kept of it for the screen. */
export type ReadyMessage = { message: ClaimedMessage; outgoing: OutgoingMessage; rendered: JsonObject }
export type BrokenMessage = { message: ClaimedMessage; code: string; say: string }

/** Fills in the claimed messages with the newest content of their nodes. A text that cannot be filled in fails its own message. */
export async function renderClaimed(
  context: DeliverContext,
  claimed: readonly ClaimedMessage[],
  settings: WorkspaceSettings,
): Promise<{ ready: ReadyMessage[]; broken: BrokenMessage[] }> {
  const nodes = new Map(
    claimed.map((message) => [`${message.flow_id}:${message.node}`, { flow: message.flow_id, node: message.node }]),
  )
  const contents = await loadContents(context.pool, [...nodes.values()])
  const ready: ReadyMessage[] = []
  const broken: BrokenMessage[] = []
  const jobs: { message: ClaimedMessage; job: RenderJob; revision: number; link: string | null }[] = []
  for (const message of claimed) {
    const content = contentOf(message, contents, settings)
    if (content === undefined) {
      broken.push({ message, code: 'CONTENT_MISSING', say: `The block ${message.node} has no content.` })
      continue
    }
    const link = linkOf(message, context)
    jobs.push({
      message,
      revision: content.revision,
      link,
      job: jobOf(message, content.content, link, settings, context),
    })
  }
  const results = await context.renderer.render(jobs.map((each) => each.job))
  for (const { message, revision, link } of jobs) {
    const result = results.get(messageKey(message))
    if (result === undefined) broken.push({ message, code: 'NOT_RENDERED', say: 'The renderer gave no answer.' })
    else if ('fault' in result) broken.push({ message, ...result.fault })
    else ready.push(readyOf(message, result.ok, revision, link, settings, context))
  }
  return { ready, broken }
}

type Content = { revision: number; content: JsonObject }

/** What a flow's author wrote, in its newest revision, or what we say ourselves. */
function contentOf(
  message: ClaimedMessage,
  written: Awaited<ReturnType<typeof loadContents>>,
  settings: WorkspaceSettings,
): Content | undefined {
  if (message.flow_id === SYSTEM_FLOW)
    return { revision: 0, content: confirmContent(message.channel, languageOf(message.contact.attributes, settings.language)) }
  return written.get(`${message.flow_id}:${message.node}`) as Content | undefined // rows of jsonb are plain JSON
}

/** What was frozen at the step; for what we say ourselves, who says it and where to say yes. */
function frozenOf(message: ClaimedMessage, settings: WorkspaceSettings, context: DeliverContext): JsonObject | null {
  if (message.flow_id !== SYSTEM_FLOW) return message.scope
  const { contact_id: contact, channel } = message
  const claim = { contact, channel, purposes: confirmedPurposes(message.scope), message: messageKey(message) }
  const url = confirmUrl(context.publicUrl, claim, context.clock.now(), context.secret)
  return { vars: { confirmUrl: url, sender: settings.from?.name ?? null } }
}

/** Null for transactional messages: one cannot unsubscribe from an order's confirmation. */
function linkOf(message: ClaimedMessage, context: DeliverContext): string | null {
  if (message.purpose === TRANSACTIONAL) return null
  const claim = { contact: message.contact_id, channel: message.channel, purpose: message.purpose, message: messageKey(message) }
  return unsubscribeUrl(context.publicUrl, claim, context.secret)
}

function jobOf(
  message: ClaimedMessage,
  content: JsonObject,
  link: string | null,
  settings: WorkspaceSettings,
  context: DeliverContext,
): RenderJob {
  return {
    key: messageKey(message),
    channel: message.channel,
    content,
    scope: templateScope(message.contact, frozenOf(message, settings, context), link, settings),
    zone: message.zone.id,
    language: languageOf(message.contact.attributes, settings.language),
    currency: settings.currency,
    now: context.clock.now(),
    footer: link === null || message.channel !== 'email' ? null : { unsubscribeUrl: link, postal: settings.postalFooter },
    cutLinks: message.tracking.clicks ? { except: `${context.publicUrl.replace(/\/$/, '')}${UNSUBSCRIBE_PATH}` } : null,
  }
}

function readyOf(
  message: ClaimedMessage,
  texts: RenderedTexts,
  revision: number,
  link: string | null,
  settings: WorkspaceSettings,
  context: DeliverContext,
): ReadyMessage {
  const key = messageKey(message)
  if (texts.channel === 'sms') {
    const outgoing: OutgoingMessage = { channel: 'sms', key, to: message.address, from: settings.smsFrom, text: texts.text }
    return { message, outgoing, rendered: { to: message.address, text: texts.text, revision } }
  }
  const { subject, html, preheader, text } = texts
  const { tracking } = message
  const { publicUrl, secret } = context
  const measured = { opens: tracking.opens, contact: message.contact_id, message: key, publicUrl, secret }
  const outgoing: OutgoingMessage = {
    channel: 'email',
    key,
    to: message.address,
    from: settings.from,
    replyTo: settings.replyTo,
    subject,
    html: trackMail(texts, measured),
    text,
    preheader,
    unsubscribeUrl: link,
  }
  // Kept as it was before the addresses that measure went in: an operator who looks at it must not open it for the contact.
  const rendered: JsonObject = { to: message.address, subject, html, preheader, unsubscribeUrl: link, revision }
  if (!tracking.opens && !tracking.clicks) return { message, outgoing, rendered }
  const links = texts.cut?.links ?? []
  const marks = { openTracking: tracking.opens, clickTracking: tracking.clicks, links, sentAs: key }
  return { message, outgoing, rendered: { ...rendered, ...marks } }
}
