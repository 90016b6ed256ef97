import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max'

export type PhoneCheck =
  | {
      ok: true
      /** E.164: `+393331234567`. */
      number: string
      /** ISO 3166 alpha-2, null for numbers of no country (+800 …). */
      country: string | null
      /** `fixed` cannot take an SMS; `mobile` also stands for numbers whose country does not tell the two apart. */
      kind: 'mobile' | 'fixed' | 'other'
    }
  | { ok: false; say: string }

/**
 * A telephone number as people write it, as E.164. The default country is a setting, never a guess, and the caller keeps the raw text:
 * `39333123456` is a number in Italy as well as one with a forgotten plus. Italian land lines keep their leading zero.
 */
export function normalizePhone(raw: string, defaultCountry: string): PhoneCheck {
  const text = raw.normalize('NFKC').trim()
  if (/^[\d.,]+e\+?\d+$/i.test(text)) {
    return { ok: false, say: 'The number was rounded by a spreadsheet (3,93E+11): export the column as text.' }
  }
  // Letters would be read as the keys of a telephone, and an extension cannot be sent to.
  if (!/^(\+|00)?[\d\s().\-/‐‑–]{4,30}$/.test(text))
    return { ok: false, say: 'It holds characters that do not belong in a telephone number.' }
  const country = asCountry(defaultCountry)
  const parsed = parsePhoneNumberFromString(
    text.replace(/^00/, '+'),
    country ? { defaultCountry: country, extract: false } : { extract: false },
  )
  if (!parsed) return { ok: false, say: `It is not a telephone number (read with the default country ${defaultCountry}).` }
  if (!parsed.isValid())
    return { ok: false, say: `No such number is given out in ${parsed.country ?? `+${parsed.countryCallingCode}`}.` }
  return { ok: true, number: parsed.number, country: parsed.country ?? null, kind: kindOf(parsed.getType()) }
}

function asCountry(code: string): CountryCode | null {
  const upper = code.toUpperCase()
  return isSupportedCountry(upper) ? upper : null
}

function kindOf(type: string | undefined): 'mobile' | 'fixed' | 'other' {
  if (type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE') return 'mobile'
  return type === 'FIXED_LINE' ? 'fixed' : 'other'
}
