import { Parser } from 'htmlparser2'

/** A mail cut open where its links stand: between two pieces goes the address of the link whose number stands there. */
export type CutMail = {
  pieces: string[]
  numbers: number[]
  /** Where the links lead, by their number; an address that occurs twice has one. */
  links: string[]
}

/** Links of one mail that are measured, and the longest of them; the others stay as they were written. */
const MOST_LINKS = 200
const LONGEST_LINK = 2000

/**
 * Finds the links of a mail as a browser would: not in comments, entities read, quotes or none. Addresses that begin with
 * `except` are left alone. Runs in the thread that fills templates in, because it reads what people wrote.
 */
export function cutLinks(html: string, except: string): CutMail {
  const cut: CutMail = { pieces: [], numbers: [], links: [] }
  const known = new Map<string, number>()
  let taken = 0
  let tag = ''
  const parser = new Parser({
    onopentagname(name) {
      tag = name
    },
    onattribute(name, value) {
      if (name !== 'href' || (tag !== 'a' && tag !== 'area')) return
      const url = webAddress(value)
      if (url === null || url.startsWith(except)) return
      const number = known.get(url) ?? cut.links.length
      if (number === MOST_LINKS) return
      if (number === cut.links.length) {
        cut.links.push(url)
        known.set(url, number)
      }
      cut.pieces.push(html.slice(taken, parser.startIndex))
      cut.numbers.push(number)
      taken = parser.endIndex
    },
  })
  parser.end(html)
  cut.pieces.push(html.slice(taken))
  return cut
}

/** The address of a page on the web, made whole; null for what is none (mailto, tel, a place on the same page) or too long. */
export function webAddress(href: string): string | null {
  const text = href.trim()
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  const { href: whole } = new URL(text)
  return whole.length > LONGEST_LINK ? null : whole
}
