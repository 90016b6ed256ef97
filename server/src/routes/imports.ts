import { Readable } from 'node:stream'
import multipart from '@fastify/multipart'
import { isId } from '@snodo/base'
import { type ImportRecord, listImports, readImport, readRejects } from '@snodo/engine'
import { Id, ImportOptions, ImportPage, ImportPreview, ImportView, listQuery } from '@snodo/protocol'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { importFaults } from '../imports/import-faults.ts'
import { previewImport, runImport } from '../imports/import-file.ts'
import { spoolUpload } from '../imports/spool-upload.ts'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { iso, isoOrNull, pageOf, readCursor, readIdCursor } from './paging.ts'

const tags = ['contacts']
const ImportParams = Type.Object({ id: Id })
const ImportQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean({ description: 'Only say what would become of the file.' })),
  fileName: Type.Optional(Type.String({ maxLength: 200 })),
  options: Type.Optional(
    Type.String({
      maxLength: 20_000,
      description: 'The options as JSON: columns, delimiter, encoding, list, consentOrigin, country, again.',
    }),
  ),
})

/** CSV of contacts: looked at first (`dryRun`), then taken in, with a report line by line of what was refused and why. */
export async function importRoutes(app: FastifyInstance, { engine, pool }: Doors): Promise<void> {
  const api = app as unknown as Api // the same app; only its types of requests are narrower
  app.removeAllContentTypeParsers()
  await app.register(multipart, { limits: { files: 1, fields: 10, fieldSize: 20_000 }, throwFileSizeLimit: true })
  // The file itself as the body, whatever it is called: text/csv, application/vnd.ms-excel, nothing.
  app.addContentTypeParser('*', (_request, _payload, done) => done(null))
  let running = false

  api.post(
    '/api/contacts/import',
    {
      bodyLimit: 512 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Import a CSV: the file as the body, or as a form',
        querystring: ImportQuery,
        response: { 200: ImportPreview, 201: ImportView },
      },
    },
    async (request, reply) => {
      if (running) throw importFaults.IMPORT_RUNNING({})
      running = true
      const outcome = await takeUpload(request, request.query).finally(() => {
        running = false
      })
      if ('preview' in outcome) return reply.code(200).send(outcome.preview)
      return reply
        .code(201)
        .header('location', `/api/contacts/imports/${outcome.id}`)
        .send(view(await mustImport(outcome.id)))
    },
  )

  type Query = Static<typeof ImportQuery>
  async function takeUpload(request: FastifyRequest, query: Query): Promise<{ preview: ImportPreview } | { id: string }> {
    const { file, name, fields } = await uploadOf(request)
    const spooled = await spoolUpload(file)
    try {
      const options = readOptions(query.options ?? fields.options)
      const upload = { path: spooled.path, hash: spooled.hash, name: (query.fileName ?? name).slice(0, 200) }
      if (query.dryRun === true || fields.dryRun === 'true')
        return { preview: await previewImport(engine, upload, options, actorOf(request)) }
      return { id: await runImport(engine, upload, options, actorOf(request)) }
    } finally {
      await spooled.remove()
    }
  }

  api.get(
    '/api/contacts/imports',
    {
      schema: { tags, summary: 'Imports, the newest first', querystring: Type.Object(listQuery), response: { 200: ImportPage } },
    },
    async (request) => {
      const { after, limit = 50 } = request.query
      return pageOf(await listImports(pool, readIdCursor(after), limit + 1), limit, view, (row) => [row.id])
    },
  )

  api.get(
    '/api/contacts/imports/:id',
    { schema: { tags, summary: 'The report of an import', params: ImportParams, response: { 200: ImportView } } },
    async (request) => view(await mustImport(request.params.id)),
  )

  api.get(
    '/api/contacts/imports/:id/rejects',
    {
      schema: {
        tags,
        summary: 'Refused lines with their reasons: as CSV, or a page of JSON for who accepts that',
        params: ImportParams,
        querystring: Type.Object(listQuery),
      },
    },
    async (request, reply) => {
      const { id } = await mustImport(request.params.id)
      if (String(request.headers.accept).startsWith('application/json')) {
        const { after, limit = 50 } = request.query
        const rejects = await readRejects(pool, id, Number(readCursor(after, 1)?.[0] ?? 0), limit + 1)
        return pageOf(
          rejects,
          limit,
          (each) => each,
          (each) => [each.line],
        )
      }
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="rejects-${id}.csv"`)
        .send(Readable.from(rejectLines(id)))
    },
  )

  async function mustImport(id: string): Promise<ImportRecord> {
    const found = isId(id) ? await readImport(pool, id) : undefined
    if (found === undefined) throw serverFaults.IMPORT_UNKNOWN({ id })
    return found
  }

  async function* rejectLines(id: string): AsyncGenerator<string> {
    yield '\ufeff"line","code","reason","row"\r\n' // the mark tells spreadsheets that this is UTF-8
    for (let after = 0; ; ) {
      const rejects = await readRejects(pool, id, after, 1_000)
      if (rejects.length === 0) return
      yield rejects.map((each) => `${[String(each.line), each.code, each.reason, each.raw].map(csvCell).join()}\r\n`).join('')
      after = rejects.at(-1)?.line ?? after
    }
  }
}

/** A cell that begins like a formula would be run by the spreadsheet that opens it. */
export function csvCell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

async function uploadOf(
  request: FastifyRequest,
): Promise<{ file: Readable; name: string; fields: { options?: string; dryRun?: string } }> {
  if (!request.isMultipart()) return { file: request.raw, name: 'upload.csv', fields: {} }
  const part = await request.file()
  if (part === undefined) throw serverFaults.INPUT_INVALID({ part: 'form', pointer: '/file', expected: 'a file', got: 'nothing' })
  const text = (name: string) => {
    const field = part.fields[name]
    return field !== undefined && 'value' in field && typeof field.value === 'string' ? { [name]: field.value } : {}
  }
  return { file: part.file, name: part.filename, fields: { ...text('options'), ...text('dryRun') } }
}

function readOptions(text: string | undefined): ImportOptions {
  if (text === undefined || text === '') return {}
  let options: unknown
  try {
    options = JSON.parse(text)
  } catch {
    throw importFaults.OPTIONS_INVALID({ pointer: '', expected: 'JSON', got: 'something else' })
  }
  const wrong = Value.Errors(ImportOptions, options)[0]
  if (wrong === undefined) return options as ImportOptions // just checked
  throw importFaults.OPTIONS_INVALID({ pointer: wrong.instancePath, expected: `a value that ${wrong.message}`, got: 'another' })
}

function view(row: ImportRecord) {
  return {
    id: row.id,
    state: row.state,
    fileName: row.file_name,
    options: row.options,
    counts: row.counts,
    startedAt: iso(row.started_at),
    endedAt: isoOrNull(row.ended_at),
    problem: row.problem,
  }
}
