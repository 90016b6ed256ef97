/**
 * Takes out of a line of the log what could tell about a person or open a door: addresses of mail, phone numbers, tokens, what stands
 * behind a question mark in an address, passwords in one, and everything in quotes but the names of our own things. An error's text
 * quotes the very value it stumbled over, and who writes it does not know whose value that is.
 */
export function scrub(text: string): string {
  return text
    .replaceAll(QUOTED, (whole, before: string, quote: string, inside: string) =>
      OURS.test(inside) || NAMED.test(before) ? whole : `${before}${quote}…${quote}`,
    )
    .replaceAll(/\/\/[^\s/@]+@/g, '//…@')
    .replaceAll(/[\w.+%'-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/giu, '[e-mail]')
    .replaceAll(/(\/[^\s?"']*)\?[^\s"')]+/g, '$1?…')
    .replaceAll(/(?:\+|\b00)\d[\d ().-]{5,}\d/g, '[phone]')
    .replaceAll(TOKEN, (whole) => (/\d/.test(whole) && /[A-Za-z]/.test(whole) ? '[token]' : whole))
}

/** The same for whatever is told with a line, however deep; an error becomes its name, code, words and place. */
export function scrubAll(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrub(value)
  if (value === null || typeof value !== 'object') return value
  if (depth >= MOST_DEEP) return '…'
  if (value instanceof Error)
    return {
      name: value.name,
      ...('code' in value ? { code: value.code } : {}),
      message: scrub(value.message),
      stack: framesOf(value),
    }
  if (Array.isArray(value)) return value.slice(0, MOST).map((each) => scrubAll(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, MOST)
      .map(([name, each]) => [name, scrubAll(each, depth + 1)]),
  )
}

/** Where an error came from, without its words, which may be anybody's. */
function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .join('\n')
}

const MOST_DEEP = 6
const MOST = 50

/** With the word before it, which may say that it is the name of a thing of the database. */
const QUOTED = /((?:\b\w+ )?)(["'`«])((?:(?!\2|[»\n]).)*)["'`»]/gu
/** Names with an underscore or a dot in them are those of tables, columns, events of the log. */
const OURS = /^[a-z][a-z0-9]*(?:[_.-][a-z0-9]+)+$/
const NAMED = /^(?:relation|column|constraint|table|type|function|index|schema|parameter|extension|property|module) $/i
/** Longer than any word, and of the letters that keys and signed links are made of; a path is cut at its slashes. */
const TOKEN =
  /(?<![\w./-])[A-Za-z0-9_-]{22,}(?:\.[A-Za-z0-9_-]{6,})*(?![\w/])|(?<=\/)[A-Za-z0-9_-]{22,}(?:\.[A-Za-z0-9_-]{6,})*(?=$|[\s"'?#])/g
