import { type Instant, isoOf, type JsonObject } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { loadBudgets } from '../ledgers/budgets/budget-rows.ts'
import { loadHalts } from '../ledgers/flows/flow-breakers.ts'
import { stoppedBy } from '../ledgers/messages/load-due.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import { availableAt, type Budget, freshBudget } from '../rules/sending/budget.ts'

export type WaitingMessage = {
  flow_id: string
  node: string
  channel: string
  state: string
  due_at: Instant
  because: JsonObject | null
}

/**
 * Why messages that are due have not gone yet, where nothing is written on themselves: it concerns their flow, channel or provider
 * as a whole, and a million rows are not rewritten to say so. `providers`: who carries each channel.
 */
export async function whyWaiting(
  engine: EngineContext,
  providers: ReadonlyMap<string, string>,
): Promise<(message: WaitingMessage) => JsonObject | null> {
  const now = engine.clock.now()
  const [settings, halts, budgets] = await Promise.all([
    loadSettings(engine.pool),
    loadHalts(engine.pool),
    loadBudgets(engine.pool),
  ])
  const stopped = stoppedBy({ flows: [], orders: settings.stopSending.map((order) => order.scope) })
  const closed = (name: string, rate: object): { budget: Budget; until: Instant } | null => {
    const budget = budgets.get(name) ?? freshBudget(name)
    const until = availableAt(budget, rate, now, settings.timeZone)
    return until > now ? { budget, until } : null
  }
  return (message) => {
    if (message.state !== 'due' || message.due_at > now) return null
    if (
      stopped.all ||
      stopped.channels.includes(message.channel) ||
      stopped.flows.includes(message.flow_id) ||
      stopped.messages.includes(`${message.flow_id}:${message.node}`)
    )
      return because('SENDING_STOPPED')
    const halt = halts.get(message.flow_id)
    if (halt?.state === 'paused') return because('FLOW_PAUSED', halt.since === null ? {} : { since: isoOf(halt.since) })
    if (halt?.breaker?.state === 'tripped') {
      const { sent, repeats, at } = halt.breaker
      return because('FLOW_BREAKER', { sent, repeats, at: isoOf(at) })
    }
    const provider = settings.sending.mode === 'live' ? (providers.get(message.channel) ?? 'sandbox') : 'sandbox'
    const away = closed(`provider:${provider}`, settings.providers[provider] ?? {})
    if (away !== null)
      return away.budget.failures > 0
        ? because('PROVIDER_AWAY', { provider, until: isoOf(away.until), say: away.budget.say })
        : because('PROVIDER_BUDGET', { provider, until: isoOf(away.until) })
    return message.because
  }
}

function because(code: WaitingCode, values: JsonObject = {}): JsonObject {
  return { code, values }
}

/** The words for these stand in the protocol's `because-words`. */
type WaitingCode = 'SENDING_STOPPED' | 'FLOW_PAUSED' | 'FLOW_BREAKER' | 'PROVIDER_AWAY' | 'PROVIDER_BUDGET'
