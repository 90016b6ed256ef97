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

/** A field of the contact or of what set the flow off, and what stands in its place where it is empty. */
export type Chip = { path: string; fallback: string }

const CHIP = /^\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+)+|unsubscribeUrl)\s*(?:\|\s*default:\s*(?:'([^']*)'|"([^"]*)")\s*)?-?\}\}$/

/** The chip a piece of Liquid is; null for Liquid that says more than a field and its fallback, which stays text. */
export function readChip(liquid: string): Chip | null {
  const found = CHIP.exec(liquid)
  return found === null ? null : { path: found[1]!, fallback: found[2] ?? found[3] ?? '' }
}

/** A chip as Liquid. A fallback stands in quotes of the kind it does not hold; one that holds both loses the double ones. */
export function writeChip({ path, fallback }: Chip): string {
  // The path may come from a document somebody wrote by hand: nothing but a name may stand in it.
  if (!/^[A-Za-z_][\w.-]*$/.test(path)) return ''
  const text = fallback.replace(/[{}%\n]/g, ' ').trim()
  if (text === '') return `{{ ${path} }}`
  return text.includes("'") ? `{{ ${path} | default: "${text.replaceAll('"', '')}" }}` : `{{ ${path} | default: '${text}' }}`
}
