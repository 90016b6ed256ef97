import type { Instant, IsoDuration, Language } from '@snodo/base'
import type { EventLimit } from '../collecting/event-limit.ts'
import type { DoubleOptIn } from '../sending/double-opt-in.ts'
import type { CompiledFlow, CompiledStart } from './compile-flow.ts'

export type FlowState = 'draft' | 'live' | 'paused' | 'closed' | 'stopped' | 'archived'

export type CatalogFlow = { id: string; name: string; state: FlowState; pausedAt: Instant | null; live: CompiledFlow | null }

/** What interpreting needs of the workspace's settings. */
export type WorkspaceFacts = {
  timeZone: string
  language: Language
  currency: string
  /** By how long reports of an event usually come late, by its name. */
  usualDelays: Readonly<Record<string, IsoDuration>>
  doubleOptIn: DoubleOptIn
  eventLimit: EventLimit
}

/** The flows as of one epoch: what can begin, indexed by event name, and every version somebody may be inside. Unchanging. */
export type FlowCatalog = {
  epoch: string
  workspace: WorkspaceFacts
  flow(id: string): CatalogFlow | undefined
  version(id: string): CompiledFlow | undefined
  /** Starts of live and paused flows on an event; a paused flow records who it kept out. */
  startsOn(event: string): readonly { flow: CompiledFlow; start: CompiledStart }[]
  /** True where a flow begins on this event or names it in an exit: such events must be read, whoever they are about. */
  listensTo(event: string): boolean
  paused: ReadonlySet<string>
  /** True where some drawing, live or with people inside, speaks of changes of fields: only then they are told one by one. */
  namesFieldChanges: boolean
}

export function makeCatalog(given: {
  epoch: string
  workspace: WorkspaceFacts
  flows: readonly CatalogFlow[]
  versions: ReadonlyMap<string, CompiledFlow>
  /** True where some drawing, live or with people inside, may speak of this event. */
  mentions: (event: string) => boolean
}): FlowCatalog {
  const flows = new Map(given.flows.map((flow) => [flow.id, flow]))
  const starts = new Map<string, { flow: CompiledFlow; start: CompiledStart }[]>()
  for (const { live, state } of given.flows) {
    if (live === null || (state !== 'live' && state !== 'paused')) continue
    for (const start of live.starts) {
      if (start.start.on !== 'event') continue
      const known = starts.get(start.start.event)
      if (known === undefined) starts.set(start.start.event, [{ flow: live, start }])
      else known.push({ flow: live, start })
    }
  }
  return {
    epoch: given.epoch,
    workspace: given.workspace,
    flow: (id) => flows.get(id),
    version: (id) => given.versions.get(id),
    startsOn: (event) => starts.get(event) ?? [],
    listensTo: (event) => starts.has(event),
    namesFieldChanges: given.mentions('Field Changed'),
    paused: new Set(given.flows.filter((flow) => flow.state === 'paused').map((flow) => flow.id)),
  }
}
