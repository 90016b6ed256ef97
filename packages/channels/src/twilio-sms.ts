import { asError, assert, type Clock, isFault } from '@snodo/base'
import { bulkhead, deliverEach } from './bulkhead.ts'
import { type Channel, type DeliveryFate, fateText, type OutgoingMessage, type OutgoingSms } from './channel.ts'
import { channelFaults as faults } from './channel-faults.ts'
import type { OutboundHttp } from './outbound-http.ts'
import { readTwilioReply } from './twilio-reply.ts'
import { isSmsSender, type TwilioSettings } from './twilio-settings.ts'

export type TwilioChannelOptions = { settings: TwilioSettings; http: OutboundHttp; clock: Clock }

/** More than this in a text is ten parts: surely a mistake, and Twilio refuses it (21617). */
const TEXT_MAX = 1600

/** SMS through Twilio's API (2010-04-01). It takes no idempotency key: a lost answer leaves the fate `unknown`. */
export function twilioSmsChannel({ settings, http, clock }: TwilioChannelOptions): Channel {
  const limits = { batchSize: 40, concurrency: 10 }
  const gate = bulkhead(limits.concurrency)
  const account = `${settings.apiUrl}/2010-04-01/Accounts/${encodeURIComponent(settings.accountSid)}`
  const authorization = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`

  const deliverOne = async (message: OutgoingSms): Promise<DeliveryFate> => {
    const problem = checkSms(message)
    if (problem) return problem
    try {
      const reply = await http.request({
        url: `${account}/Messages.json`,
        method: 'POST',
        headers: { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: formOf(message, settings).toString(),
      })
      return readTwilioReply(reply, clock.now())
    } catch (thrown) {
      return fateOfFailure(asError(thrown))
    }
  }

  return {
    name: 'sms',
    provider: 'twilio-sms',
    idempotent: false,
    limits,
    deliver: (messages, signal) => deliverEach(messages.map(asSms), limits, gate, signal, deliverOne),
    async verify() {
      const host = new URL(settings.apiUrl).host
      const reply = await http.request({ url: `${account}.json`, headers: { authorization } })
      if (reply.status !== 200) throw faults.SMS_PROVIDER_REFUSES({ host, because: `HTTP ${reply.status}` })
    },
    // The connections are the client's, which others use too.
    close: async () => {},
  }
}

function formOf(message: OutgoingSms, { sender, statusCallbackUrl }: TwilioSettings): URLSearchParams {
  const form = new URLSearchParams({ To: message.to, Body: message.text })
  if (message.from !== null) form.set('From', message.from)
  else if ('from' in sender) form.set('From', sender.from)
  else form.set('MessagingServiceSid', sender.messagingService)
  if (statusCallbackUrl !== null) form.set('StatusCallback', statusCallbackUrl)
  return form
}

function checkSms({ to, from, text }: OutgoingSms): DeliveryFate | null {
  if (!/^\+[1-9]\d{6,14}$/.test(to))
    return { fate: 'refused', hard: true, code: 'NUMBER_INVALID', say: 'Not a telephone number in E.164, such as +393331234567.' }
  if (from !== null && !isSmsSender(from)) {
    return {
      fate: 'refused',
      hard: false,
      code: 'SENDER_INVALID',
      say: 'The sender is neither a number, a short code nor a name of at most 11 characters.',
    }
  }
  if (text.trim() === '') return { fate: 'refused', hard: false, code: 'TEXT_EMPTY', say: 'The text is empty.' }
  if (text.length > TEXT_MAX)
    return { fate: 'refused', hard: false, code: 'TEXT_TOO_LONG', say: `The text is longer than ${TEXT_MAX} characters.` }
  return null
}

/** These say that no byte of the request went out; after any other failure the provider may have taken the message. */
const SURELY_NOT_SENT = new Set([
  'OUTBOUND_UNREACHABLE',
  'OUTBOUND_ADDRESS_REFUSED',
  'OUTBOUND_URL_REFUSED',
  'OUTBOUND_REQUEST_INVALID',
])

function fateOfFailure(error: Error): DeliveryFate {
  const because = fateText(error.message)
  return isFault(error) && SURELY_NOT_SENT.has(error.code)
    ? { fate: 'retry', afterMs: null, slows: error.code !== 'OUTBOUND_REQUEST_INVALID', because }
    : { fate: 'unknown', because }
}

function asSms(message: OutgoingMessage): OutgoingSms {
  assert(message.channel === 'sms', () => `the SMS channel was handed a message for ${message.channel}`)
  return message
}
