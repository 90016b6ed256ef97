import { checkMailAddress, type DeliveryFate, normalizePhone, type OutgoingMessage } from '@snodo/channels'
import type { ContentDocument } from '@snodo/content'
import { loadSettings, noteContentTested, type Renderer } from '@snodo/engine'
import type { ContentTested } from '@snodo/protocol'
import type { Doors } from '../routes/doors.ts'
import { serverFaults } from '../server-faults.ts'
import { type ShownFor, showContent } from './show-content.ts'

const PATIENCE_MS = 30_000
const MARK = { en: 'Test', it: 'Prova' } as const

/**
 * Sends a content to whoever writes it, by the provider itself: in the sandbox too, because it goes to nobody but the address they
 * typed. Where nobody is set up to carry it, it goes nowhere and says so. It is of no flow, so it stands in the audit log only.
 */
export async function sendTest(
  doors: Pick<Doors, 'engine' | 'pool' | 'publicUrl' | 'channels' | 'clock'>,
  renderer: Renderer,
  given: ShownFor & { document: ContentDocument; to: string; author: string },
): Promise<ContentTested> {
  const { document, author } = given
  const shown = await showContent(doors, renderer, document, given)
  const channel = doors.channels.get(document.channel)
  const settings = await loadSettings(doors.pool)
  const key = `test-${doors.clock.now()}`
  const message = messageOf(document, shown, addressOf(document.channel, given.to), key, settings)
  if (channel === undefined) return { fate: 'kept', provider: null, say: '' }
  const fates = await channel.deliver([message], AbortSignal.timeout(PATIENCE_MS))
  const fate = fates.get(key) ?? { fate: 'unknown' as const, because: 'the provider gave no answer' }
  const tested = { fate: fate.fate, provider: channel.provider, say: sayOf(fate) }
  await noteContentTested(doors.engine, { channel: document.channel, author, details: tested })
  return tested
}

function addressOf(channel: 'email' | 'sms', to: string): string {
  if (channel === 'sms') {
    const phone = normalizePhone(to, 'IT')
    if (!phone.ok) throw serverFaults.NOT_AN_ADDRESS({ channel, because: phone.say })
    return phone.number
  }
  const address = checkMailAddress(to)
  if (!address.ok) throw serverFaults.NOT_AN_ADDRESS({ channel, because: address.say })
  return address.address
}

type Sender = Awaited<ReturnType<typeof loadSettings>>

function messageOf(
  document: ContentDocument,
  shown: Awaited<ReturnType<typeof showContent>>,
  to: string,
  key: string,
  { from, replyTo, smsFrom }: Sender,
): OutgoingMessage {
  if (document.channel === 'sms') return { channel: 'sms', key, to, from: smsFrom, text: shown.text ?? '' }
  return {
    channel: 'email',
    key,
    to,
    from,
    replyTo,
    subject: `[${MARK[document.language]}] ${shown.subject ?? ''}`,
    html: shown.html ?? '',
    text: shown.text,
    preheader: shown.preheader,
    unsubscribeUrl: null,
  }
}

function sayOf(fate: DeliveryFate): string {
  if (fate.fate === 'accepted') return ''
  return fate.fate === 'refused' ? fate.say : fate.because
}
