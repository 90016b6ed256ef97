import { durationMs, type Instant } from '@snodo/base'
import { parseDocument, reentryOf, type WholeReentry } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { previewWaits, type WaitPreview } from '../dry-run/preview-waits.ts'
import { engineFaults } from '../faults.ts'
import { countReentry } from '../ledgers/enrollments/count-reentry.ts'
import { loadFlow } from '../ledgers/flows/flow-rows.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { type SampleContact, whomToTry } from './simulate.ts'

/** What a card shows of the time it stands for: when somebody who came to each wait of a flow now would go on. */
export async function previewFlowWaits(
  engine: EngineContext,
  given: { id: string; at: Instant; draft?: unknown; contact?: string | SampleContact },
): Promise<Record<string, WaitPreview>> {
  const document = await drawingOf(engine, given)
  const contact = await whomToTry(engine, given.contact ?? {})
  return previewWaits({ document, contact, at: given.at, settings: await loadSettings(engine.pool) }, engine.nodeTypes)
}

export type ReentryPreview = {
  reentry: WholeReentry
  /** Contacts who ever entered, each counted once for each entity key. */
  entered: number
  inside: number
  /** Of those outside, how many the rule would let in again now. */
  again: number
}

/** The rule of re-entry of a flow with its defaults filled in, and how many would get in again today. */
export async function previewReentry(
  engine: EngineContext,
  given: { id: string; at: Instant; draft?: unknown },
): Promise<ReentryPreview> {
  const reentry = reentryOf(await drawingOf(engine, given))
  return { reentry, ...(await countReentry(engine.pool, given.id, openSince(reentry, given.at))) }
}

/** Whoever entered, and ended, no later than this may enter again. */
function openSince(
  { mode, from, window = 'P0D' }: WholeReentry,
  at: Instant,
): { entered: Instant | null; ended: Instant | null } {
  switch (mode) {
    case 'never':
      return { entered: null, ended: null }
    case 'always':
    case 'afterExit':
      return { entered: at, ended: at }
    case 'afterWindow': {
      const opens = at - durationMs(window)
      return from === 'entry' ? { entered: opens, ended: at } : { entered: at, ended: opens }
    }
  }
}

async function drawingOf(engine: EngineContext, { id, draft }: { id: string; draft?: unknown }) {
  const flow = await loadFlow(engine.pool, id)
  if (flow === undefined) throw engineFaults.FLOW_UNKNOWN({ id })
  return draft === undefined || draft === true ? flow.draft : parseDocument(draft)
}
