import { asError, isFault, type JsonObject } from '@snodo/base'
import {
  deleteImport,
  type EngineContext,
  failLostImports,
  findImportOf,
  type ImportCounts,
  type ImportReject,
  type ImportRow,
  importBatch,
  insertImport,
  insertRejects,
  NO_COUNTS,
  updateImport,
} from '@snodo/engine'
import type { ImportOptions, ImportPreview } from '@snodo/protocol'
import { importFaults } from './import-faults.ts'
import { type ColumnMap, mapColumns } from './map-columns.ts'
import { type CsvRecord, type CsvShape, detectShape, readCsv } from './read-csv.ts'
import { isReject, type RowSetting, readRow } from './read-row.ts'

/** Rows written together: each batch costs a few statements for each of the 64 lanes. */
const BATCH = 10_000
/** Rows and rejects shown by a dry run. */
const SHOWN = 20
/** Rejected lines kept for download; beyond them only their number is told. */
const REJECTS_KEPT = 100_000
/** Country of phone numbers without a prefix, where the options name none. */
const STANDARD_COUNTRY = 'IT'

export type ImportFile = { path: string; name: string; hash: string }

type Progress = {
  counts: ImportCounts
  rejects: ImportReject[]
  samples: string[][]
  rows: ImportRow[]
  columns: ColumnMap | null
  shape: CsvShape
}

/** No import takes longer; one that is older and still running lost its server. */
const LOST_AFTER_MS = 60 * 60_000

/** What would become of a file: how it was read, its first rows, and the numbers for all of it. Writes nothing. */
export async function previewImport(
  engine: EngineContext,
  file: ImportFile,
  options: ImportOptions,
  author: string,
): Promise<ImportPreview> {
  const { counts, rejects, samples, rows, columns, shape } = await walk(engine, file, options, author, null)
  return {
    encoding: shape.encoding,
    delimiter: shape.delimiter,
    columns: (columns ?? []).map((column, i) => ({
      ...column,
      samples: samples
        .map((cells) => cells[i] ?? '')
        .filter((cell) => cell !== '')
        .slice(0, 3),
    })),
    rows: rows.map((row) => ({ ...row })),
    counts,
    rejects: rejects.slice(0, SHOWN).map(({ line, code, reason }) => ({ line, code, reason })),
  }
}

/** What is found out from the first line: a file that cannot be an import leaves no trace of one. */
const NO_IMPORT: ReadonlySet<string> = new Set(['FILE_EMPTY', 'COLUMNS_UNUSABLE', 'COLUMN_UNKNOWN'])

/** Imports a file; answers with the id of its report. A file that ends in a broken record is taken in up to there. */
export async function runImport(
  engine: EngineContext,
  file: ImportFile,
  options: ImportOptions,
  author: string,
): Promise<string> {
  const now = engine.clock.now()
  await failLostImports(engine.pool, now - LOST_AFTER_MS, now)
  const before = await findImportOf(engine.pool, file.hash)
  if (before && options.again !== true)
    throw importFaults.FILE_KNOWN({ id: before.id, at: new Date(before.started_at).toISOString() })
  const shape = await detectShape(file.path, options)
  const id = await insertImport(engine.pool, {
    fileName: file.name,
    fileHash: file.hash,
    options: { ...options, ...shape } as unknown as JsonObject, // plain JSON by its schema
    at: engine.clock.now(),
  })
  try {
    const { counts, problem } = await walk(engine, file, options, author, id)
    await updateImport(engine.pool, id, { state: 'done', counts, endedAt: engine.clock.now(), problem })
  } catch (error) {
    if (isFault(error) && NO_IMPORT.has(error.code)) {
      await deleteImport(engine.pool, id)
      throw error
    }
    await updateImport(engine.pool, id, {
      state: 'failed',
      counts: NO_COUNTS,
      endedAt: engine.clock.now(),
      problem: asError(error).message.slice(0, 500),
    })
    throw error
  }
  return id
}

async function walk(
  engine: EngineContext,
  file: ImportFile,
  options: ImportOptions,
  author: string,
  importId: string | null,
): Promise<Progress & { problem: string | null }> {
  const shape = await detectShape(file.path, options)
  const progress: Progress = { counts: { ...NO_COUNTS }, rejects: [], samples: [], rows: [], columns: null, shape }
  const given = {
    fileHash: options.again === true ? `${file.hash.slice(0, 24)}${importId ?? ''}` : file.hash,
    fileName: file.name,
    consentOrigin: options.consentOrigin ?? null,
    author,
    dryRun: importId === null,
  }
  const { problem } = await readCsv(file.path, shape, BATCH, async (records) => {
    const data = takeHeader(progress, records, options)
    if (data.length === 0) return
    const setting: RowSetting = {
      columns: progress.columns ?? [],
      list: options.list ?? null,
      country: options.country ?? STANDARD_COUNTRY,
    }
    const read = data.map(({ line, cells }) => readRow(cells, line, setting))
    const rows = read.filter((row): row is ImportRow => !isReject(row))
    const rejects = read.filter(isReject)
    if (progress.samples.length === 0) progress.samples = data.slice(0, SHOWN).map(({ cells }) => cells)
    if (progress.rows.length === 0) progress.rows = rows.slice(0, SHOWN)
    addCounts(progress.counts, rows.length > 0 ? await importBatch(engine, given, rows) : NO_COUNTS)
    await keepRejects(engine, importId, progress, rejects)
    progress.counts.rows += rejects.length
    progress.counts.rejected += rejects.length
    if (importId !== null)
      await updateImport(engine.pool, importId, { state: 'running', counts: progress.counts, endedAt: null, problem: null })
  })
  if (progress.columns === null) throw importFaults.FILE_EMPTY({})
  if (problem !== null) {
    await keepRejects(engine, importId, progress, [{ line: problem.line, code: 'CSV_BROKEN', reason: problem.reason, raw: '' }])
    progress.counts.rows += 1
    progress.counts.rejected += 1
  }
  return { ...progress, problem: problem === null ? null : `The file breaks off at line ${problem.line}: ${problem.reason}` }
}

/** The first record names the columns; the others are data. */
function takeHeader(progress: Progress, records: CsvRecord[], options: ImportOptions): CsvRecord[] {
  if (progress.columns !== null) return records
  const [header, ...data] = records
  if (header === undefined) return []
  progress.columns = mapColumns(header.cells, options.columns ?? {})
  return data
}

async function keepRejects(
  engine: EngineContext,
  importId: string | null,
  progress: Progress,
  rejects: ImportReject[],
): Promise<void> {
  const kept = rejects.slice(0, Math.max(0, REJECTS_KEPT - progress.counts.rejected))
  if (progress.rejects.length < SHOWN) progress.rejects.push(...kept.slice(0, SHOWN))
  if (importId !== null) await insertRejects(engine.pool, importId, kept)
}

function addCounts(sum: ImportCounts, more: Omit<ImportCounts, 'rejected'>): void {
  for (const name of ['rows', 'created', 'updated', 'unchanged', 'consentsKept', 'consentsGranted'] as const)
    sum[name] += more[name]
}
