import type { FlowState, FlowSummary } from '../../api/replies.ts'

export type FlowColumn = 'name' | 'state' | 'inside' | 'week' | 'changed'
export type FlowFilter = {
  search: string
  /** 'any' leaves the archived ones out. */
  state: FlowState | 'any'
  tag: string | null
  sort: FlowColumn
  descending: boolean
}

export const EVERY_FLOW: FlowFilter = { search: '', state: 'any', tag: null, sort: 'changed', descending: true }

/** The flows a filter leaves, in its order. A search looks at names and tags; equals keep the order of their ids. */
export function filterFlows(flows: readonly FlowSummary[], filter: FlowFilter): FlowSummary[] {
  const wanted = filter.search.trim().toLowerCase()
  const kept = flows.filter(
    (flow) =>
      (filter.state === 'any' ? flow.state !== 'archived' : flow.state === filter.state) &&
      (filter.tag === null || flow.tags.includes(filter.tag)) &&
      [flow.name, ...flow.tags].some((text) => text.toLowerCase().includes(wanted)),
  )
  const direction = filter.descending ? -1 : 1
  return kept.sort((one, other) => direction * COMPARE[filter.sort](one, other))
}

/** Every tag there is, by name. */
export function tagsOf(flows: readonly FlowSummary[]): string[] {
  return [...new Set(flows.flatMap((flow) => flow.tags))].sort((one, other) => one.localeCompare(other))
}

export function enteredInWeek({ week }: Pick<FlowSummary, 'week'>): number {
  return week.reduce((sum, day) => sum + day, 0)
}

const STATES: readonly FlowState[] = ['live', 'paused', 'closed', 'draft', 'stopped', 'archived']

const COMPARE: Record<FlowColumn, (one: FlowSummary, other: FlowSummary) => number> = {
  name: (one, other) => one.name.localeCompare(other.name),
  state: (one, other) => STATES.indexOf(one.state) - STATES.indexOf(other.state),
  inside: (one, other) => one.inside - other.inside,
  week: (one, other) => enteredInWeek(one) - enteredInWeek(other),
  changed: (one, other) => Date.parse(one.updatedAt) - Date.parse(other.updatedAt),
}
