import type { ImportOptions, ImportPreview, ImportView } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import { problemOf, RequestFailed, request, unreachableServer } from './request.ts'
import type { Page } from './types.ts'

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

export function rejectsOf(id: string, after: string | null): Promise<Page<Reject>> {
  return request<Page<Reject>>('GET', `/api/contacts/imports/${id}/rejects`, { query: { after, limit: 200 } })
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
