import chardet from 'chardet'
import iconv from 'iconv-lite'
import { importFaults } from './import-faults.ts'

/** Bytes looked at to tell how a file is written. */
export const SAMPLE_BYTES = 256 * 1024

/**
 * The encoding of a text file, from its first bytes: by its byte order mark, by the zeros of UTF-16, by being valid UTF-8, else by
 * the frequencies of its bytes, where in doubt Windows-1252 (what spreadsheets of western Europe write). `whole` says that the
 * sample is the whole file. Throws for what is no text.
 */
export function detectEncoding(sample: Buffer, whole: boolean): string {
  if (sample.length === 0) throw importFaults.FILE_EMPTY({})
  if (sample.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004', 'latin1')))
    throw importFaults.FILE_NOT_TEXT({ got: 'an Excel workbook or a ZIP file' })
  if (sample.subarray(0, 4).toString('latin1') === '%PDF') throw importFaults.FILE_NOT_TEXT({ got: 'a PDF' })
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le'
  if (sample[0] === 0xfe && sample[1] === 0xff) return 'utf-16be'
  const zeros = [0, 0]
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2]! += 1
  const [even, odd] = [zeros[0]!, zeros[1]!]
  if (odd > sample.length / 8 && even < odd / 10) return 'utf-16le'
  if (even > sample.length / 8 && odd < even / 10) return 'utf-16be'
  if (even + odd > 0) throw importFaults.FILE_NOT_TEXT({ got: 'bytes that are no text' })
  if (isUtf8(whole ? sample : sample.subarray(0, lastLine(sample)))) return 'utf-8'
  const guess = chardet.detect(sample)
  // ISO-8859-1 has no characters where Windows-1252 has its quotes and the euro; nobody means the former.
  return guess === null ||
    guess === 'UTF-8' ||
    guess.startsWith('ISO-8859-1') ||
    !iconv.encodingExists(guess) ||
    !/^(windows|ISO|KOI8|Shift|EUC|GB|Big5)/i.test(guess)
    ? 'windows-1252'
    : guess.toLowerCase()
}

function lastLine(sample: Buffer): number {
  const end = sample.lastIndexOf(0x0a)
  return end === -1 ? sample.length : end
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false // which is the question asked
  }
}

const DELIMITERS = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof DELIMITERS)[number]

/** The delimiter that divides the first lines most often and most evenly, quoted texts left aside. */
export function detectDelimiter(text: string): Delimiter {
  const lines = firstLines(text, 20)
  let best: { delimiter: Delimiter; score: number } = { delimiter: ',', score: 0 }
  for (const delimiter of DELIMITERS) {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const [header = 0] = counts
    if (header === 0) continue
    const even = counts.filter((count) => count === header).length / counts.length
    const score = even * 100 + header
    if (score > best.score) best = { delimiter, score }
  }
  return best.delimiter
}

/** The first records, with quoted parts taken out, so that what is left holds only real delimiters. */
function firstLines(text: string, most: number): string[] {
  const lines: string[] = []
  let line = ''
  let quoted = false
  for (let i = 0; i < text.length && lines.length < most; i++) {
    const each = text[i]!
    if (each === '"') quoted = !quoted
    else if (quoted) continue
    else if (each === '\n' || each === '\r') {
      if (line !== '') lines.push(line)
      line = ''
    } else line += each
  }
  if (line !== '' && lines.length < most) lines.push(line)
  return lines
}
