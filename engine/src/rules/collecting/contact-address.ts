/** An e-mail address as identities and contacts keep it: trimmed and in lower case; null if the text is none. RFC 5321 lengths. */
export function normalEmail(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.trim().toLowerCase()
  if (text.length > 254 || !EMAIL.test(text) || text.indexOf('@') > 64) return null
  return text
}

// One @, a dot in the domain, nothing that could smuggle a second recipient or a header into a mail.
const EMAIL = /^[^\s@,;<>()[\]\\"\p{Cc}]+@[^\s@,;<>()[\]\\"\p{Cc}.]+(\.[^\s@,;<>()[\]\\"\p{Cc}.]+)+$/u

/** A phone number in E.164 (`+393331234567`), null if the text is none. Only the spelling is mended; a country is never guessed. */
export function normalPhone(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const text = value.replace(/[\s().\-/]/g, '').replace(/^00/, '+')
  return /^\+[1-9][0-9]{6,14}$/.test(text) ? text : null
}
