import { type DeliveryFate, isProviderTrouble, neverBegan } from '@snodo/channels'
import { patiently, transaction } from '@snodo/database'
import { budgetNamed, lockBudgets, saveBudgets } from '../../ledgers/budgets/budget-rows.ts'
import { allLanes } from '../../rules/all-lanes.ts'
import { endProbe, slowDown } from '../../rules/sending/budget.ts'
import type { DeliverContext } from './deliver-context.ts'
import { providerBudget } from './lease-budgets.ts'

/**
 * Writes down for every process what a batch told of its provider: trouble makes everybody leave it alone for a while, and the one
 * message that tried it again ends that. Nothing is written while all is well.
 */
export async function noteProvider(
  context: DeliverContext,
  provider: string,
  fates: readonly DeliveryFate[],
  probe: boolean,
): Promise<void> {
  const trouble = fates.filter(isProviderTrouble)
  if (trouble.length === 0 && !probe) return
  const name = providerBudget(provider)
  const cameThrough = trouble.length === 0 && fates.some((fate) => !neverBegan(fate))
  const note = () =>
    transaction(context.pool, async (sql) => {
      const now = context.clock.now()
      const budget = budgetNamed(await lockBudgets(sql, [name]), name)
      const asked = trouble.flatMap((fate) => (fate.fate === 'retry' && fate.afterMs !== null ? [fate.afterMs] : []))
      const askedMs = asked.length === 0 ? null : Math.max(...asked)
      const say = trouble[0] !== undefined && 'because' in trouble[0] ? trouble[0].because : ''
      const changed =
        trouble.length > 0 ? slowDown(budget, { now, askedMs, say, probe }, context.random) : endProbe(budget, cameThrough, now)
      await saveBudgets(sql, [changed])
      return changed
    })
  const noted = await patiently(note, { ...context, what: 'deliver.provider' })
  if (trouble.length > 0) context.log.warn('deliver.provider', { provider, failures: noted.failures, because: noted.say })
  else if (cameThrough) {
    context.log.info('deliver.provider', { provider, failures: 0 })
    await context.bells.ringDeliver(allLanes(), 'turn')
  }
}
