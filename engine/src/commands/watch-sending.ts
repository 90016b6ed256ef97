import type { Instant } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { budgetNamed, loadBudgets } from '../ledgers/budgets/budget-rows.ts'
import { readBreaker } from '../ledgers/flows/flow-breakers.ts'
import { countStopped } from '../ledgers/messages/count-stopped.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { type FlowBreaker, STANDARD_BREAKER } from '../rules/sending/breaker.ts'
import { availableAt, type Budget, type BudgetRate } from '../rules/sending/budget.ts'
import { PROPOSED_CAPS } from '../rules/sending/caps.ts'
import { STANDARD_QUIET_HOURS } from '../rules/sending/quiet-hours.ts'

export type ProviderStanding = { provider: string; rate: BudgetRate; budget: Budget; availableAt: Instant }

/** How every provider stands: what it may carry, what went by it today, and whether it is being left alone and why. */
export async function listProviders(engine: EngineContext, providers: readonly string[]): Promise<ProviderStanding[]> {
  const [budgets, settings] = [await loadBudgets(engine.pool), await loadSettings(engine.pool)]
  const now = engine.clock.now()
  const known = [...budgets.keys()].flatMap((name) => (name.startsWith('provider:') ? [name.slice('provider:'.length)] : []))
  const names = new Set([...providers, ...Object.keys(settings.providers), ...known])
  return [...names].sort().map((provider) => {
    const rate = settings.providers[provider] ?? {}
    const budget = budgetNamed(budgets, `provider:${provider}`)
    return { provider, rate, budget, availableAt: availableAt(budget, rate, now, settings.timeZone) }
  })
}

/** The breaker of a flow and how many of its messages have not gone out yet; null where it never tripped. */
export async function readFlowBreaker(
  engine: EngineContext,
  flow: string,
): Promise<{ breaker: FlowBreaker; held: number } | null> {
  const breaker = await readBreaker(engine.pool, flow)
  if (breaker === null) return null
  const { held, waiting } = await countStopped(engine.pool, { of: 'flow', flow }, engine.clock.now())
  return { breaker, held: held + waiting }
}

/** What somebody who sets a workspace up is asked to agree to, setting by setting. Nothing of it holds before it is saved. */
export function proposedSettings() {
  return {
    caps: PROPOSED_CAPS,
    quietHours: { email: null, sms: STANDARD_QUIET_HOURS },
    breaker: STANDARD_BREAKER,
  }
}
