import { type Channel, checkMailAddress, type DeliveryFate, normalizePhone, type OutgoingMessage } from '@snodo/channels'
import { loadSettings, noteProviderTried } from '@snodo/engine'
import type { ProviderTried } from '@snodo/protocol'
import type { Doors } from '../routes/doors.ts'
import { serverFaults } from '../server-faults.ts'

/**
 * Sends one plain message to whoever asks, by the provider itself: also in the sandbox, since that is what is to be known before
 * it is left. It is of no flow and no contact, so it stands in the audit log and not in the send ledger.
 */
export async function tryProvider(
  { engine, pool, channels, clock }: Pick<Doors, 'engine' | 'pool' | 'channels' | 'clock'>,
  given: { channel: string; to: string; author: string },
): Promise<ProviderTried> {
  const channel = channels.get(given.channel)
  if (channel === undefined)
    throw serverFaults.NO_PROVIDER({ channel: given.channel, known: [...channels.keys()].join(', ') || 'none' })
  const settings = await loadSettings(pool)
  const message = testMessage(channel, given.to, settings, `test-${clock.now()}`)
  const fates = await channel.deliver([message], AbortSignal.timeout(PATIENCE_MS))
  const fate = fates.get(message.key) ?? { fate: 'unknown' as const, because: 'the provider gave no answer' }
  const tried = { provider: channel.provider, fate: fate.fate, say: sayOf(fate) }
  await noteProviderTried(engine, {
    provider: channel.provider,
    author: given.author,
    details: { channel: channel.name, fate: tried.fate, say: tried.say },
  })
  return tried
}

const PATIENCE_MS = 30_000

type Sender = Pick<Awaited<ReturnType<typeof loadSettings>>, 'from' | 'replyTo' | 'smsFrom' | 'language'>

function testMessage(channel: Channel, to: string, settings: Sender, key: string): OutgoingMessage {
  const words = WORDS[settings.language]
  if (channel.name === 'sms') {
    const phone = normalizePhone(to, 'IT')
    if (!phone.ok) throw serverFaults.NOT_AN_ADDRESS({ channel: 'sms', because: phone.say })
    return { channel: 'sms', key, to: phone.number, from: settings.smsFrom, text: words.text }
  }
  const address = checkMailAddress(to)
  if (!address.ok) throw serverFaults.NOT_AN_ADDRESS({ channel: 'email', because: address.say })
  return {
    channel: 'email',
    key,
    to: address.address,
    from: settings.from,
    replyTo: settings.replyTo,
    subject: words.subject,
    html: `<p>${words.text}</p>`,
    text: null,
    preheader: null,
    unsubscribeUrl: null,
  }
}

const WORDS = {
  en: {
    subject: 'Snodo: a test message',
    text: 'This is a test message of Snodo. The provider works: this is how your messages arrive.',
  },
  it: {
    subject: 'Snodo: messaggio di prova',
    text: 'Questo è un messaggio di prova di Snodo. Il fornitore funziona: così arrivano i tuoi messaggi.',
  },
} as const

function sayOf(fate: DeliveryFate): string {
  if (fate.fate === 'accepted') return ''
  return fate.fate === 'refused' ? fate.say : fate.because
}
