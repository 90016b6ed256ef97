import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type Info, parse } from 'csv-parse'
import iconv from 'iconv-lite'
import { type Delimiter, detectDelimiter, detectEncoding, SAMPLE_BYTES } from './detect-text.ts'
import { importFaults } from './import-faults.ts'

export type CsvShape = { encoding: string; delimiter: Delimiter }
export type CsvRecord = { line: number; cells: string[] }

/** The longest record: a quote that is never closed would otherwise swallow the rest of the file into memory. */
const RECORD_MOST = 1024 * 1024

/** How a file is written, from its beginning; what the options say is believed. */
export async function detectShape(path: string, given: { encoding?: string; delimiter?: Delimiter }): Promise<CsvShape> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, SAMPLE_BYTES)), 0, Math.min(size, SAMPLE_BYTES), 0)
    const sample = buffer.subarray(0, bytesRead)
    const encoding = given.encoding ?? detectEncoding(sample, bytesRead === size)
    if (!iconv.encodingExists(encoding)) throw importFaults.ENCODING_UNKNOWN({ got: encoding })
    return { encoding, delimiter: given.delimiter ?? detectDelimiter(iconv.decode(sample, encoding)) }
  } finally {
    await file.close()
  }
}

/**
 * The records of a file, in batches, with the line each begins at. A record the parser cannot read (a quote that is never closed)
 * ends the file: `problem` is told with its line, and what came before it stands.
 */
export async function readCsv(
  path: string,
  shape: CsvShape,
  batchSize: number,
  take: (batch: CsvRecord[]) => Promise<void>,
): Promise<{ problem: { line: number; reason: string } | null }> {
  const parser = parse({
    delimiter: shape.delimiter,
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // A quote inside a text that is not quoted is only a quote: people write 24" screens.
    relax_quotes: true,
    max_record_size: RECORD_MOST,
    info: true,
  })
  let batch: CsvRecord[] = []
  let previous = 0
  try {
    await pipeline(createReadStream(path), iconv.decodeStream(shape.encoding), parser, async (records) => {
      for await (const { record, info } of records as AsyncIterable<{ record: string[]; info: Info }>) {
        // `lines` is where a record ends; it began on the line after the one before it.
        batch.push({ line: previous + 1, cells: record })
        previous = info.lines
        if (batch.length < batchSize) continue
        await take(batch)
        batch = []
      }
    })
  } catch (error) {
    if (!isCsvError(error)) throw error
    await take(batch)
    return { problem: { line: previous + 1, reason: error.message.slice(0, 300) } }
  }
  await take(batch)
  return { problem: null }
}

function isCsvError(error: unknown): error is Error & { code: string } {
  return (
    error instanceof Error &&
    typeof (error as { code?: unknown }).code === 'string' &&
    (error as { code?: string }).code!.startsWith('CSV_')
  )
}
