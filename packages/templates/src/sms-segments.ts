/**
 * How many parts an SMS is sent (and paid) as, by GSM 03.38: 160 septets in one part, 153 in each of several; as soon
 * as one sign is outside the GSM alphabet the whole text goes as UCS-2, with 70 and 67.
 */
export type SmsSegments = {
  encoding: 'gsm7' | 'ucs2'
  /** Septets or UTF-16 units used. */
  used: number
  /** How many fit in one part of this message. */
  perSegment: number
  segments: number
  /** Signs left in the last part. */
  left: number
  /** Signs outside the GSM alphabet, each once: what makes the message dearer. */
  outside: string[]
}

// GSM 03.38 basic set. Italian trap: à è é ì ò ù É Ç are in it; À È Ì Ò Ù ç ’ “ ” are not.
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Sent as two septets, with an escape. */
const EXTENDED = new Set('^{}[]~\\|€\f')

export function smsSegments(text: string): SmsSegments {
  const signs = [...text]
  const outside = [...new Set(signs.filter((sign) => !BASIC.has(sign) && !EXTENDED.has(sign)))]
  if (outside.length > 0)
    return count(
      'ucs2',
      signs.map((sign) => sign.length),
      70,
      67,
      outside,
    )
  return count(
    'gsm7',
    signs.map((sign) => (EXTENDED.has(sign) ? 2 : 1)),
    160,
    153,
    outside,
  )
}

/** A sign of two units never straddles two parts, so parts are filled one by one rather than divided. */
function count(
  encoding: SmsSegments['encoding'],
  sizes: number[],
  single: number,
  several: number,
  outside: string[],
): SmsSegments {
  const used = sizes.reduce((sum, size) => sum + size, 0)
  if (used <= single) return { encoding, used, perSegment: single, segments: used === 0 ? 0 : 1, left: single - used, outside }
  let segments = 1
  let filled = 0
  for (const size of sizes) {
    if (filled + size > several) {
      segments += 1
      filled = 0
    }
    filled += size
  }
  return { encoding, used, perSegment: several, segments, left: several - filled, outside }
}

/** Signs outside the GSM alphabet that have a plain neighbour, so that one curly quote does not double the price. */
const NEIGHBOURS: Record<string, string> = {
  À: "A'",
  Á: "A'",
  È: "E'",
  Ì: "I'",
  Í: "I'",
  Ò: "O'",
  Ó: "O'",
  Ù: "U'",
  Ú: "U'",
  á: 'à',
  í: 'ì',
  ó: 'ò',
  ú: 'ù',
  ç: 'c',
  '’': "'",
  '‘': "'",
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '\u00a0': ' ',
  '•': '-',
  '`': "'",
}

/** The text with such signs replaced; others (emoji) stay. */
export function toGsmText(text: string): string {
  return [...text].map((sign) => NEIGHBOURS[sign] ?? sign).join('')
}
