import type { Finding, FlowDocument, Manifest } from '@snodo/flow'
import type { FlowResults, MigrationPlan } from '@snodo/protocol'
import { queryOptions } from '@tanstack/react-query'
import type { Draft, EnrollmentView, FlowState, FlowSummary, Page, Published, VersionSummary } from './replies.ts'
import { request } from './request.ts'

export const nodeTypesQuery = queryOptions({
  queryKey: ['node-types'],
  queryFn: async ({ signal }) => (await request<{ items: Manifest[] }>('GET', '/api/node-types', { signal })).items,
  staleTime: 5 * 60_000,
})

export const flowsQuery = queryOptions({
  queryKey: ['flows'],
  queryFn: async ({ signal }) => {
    const flows: FlowSummary[] = []
    for (let after: string | null = null, more = true; more; more = after !== null) {
      const page: Page<FlowSummary> = await request('GET', '/api/flows', { query: { limit: 500, after }, signal })
      flows.push(...page.items)
      after = page.next
    }
    return flows
  },
  refetchInterval: 10_000,
})

export const flowQuery = (id: string) =>
  queryOptions({ queryKey: ['flow', id], queryFn: ({ signal }) => request<FlowSummary>('GET', `/api/flows/${id}`, { signal }) })

/** Read once on opening; from then on the document store is the truth. */
export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: ['draft', id],
    queryFn: ({ signal }) => request<Draft>('GET', `/api/flows/${id}/draft`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })

export const versionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: ['version', id, version],
    queryFn: ({ signal }) =>
      request<{ version: number; document: FlowDocument }>('GET', `/api/flows/${id}/versions/${version}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const versionsQuery = (id: string) =>
  queryOptions({
    queryKey: ['versions', id],
    queryFn: ({ signal }) => request<Page<VersionSummary>>('GET', `/api/flows/${id}/versions`, { signal }),
  })

export const resultsQuery = (id: string) =>
  queryOptions({
    queryKey: ['results', id],
    queryFn: ({ signal }) => request<FlowResults>('GET', `/api/flows/${id}/results`, { signal }),
    refetchInterval: 10_000,
  })

export function createFlow(document: FlowDocument): Promise<Draft> {
  return request<Draft>('POST', '/api/flows', { body: { name: document.name, document } })
}

/** Puts a whole document in place of a draft that nobody has changed since this revision. */
export function replaceDraft(id: string, revision: number, document: FlowDocument): Promise<Draft> {
  return request<Draft>('PUT', `/api/flows/${id}/draft`, { body: { revision, document } })
}

/** A document from elsewhere, in today's format, and what it lacks here. */
export function checkDocument(document: unknown): Promise<{ document: FlowDocument; findings: Finding[] }> {
  return request('POST', '/api/flows/check', { body: { document } })
}

export function tagFlows(flows: string[], add: string[], remove: string[]): Promise<{ changed: number }> {
  return request('POST', '/api/flows/tags', { body: { flows, add, remove } })
}

export function archiveFlow(id: string, reason: string): Promise<unknown> {
  return request('POST', `/api/flows/${id}/archive`, { body: { reason } })
}

export function deleteFlow(id: string): Promise<unknown> {
  return request('DELETE', `/api/flows/${id}`)
}

/** What becomes of those inside, by the block they stand at; without it the server asks where a block goes (409, `MIGRATION_NEEDED`). */
export type Migration = Record<string, { do: 'stay' } | { do: 'move'; to?: string; waits?: 'keep' | 'recompute' } | { do: 'end' }>

/** `reopen`: a closed or stopped flow lets people in again. `reason`: asked of a roll back. */
export type PublishAnswers = { migration?: Migration; reopen?: boolean; reason?: string }

/** Who stands where, and what publishing the draft as it is on the server, or rolling back to a version, would make of it. */
export function migrationPlan(id: string, version?: number): Promise<MigrationPlan> {
  const query = version === undefined ? {} : { version }
  return request<MigrationPlan>('GET', `/api/flows/${id}/migration-plan`, { query })
}

export function publishFlow(id: string, revision: number, answers: PublishAnswers = {}): Promise<Published> {
  return request<Published>('POST', `/api/flows/${id}/publish`, { body: { revision, ...answers } })
}

/** Makes an earlier version the live one again; the draft stays as it is. */
export function rollBack(id: string, version: number, answers: PublishAnswers): Promise<Published> {
  return request<Published>('POST', `/api/flows/${id}/roll-back`, { body: { version, ...answers } })
}

export type Verb = 'pause' | 'resume' | 'close' | 'stop'
export type ResumeChoices = { waits?: 'frozen' | 'wentOn'; entries?: 'enter' | 'drop'; overdue?: 'young' | 'all' | 'none' }

/** `reason` stands in the audit log; the server does nothing without it. */
export function orderFlow(id: string, verb: Verb, reason: string, choices: ResumeChoices = {}): Promise<{ state: FlowState }> {
  return request<{ state: FlowState }>('POST', `/api/flows/${id}/${verb}`, { body: { ...choices, reason } })
}

/** What resuming would ask about, counted; nothing is resumed. */
export function previewResume(id: string): Promise<{ counts: Record<string, number> }> {
  return request('POST', `/api/flows/${id}/resume`, { body: { preview: true } })
}

/** `search`: part of a name, e-mail, phone or user id; empty: everybody. */
export function enrollmentsAt(id: string, node: string, after: string | null, search: string): Promise<Page<EnrollmentView>> {
  return request<Page<EnrollmentView>>('GET', `/api/flows/${id}/enrollments`, { query: { node, after, search } })
}
