import { type EngineContext, readFlowBreaker } from '@snodo/engine'
import type { BreakerView } from '@snodo/protocol'
import { iso } from './paging.ts'

/** The breaker of a flow with the values that were compared; null where it never tripped. */
export async function breakerView(engine: EngineContext, flow: string): Promise<BreakerView | null> {
  const found = await readFlowBreaker(engine, flow)
  if (found === null) return null
  const { breaker, held } = found
  if (breaker.state === 'reset') return { ...breaker, at: iso(breaker.at), until: iso(breaker.until), held }
  return { ...breaker, at: iso(breaker.at), held }
}
