import { checkFlow } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { listFlowsToMind } from '../ledgers/flows/flow-rows.ts'
import { readBacklog } from '../ledgers/health/read-backlog.ts'
import { readStanding } from '../ledgers/health/read-standing.ts'
import { countDeadLetters } from '../ledgers/inbox/list-dead-letters.ts'
import { manifestsOf } from './manifests-of.ts'

export type Attention = {
  failed: number
  held: number
  rejected: number
  braked: { flow: string; name: string }[]
  paused: { flow: string; name: string }[]
  problems: { flow: string; name: string; errors: number }[]
}

const DAY_MS = 86_400_000

/** What waits for somebody: what failed, what is put off, what stands still, what cannot be published. */
export async function readAttention(engine: EngineContext): Promise<Attention> {
  const now = engine.clock.now()
  const flows = await listFlowsToMind(engine.pool)
  const manifests = manifestsOf(engine)
  const named = ({ id, name }: { id: string; name: string }) => ({ flow: id, name })
  return {
    failed: (await readStanding(engine.pool)).failed,
    held: (await readBacklog(engine.pool, now)).kinds.held.count,
    rejected: await countDeadLetters(engine.pool, now - DAY_MS),
    braked: flows.filter(({ braked }) => braked).map(named),
    paused: flows.filter(({ state }) => state === 'paused').map(named),
    problems: flows.flatMap((flow) => {
      if (flow.draft === null) return []
      const errors = checkFlow(flow.draft, { manifests }).filter(({ severity }) => severity === 'error').length
      return errors === 0 || Object.keys(flow.draft.nodes).length === 0 ? [] : [{ ...named(flow), errors }]
    }),
  }
}
