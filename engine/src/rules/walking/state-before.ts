import { type Explanation, explain } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import type { CompiledFlow } from '../flows/compile-flow.ts'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import { withField } from './apply-intents.ts'
import type { Incoming } from './incoming.ts'
import { type Measure, TripFacts } from './trip-facts.ts'
import type { ContactState } from './trip-state.ts'

/** An entry filter that wants to see its contact as it was before the event (`asOf: before`), with a copy of that contact. */
export type FilterBefore = { flow: CompiledFlow; contact: ContactState; incoming: Incoming }

/**
 * The entry filters to be answered before an event is laid over its contact: of the flows it may begin, those that ask for it.
 * The copy is laid out now; the facts a filter needs are loaded into it as of just before the event.
 */
export function filtersBefore(incoming: Incoming, contact: ContactState, catalog: FlowCatalog): FilterBefore[] {
  // A request is no event: what stands before it stands after it as well.
  if (incoming.kind === 'enroll' || incoming.kind === 'settle') return []
  const flows = new Set(catalog.startsOn(incoming.event.name).map(({ flow }) => flow))
  return [...flows]
    .filter((flow) => flow.entryFilter?.asOf === 'before')
    .map((flow) => ({ flow, incoming, contact: copyOf(contact) }))
}

/** Answers a filter for the contact as it was before the event, which is itself at hand for it to look into. */
export function answerBefore({ flow, contact, incoming }: FilterBefore, measure: Measure): Explanation {
  const { event, kind } = incoming
  // The engine writes a change first and tells of it afterwards, so before its own event means without that change.
  if (kind === 'system') undo(contact, event.name, event.properties)
  const facts = new TripFacts(contact, null, event.properties, measure)
  return explain(flow.entryFilter!.when, facts, event.receivedAt) // found by having one
}

function copyOf(contact: ContactState): ContactState {
  return {
    ...contact,
    tags: new Set(contact.tags),
    lists: contact.lists && new Set(contact.lists),
    consents: contact.consents && new Map(contact.consents),
    measures: new Map(),
  }
}

function undo(contact: ContactState, event: string, told: JsonObject): void {
  switch (event) {
    case 'Field Changed': {
      const field = String(told.field)
      const old = told.old ?? null
      if (field === 'email' || field === 'phone' || field === 'userId') contact[field] = typeof old === 'string' ? old : null
      else contact.attributes = withField(contact.attributes, field, old)
      return
    }
    case 'Score Changed':
      contact.scores = { ...contact.scores, [String(told.score)]: Number(told.old ?? 0) }
      return
    case 'Tag Added':
      contact.tags.delete(String(told.tag))
      return
    case 'Tag Removed':
      contact.tags.add(String(told.tag))
      return
    case 'List Joined':
      contact.lists?.delete(String(told.list))
      return
    case 'List Left':
      contact.lists?.add(String(told.list))
  }
}
