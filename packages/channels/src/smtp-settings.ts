import { createPrivateKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { EmailAddress } from './channel.ts'
import { channelFaults as faults } from './channel-faults.ts'
import { checkMailAddress } from './mail-address.ts'

/** How to reach one mail server and who we are there. Times are milliseconds. */
export type SmtpSettings = {
  host: string
  port: number
  /** TLS from the first byte (`smtps://`). */
  secure: boolean
  /** `required`: STARTTLS or nothing; `offered`: when the server offers it; `off`: never. */
  tls: 'required' | 'offered' | 'off'
  login: { user: string; password: string } | null
  /** Used where a message names no sender. */
  from: EmailAddress
  dkim: DkimKey | null
  connections: number
  timeouts: SmtpTimeouts
}

export type DkimKey = { domain: string; selector: string; privateKey: string }

export type SmtpTimeouts = {
  connectMs: number
  /** Silence after which a connection is given up. Long, because giving up after DATA leaves a message whose fate nobody knows. */
  silenceMs: number
  /** Most time for one message, also when the server trickles. */
  messageMs: number
}

export const SMTP_TIMEOUTS: SmtpTimeouts = { connectMs: 10_000, silenceMs: 120_000, messageMs: 180_000 }

/** Most relays turn away a client that opens more at once. */
const CONNECTIONS_MAX = 20

const PARAMETERS = new Set(['from', 'tls', 'connections', 'dkimDomain', 'dkimSelector', 'dkimKeyFile'])

/**
 * Reads `smtp://user:password@host:587?from=…` or `smtps://…:465`. Parameters: `from` (needed: `Name <address>` or an address),
 * `tls` (required | offered | off), `connections` (1 to 20), and for DKIM all of `dkimDomain`, `dkimSelector`, `dkimKeyFile` (PEM).
 * Throws SMTP_URL_INVALID or SMTP_DKIM_KEY_INVALID.
 */
export async function readSmtpUrl(text: string): Promise<SmtpSettings> {
  const url = parseUrl(text)
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.has(name))
  if (unknown !== undefined) throw faults.SMTP_URL_INVALID({ problem: `it has an unknown parameter "${unknown}"` })
  const secure = url.protocol === 'smtps:'
  const login = url.username ? { user: decode(url.username), password: decode(url.password) } : null
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port ? Number(url.port) : secure ? 465 : 587,
    secure,
    tls: readTls(url, login !== null),
    login,
    from: readSender(url.searchParams.get('from')),
    dkim: await readDkim(url.searchParams),
    connections: readConnections(url.searchParams.get('connections')),
    timeouts: SMTP_TIMEOUTS,
  }
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) {
    throw faults.SMTP_URL_INVALID({ problem: 'it is not an smtp:// or smtps:// address' })
  }
  if (!url.hostname) throw faults.SMTP_URL_INVALID({ problem: 'it names no host' })
  return url
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    // Only a malformed %-sequence throws; its text may be the password and is not repeated.
    throw faults.SMTP_URL_INVALID({ problem: 'user name or password has a % that is not written as %25' })
  }
}

/** A password never travels in the clear by default, except to this very machine. */
function readTls(url: URL, withLogin: boolean): SmtpSettings['tls'] {
  const given = url.searchParams.get('tls')
  if (given === null) return withLogin && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname) ? 'required' : 'offered'
  if (given === 'required' || given === 'offered' || given === 'off') return given
  throw faults.SMTP_URL_INVALID({ problem: `tls is "${given}", expected required, offered or off` })
}

function readConnections(given: string | null): number {
  if (given === null) return 5
  const connections = Number(given)
  if (Number.isInteger(connections) && connections >= 1 && connections <= CONNECTIONS_MAX) return connections
  throw faults.SMTP_URL_INVALID({ problem: `connections is "${given}", expected a whole number from 1 to ${CONNECTIONS_MAX}` })
}

function readSender(given: string | null): EmailAddress {
  if (!given) throw faults.SMTP_URL_INVALID({ problem: 'the parameter "from" (the sender) is missing' })
  const [, name, bracketed] = /^\s*(.*?)\s*<([^<>]*)>\s*$/.exec(given) ?? []
  const checked = checkMailAddress((bracketed ?? given).trim())
  if (!checked.ok) throw faults.SMTP_URL_INVALID({ problem: `the sender "${given}" is not usable` })
  return { name: name?.replace(/^"(.*)"$/, '$1') || null, address: checked.address }
}

async function readDkim(parameters: URLSearchParams): Promise<DkimKey | null> {
  const domain = parameters.get('dkimDomain')
  const selector = parameters.get('dkimSelector')
  const keyFile = parameters.get('dkimKeyFile')
  if (!domain && !selector && !keyFile) return null
  if (!domain || !selector || !keyFile) {
    throw faults.SMTP_URL_INVALID({ problem: 'DKIM needs all of dkimDomain, dkimSelector and dkimKeyFile' })
  }
  const privateKey = await readFile(keyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw faults.SMTP_DKIM_KEY_INVALID({ problem: `the file could not be read (${error.code ?? error.message})` })
  })
  return checkDkimKey({ domain, selector, privateKey })
}

/** nodemailer sends *unsigned* mail when the key is not usable, so it is checked before anything is sent. */
export function checkDkimKey(dkim: DkimKey): DkimKey {
  let key: KeyObject
  try {
    key = createPrivateKey(dkim.privateKey)
  } catch {
    // The reason OpenSSL gives is no help and may quote the key.
    throw faults.SMTP_DKIM_KEY_INVALID({ problem: 'it is not a private key in PEM form' })
  }
  if (key.asymmetricKeyType !== 'rsa') throw faults.SMTP_DKIM_KEY_INVALID({ problem: `it is of type ${key.asymmetricKeyType}` })
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < 2048) throw faults.SMTP_DKIM_KEY_INVALID({ problem: `it has ${bits} bits` })
  const labels = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i
  if (!labels.test(dkim.domain) || !labels.test(dkim.selector)) {
    throw faults.SMTP_URL_INVALID({ problem: 'dkimDomain and dkimSelector must be DNS names' })
  }
  return dkim
}
