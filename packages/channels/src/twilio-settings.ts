import { channelFaults as faults } from './channel-faults.ts'

/** One account with Twilio, or with a provider that speaks its API. */
export type TwilioSettings = {
  /** Where the API is: `https://api.twilio.com`. */
  apiUrl: string
  accountSid: string
  authToken: string
  /** Who messages come from where they name nobody: a number or name, or a messaging service of the account. */
  sender: { from: string } | { messagingService: string }
  /** Where the provider reports what became of a message; null: it is not asked to. */
  statusCallbackUrl: string | null
}

const PARAMETERS = new Set(['from', 'messagingService', 'statusCallback'])

/**
 * Reads `twilio://SID:TOKEN@api.twilio.com?from=%2B39…` (or `messagingService=MG…`), with an optional `statusCallback`.
 * `twilio+http://` is for a compatible provider in the own network, without TLS. Throws SMS_URL_INVALID.
 */
export function readTwilioUrl(text: string): TwilioSettings {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'twilio:' && url.protocol !== 'twilio+http:')) {
    throw faults.SMS_URL_INVALID({ problem: 'it is not a twilio:// address' })
  }
  if (!url.host || !url.username || !url.password) throw faults.SMS_URL_INVALID({ problem: 'account, token or host is missing' })
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name))
  if (unknown !== undefined) throw faults.SMS_URL_INVALID({ problem: `it has an unknown parameter "${unknown}"` })
  const statusCallbackUrl = url.searchParams.get('statusCallback')
  if (statusCallbackUrl !== null && !/^https?:\/\//.test(statusCallbackUrl)) {
    throw faults.SMS_URL_INVALID({ problem: 'statusCallback is not a web address' })
  }
  return {
    apiUrl: `${url.protocol === 'twilio:' ? 'https' : 'http'}://${url.host}`,
    accountSid: decode(url.username),
    authToken: decode(url.password),
    sender: readSender(url.searchParams),
    statusCallbackUrl,
  }
}

function readSender(parameters: URLSearchParams): TwilioSettings['sender'] {
  const from = parameters.get('from')
  const messagingService = parameters.get('messagingService')
  if (from && messagingService) throw faults.SMS_URL_INVALID({ problem: 'it has both from and messagingService' })
  if (messagingService) {
    if (!/^MG[0-9a-f]{32}$/.test(messagingService))
      throw faults.SMS_URL_INVALID({ problem: 'messagingService is not MG and 32 hexadecimal digits' })
    return { messagingService }
  }
  if (from && isSmsSender(from)) return { from }
  throw faults.SMS_URL_INVALID({
    problem: 'the parameter "from" is missing or neither a number (+39…), a short code nor a name of at most 11 characters',
  })
}

/** A number in E.164, a short code, or an alphanumeric sender (at most 11 characters, one letter at least; in Italy it must be registered). */
export function isSmsSender(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text) || /^\d{3,8}$/.test(text) || /^(?=.*[A-Za-z])[A-Za-z0-9 &_.+-]{1,11}$/.test(text)
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // Only a malformed %-sequence throws; its text may be the token and is not repeated.
    throw faults.SMS_URL_INVALID({ problem: 'account or token has a % that is not written as %25' })
  }
}
