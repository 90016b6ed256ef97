import type { JsonObject } from '@snodo/base'
import type { Because } from '@snodo/node-sdk'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import type { EntryRow, Wanted } from './enter.ts'
import type { Taken } from './incoming.ts'
import { type Candidates, entityKeyOf, type IntakeEvent } from './match-event.ts'

/** The start a request names, or the flow's first; none where the flow has no live version. */
export function startsRequested(event: IntakeEvent, catalog: FlowCatalog): Candidates['starts'] {
  const flow = catalog.flow(String(event.properties.flow))?.live
  const start = flow?.starts.find((one) => one.node.id === event.properties.node) ?? flow?.starts[0]
  return flow == null || start === undefined ? [] : [{ flow, start }]
}

/** A request to enroll: by an operator, a schedule, a date, or a node of another flow. */
export function wantedByRequest(taken: Taken): Wanted[] {
  const { event } = taken.incoming
  const { name, properties } = event.properties
  const because = becauseRequested(event, taken.catalog)
  const own: IntakeEvent = {
    ...event,
    name: typeof name === 'string' ? name : event.name,
    properties: typeof properties === 'object' && properties !== null && !Array.isArray(properties) ? properties : {},
  }
  return taken.candidates.starts.map(({ flow, start }) => ({
    flow,
    start,
    contact: taken.contact,
    entityKey: entityKeyOf(flow, own),
    event: own,
    urgency: 1,
    // Only a flow's own request says which step it came from.
    byFlows: event.properties.from !== undefined,
    before: null,
    because,
  }))
}

/** A request for a flow that is there but has no version to enter leaves a trace too (semantics rule 31). */
export function keptOutUnpublished({ incoming: { event }, contact, catalog }: Taken): EntryRow[] {
  const flow = catalog.flow(String(event.properties.flow))
  if (flow === undefined || flow.live !== null) return []
  return [
    {
      flow: flow.id,
      contact: contact.id,
      key: '',
      event: event.id,
      enrollment: null,
      outcome: 'keptOut',
      because: { code: 'FLOW_NOT_LIVE', values: { state: flow.state } },
      at: event.receivedAt,
    },
  ]
}

/** Who or what makes a request, by its name. */
const REQUESTED_BY: Readonly<Record<string, string>> = {
  'Enroll Requested': 'hand',
  'Flow Entered': 'flow',
  'Flow Resumed': 'resume',
  'Date Arrived': 'date',
  'Schedule Ticked': 'schedule',
}

/** The trigger of whom a request lets in, because the event log tells of none. Requests of one batch give the same. */
function becauseRequested({ name, properties: asked }: IntakeEvent, catalog: FlowCatalog): Because {
  const by = REQUESTED_BY[name] ?? 'hand'
  const values: JsonObject = { by }
  const own =
    typeof asked.properties === 'object' && asked.properties !== null && !Array.isArray(asked.properties) ? asked.properties : {}
  if (by === 'hand' && typeof asked.author === 'string') values.author = asked.author
  if (by === 'flow' && typeof asked.fromFlow === 'string') values.flow = catalog.flow(asked.fromFlow)?.name ?? asked.fromFlow
  if (by === 'resume' && typeof asked.name === 'string' && asked.name !== name) values.came = asked.name
  if (by === 'date' && typeof own.field === 'string') values.field = own.field
  return { code: 'ENTERED_BY', values }
}
