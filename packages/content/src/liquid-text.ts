/** Liquid in a text: outputs and tags, as the engine that sends would read them. */
export const LIQUID = /(\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\})/

/** A piece of a text: what people wrote, or Liquid to be left as it is. */
export type Piece = { liquid: boolean; text: string }

export function liquidPieces(text: string): Piece[] {
  return text
    .split(LIQUID)
    .map((piece, i) => ({ liquid: i % 2 === 1, text: piece }))
    .filter(({ text: piece }) => piece !== '')
}

/** Text as it stands in HTML, its Liquid untouched: that has to reach the engine as it was written. */
export function escapeAround(text: string): string {
  return liquidPieces(text)
    .map((piece) => (piece.liquid ? piece.text : escapeHtml(piece.text)))
    .join('')
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => SIGNS[sign]!)
}

const SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A field of the contact or of what set the flow off, how it is written out, and what stands in its place where it is empty. */
export type Chip = {
  path: string
  /** Liquid's filters but for `default`, as they were written: `| date: 'long'`; empty where there are none. */
  filters: string
  fallback: string
}

const PATH = '[A-Za-z_][\\w-]*(?:\\.[\\w-]+)+|unsubscribeUrl'
const CHIP = new RegExp(
  `^\\{\\{-?\\s*(${PATH})\\s*((?:\\|[^|{}]*)*?)\\s*(?:\\|\\s*default:\\s*(?:'([^']*)'|"([^"]*)")\\s*)?-?\\}\\}$`,
)

/** The chip a piece of Liquid is; null for Liquid that says more than one field, which stays text. */
export function readChip(liquid: string): Chip | null {
  const found = CHIP.exec(liquid)
  if (found === null) return null
  return { path: found[1]!, filters: (found[2] ?? '').trim(), fallback: found[3] ?? found[4] ?? '' }
}

/** A chip as Liquid. A fallback stands in quotes of the kind it does not hold; one that holds both loses the double ones. */
export function writeChip({ path, filters, fallback }: Chip): string {
  // Path and filters may come from a document somebody wrote by hand: nothing may end the field before its end.
  if (!/^[A-Za-z_][\w.-]*$/.test(path) || /[{}<>]/.test(filters)) return ''
  const field = filters === '' ? path : `${path} ${filters}`
  const text = fallback.replace(/[{}%\n]/g, ' ').trim()
  if (text === '') return `{{ ${field} }}`
  return text.includes("'") ? `{{ ${field} | default: "${text.replaceAll('"', '')}" }}` : `{{ ${field} | default: '${text}' }}`
}
