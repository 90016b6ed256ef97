import { createHash } from 'node:crypto'
import type { Clock } from '@snodo/base'
import { type Channel, type OutboundHttp, readSmtpUrl, readTwilioUrl, smtpChannel, twilioSmsChannel } from '@snodo/channels'
import type { Settings } from './settings.ts'

/** The providers the settings name, by channel. A channel without one stays the sandbox. */
export async function openChannels(
  settings: Settings,
  { clock, secret, http }: { clock: Clock; secret: string; http: OutboundHttp },
): Promise<Map<string, Channel>> {
  const channels = new Map<string, Channel>()
  if (settings.SNODO_SMTP_URL !== null) {
    const installation = createHash('sha256').update(`installation ${secret}`).digest('hex').slice(0, 16)
    channels.set('email', smtpChannel({ settings: await readSmtpUrl(settings.SNODO_SMTP_URL), clock, installation }))
  }
  if (settings.SNODO_SMS_URL !== null)
    channels.set('sms', twilioSmsChannel({ settings: readTwilioUrl(settings.SNODO_SMS_URL), http, clock }))
  return channels
}

/** What the mail server does where nobody has said otherwise: whom mails are from, and the key it signs them with. */
export type MailServer = { from: string; dkim: { domain: string; selector: string } | null }

export async function readMailServer({ SNODO_SMTP_URL: url }: Settings): Promise<MailServer | null> {
  if (url === null) return null
  const { from, dkim } = await readSmtpUrl(url)
  return { from: from.address, dkim: dkim === null ? null : { domain: dkim.domain, selector: dkim.selector } }
}
