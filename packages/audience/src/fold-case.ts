/**
 * Texts are compared without regard to case, by a table of our own: A to Z, and the letters of the Latin, Greek, Cyrillic and
 * Armenian alphabets that have exactly one small letter. PostgreSQL's `lower` depends on the locale and on the version of ICU, and
 * JavaScript's on the engine's Unicode; with a fixed table one contact and a set of them get the same answer everywhere.
 * Accents count: `citta` is not `città`. `İ` (which becomes two characters) and final sigma are left as they are.
 */
export function foldCase(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  let folded = ''
  for (const character of text.replace(UPPER_ASCII, asciiLower)) folded += table.get(character) ?? character
  return folded
}

/** The table as two texts of equal length, for PostgreSQL's `translate`. A to Z are left to `lower(… collate "C")`, which is faster. */
export const FOLD_FROM: string = letters((upper) => upper)
export const FOLD_TO: string = letters((_upper, lower) => lower)

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII is what is meant.
const ASCII = /^[\x00-\x7f]*$/
const UPPER_ASCII = /[A-Z]+/g
const table: ReadonlyMap<string, string> = new Map([...FOLD_FROM].map((upper, i) => [upper, [...FOLD_TO][i]!]))

function asciiLower(letters: string): string {
  return letters.toLowerCase()
}

function letters(pick: (upper: string, lower: string) => string): string {
  // Blocks whose letters have been settled since Unicode 6: no later version changes them.
  const blocks: [number, number][] = [
    [0xc0, 0x24f],
    [0x370, 0x3ff],
    [0x400, 0x52f],
    [0x531, 0x556],
    [0x1e00, 0x1eff],
  ]
  let text = ''
  for (const [first, last] of blocks) {
    for (let code = first; code <= last; code++) {
      const upper = String.fromCodePoint(code)
      const lower = upper.toLowerCase()
      if (lower !== upper && lower.length === 1) text += pick(upper, lower)
    }
  }
  return text
}
