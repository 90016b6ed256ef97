import type { Explanation } from '@snodo/audience'
import type { JsonObject } from '@snodo/base'
import type { FlowCatalog } from '../flows/flow-catalog.ts'
import type { EventBody, InboxRow } from './inbox-row.ts'
import type { Candidates, IntakeEvent } from './match-event.ts'
import type { ContactState, EnrollmentState } from './trip-state.ts'

/** A row of the inbox with its body, made ready to be taken. */
export type Incoming = {
  contactId: string
  kind: InboxRow['kind']
  event: IntakeEvent
  context: JsonObject | null
}

/** Calls of clients, whose body is in the event log; the other rows carry theirs. */
export function isCollected(row: Pick<InboxRow, 'kind'>): boolean {
  return row.kind !== 'system' && row.kind !== 'enroll' && row.kind !== 'fate' && row.kind !== 'settle'
}

export function readIncoming(row: InboxRow, body: EventBody | null): Incoming {
  return {
    contactId: row.contact_id,
    kind: row.kind,
    context: body?.context ?? null,
    event: {
      id: row.event_id,
      name: row.name,
      properties: (isCollected(row) ? body?.properties : row.payload) ?? {},
      occurredAt: row.occurred_at,
      receivedAt: row.received_at,
    },
  }
}

/** An event laid over its contact, with what it might do. */
export type Taken = {
  incoming: Incoming
  contact: ContactState
  living: readonly EnrollmentState[]
  catalog: FlowCatalog
  candidates: Candidates
  /** What entry filters that look at the contact before this event have answered, by flow id. */
  before: ReadonlyMap<string, Explanation>
}
