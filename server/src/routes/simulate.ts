import { isoOf, type JsonObject } from '@snodo/base'
import { type DryRunEvent, type SampleContact, simulate, type Trace } from '@snodo/engine'
import { Simulate } from '@snodo/protocol'
import type { Static } from 'typebox'
import { type Api, actorOf, type Doors } from './doors.ts'
import { FlowParams } from './flows.ts'
import { instantOf } from './paging.ts'

/** Tries a flow on one contact with the clock turned; nothing is sent and nothing kept. */
export function simulateRoutes(app: Api, { engine, clock }: Doors): void {
  app.post(
    '/api/flows/:id/simulate',
    {
      schema: {
        tags: ['flows'],
        summary: 'Walk one contact through the flow with the clock turned',
        params: FlowParams,
        body: Simulate,
      },
    },
    async (request) => {
      const { contact, at, start, entry, events, draft, version } = request.body
      request.log.debug({ by: actorOf(request) }, 'flow.simulate')
      const trace = await simulate(engine, {
        id: request.params.id,
        contact: contactToTry(contact),
        at: at === undefined ? clock.now() : instantOf(at),
        start: start ?? null,
        entry: (entry ?? {}) as JsonObject, // safe JSON by the body parser
        events: (events ?? []).map(happening),
        ...(draft === undefined ? {} : { draft }),
        ...(version === undefined ? {} : { version }),
      })
      return inIso(trace)
    },
  )
}

/** Whom a body names or describes. */
export function contactToTry(given: Static<typeof Simulate>['contact']): string | SampleContact {
  if (typeof given !== 'object') return String(given)
  const { history, ...rest } = given
  const sample = rest as SampleContact // the schema of the body is that of the sample
  return history === undefined ? sample : { ...sample, history: history.map(happening) }
}

function happening({ at, event, properties }: { at: string | number; event: string; properties?: unknown }): DryRunEvent {
  return { at: instantOf(at), event, properties: (properties ?? {}) as JsonObject } // safe JSON by the body parser
}

/** Instants of a trace as the API writes them. */
function inIso(trace: Trace) {
  const at = <Item extends { at: number }>(item: Item) => ({ ...item, at: isoOf(item.at) })
  return {
    ...trace,
    steps: trace.steps.map(at),
    messages: trace.messages.map(at),
    happened: trace.happened.map(at),
    end: trace.end === null ? null : at(trace.end),
    rest:
      trace.rest === null
        ? null
        : { ...trace.rest, since: isoOf(trace.rest.since), until: trace.rest.until === null ? null : isoOf(trace.rest.until) },
  }
}
