/**
 * Formats of the platform, made once for each language, zone and set of options: making one costs ten times what filling in a whole
 * mail does. Zones and languages are few; whatever fills the table is forgotten at once, which costs the making again.
 */
const MOST_KEPT = 500
const dates = new Map<string, Intl.DateTimeFormat>()
const numbers = new Map<string, Intl.NumberFormat>()

export function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, `${language} ${JSON.stringify(options)}`, () => new Intl.DateTimeFormat(language, options))
}

export function numberFormat(language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, `${language} ${JSON.stringify(options)}`, () => new Intl.NumberFormat(language, options))
}

function kept<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = make()
  if (formats.size >= MOST_KEPT) formats.clear()
  formats.set(key, made)
  return made
}
