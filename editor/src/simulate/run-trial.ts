import type { JsonObject } from '@snodo/base'
import { simulate } from '../api/simulate.ts'
import type { Workbench } from '../document/workbench.ts'
import { faultWords } from '../ui/notify.ts'
import { readTrace } from './read-trace.ts'
import type { TrialContact } from './trial-store.ts'

let underWay: AbortController | null = null

/** Walks the draft as it is on the screen. `keep` holds the slider's place after something was changed on the way. */
export async function runTrial(bench: Workbench, keep: boolean): Promise<void> {
  underWay?.abort()
  const mine = new AbortController()
  underWay = mine
  const { contact, startAt, events, position } = bench.trial.getState()
  const start = startAt === '' ? Date.now() : new Date(startAt).getTime()
  bench.trial.setState({ running: true, fault: null })
  try {
    const raw = await simulate(
      bench.flowId,
      {
        contact: contact.id ?? sampleContact(contact),
        at: new Date(start).toISOString(),
        events: events.map(({ event, at, properties }) => ({ event, at: new Date(at).toISOString(), properties })),
        draft: bench.documents.store.getState().document,
      },
      mine.signal,
    )
    const trace = readTrace(raw, start)
    const last = Math.max(0, trace.steps.length - 1)
    bench.trial.setState({ trace, running: false, position: keep ? Math.min(position, last) : last })
  } catch (thrown) {
    if (mine.signal.aborted) return
    bench.trial.setState({ running: false, fault: faultWords(thrown) })
  }
}

/** A contact made up on the page, with the members the dry run knows. */
export function sampleContact({ firstName, email, phone, attributes, consents }: TrialContact): JsonObject {
  return {
    email: email === '' ? null : email,
    phone: phone === '' ? null : phone,
    attributes: { ...attributes, ...(firstName === '' ? {} : { firstName }) },
    consents,
  }
}
