import type { ImportOptions, ImportPreview, ImportView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import type { Page } from './replies.ts'
import { problemOf, RequestFailed, request, unreachableServer } from './request.ts'

export type Reject = { line: number; code: string; reason: string }

/** How the server would read the file, and what would become of every line; nothing is written. */
export function previewImport(file: File, options: ImportOptions): Promise<ImportPreview> {
  return upload<ImportPreview>(file, options, true, () => undefined)
}

/** Sends the file; `progress` is told the share sent, from 0 to 1. */
export function startImport(file: File, options: ImportOptions, progress: (share: number) => void): Promise<ImportView> {
  return upload<ImportView>(file, options, false, progress)
}

export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => request<ImportView>('GET', `/api/contacts/imports/${id}`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'running' || query.state.data === undefined ? 700 : false),
  })

/** The latest imports: whoever left one under way finds it again here. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: async ({ signal }) =>
    (await request<Page<ImportView>>('GET', '/api/contacts/imports', { query: { limit: 10 }, signal })).items,
  refetchInterval: (query) => (query.state.data?.some(({ state }) => state === 'running') ? 1_500 : 30_000),
})

/** Where the whole report can be had as a file. */
export const rejectsUrl = (id: string) => `/api/contacts/imports/${id}/rejects`

/** The first refused lines of the report, which comes as CSV and may be long: reading stops once there are enough. */
export async function firstRejects(id: string, most: number, signal: AbortSignal): Promise<Reject[]> {
  const response = await fetch(rejectsUrl(id), { credentials: 'same-origin', signal })
  if (!response.ok || !response.body) throw new RequestFailed(problemOf(response, await response.text()))
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  let rows: string[][] = []
  while (rows.length <= most + 1) {
    const { done, value } = await reader.read()
    text += value ?? ''
    rows = readCsv(text)
    if (done) break
  }
  await reader.cancel()
  return rows.slice(1, most + 1).map(([line, code, reason]) => ({ line: Number(line), code: code ?? '', reason: reason ?? '' }))
}

/** Rows of quoted CSV that are whole; a row still arriving is left for the next piece. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const sign = text[i]!
    if (quoted && sign === '"' && text[i + 1] === '"') {
      cell += '"'
      i += 1
    } else if (sign === '"') quoted = !quoted
    else if (!quoted && sign === ',') {
      row.push(cell)
      cell = ''
    } else if (!quoted && sign === '\n') {
      rows.push([...row, cell.replace(/\r$/, '')])
      row = []
      cell = ''
    } else cell += sign
  }
  return rows
}

/** XMLHttpRequest, because fetch cannot tell how much of a body has been sent. */
function upload<Reply>(file: File, options: ImportOptions, dryRun: boolean, progress: (share: number) => void): Promise<Reply> {
  const query = new URLSearchParams({
    fileName: file.name,
    options: JSON.stringify(options),
    ...(dryRun ? { dryRun: 'true' } : {}),
  })
  return new Promise((settle, fail) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', `/api/contacts/import?${query}`)
    sending.setRequestHeader('content-type', 'text/csv')
    sending.setRequestHeader('accept', 'application/json')
    sending.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total)
    sending.onload = () => {
      if (sending.status >= 200 && sending.status < 300) settle(JSON.parse(sending.responseText) as Reply)
      else fail(new RequestFailed(problemOf({ status: sending.status, statusText: sending.statusText }, sending.responseText)))
    }
    sending.onerror = () => fail(unreachableServer())
    sending.send(file)
  })
}
