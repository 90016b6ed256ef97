import { domainToASCII } from 'node:url'

export type MailAddressCheck = { ok: true; address: string; domain: string } | { ok: false; say: string }

/**
 * Whether a text is one bare mail address that can go into an envelope as it is. A contact's address is outside data, and mail
 * libraries read `a@ok.it\r\nRCPT TO:<x@evil>` or `a@ok.it, x@evil` as several recipients, so nothing that separates, quotes,
 * comments or breaks a line gets through. Quoted local parts and address literals are legal but used by nobody but attackers.
 * Lengths: RFC 5321 4.5.3.1. International domains become ASCII; international local parts would need SMTPUTF8, which few relays take.
 */
export function checkMailAddress(text: string): MailAddressCheck {
  const at = text.lastIndexOf('@')
  if (at < 1 || at === text.length - 1) return refuse('it is not of the form name@domain')
  const local = text.slice(0, at)
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what must be found.
  if (/[\x00-\x20\x7f,;:<>()[\]\\"@]/.test(local)) return refuse('the part before @ holds a character that does not belong there')
  if (/[^\x21-\x7e]/.test(local)) return refuse('letters outside ASCII before the @ are not supported by most mail servers')
  if (local.length > 64) return refuse('the part before @ is longer than 64 characters')
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return refuse('the part before @ has a misplaced dot')
  if (!isDomain(domain)) return refuse('the part after @ is not a domain name')
  const address = `${local}@${domain}`
  if (address.length > 254) return refuse('it is longer than 254 characters')
  return { ok: true, address, domain }
}

function refuse(say: string): MailAddressCheck {
  return { ok: false, say: `Not a mail address we can send to: ${say}.` }
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  // An address without a dot reaches only the machine itself, and one ending in digits is an IP literal in disguise.
  return labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1)!)
}
