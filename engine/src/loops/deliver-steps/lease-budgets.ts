import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { budgetNamed, lockBudgets, saveBudgets } from '../../ledgers/budgets/budget-rows.ts'
import type { DueMessage } from '../../ledgers/messages/message-row.ts'
import { availableAt, type Budget, type BudgetRate, leaseFrom } from '../../rules/sending/budget.ts'
import { heldSinceOf } from '../../rules/sending/message-facts.ts'
import type { WorkspaceSettings } from '../../rules/workspace-settings.ts'

/** What the budgets keep from going out now. */
export type ClosedBudgets = {
  /** Channels whose provider has nothing to give: their messages are not even looked at. */
  channels: string[]
  /** Channels on which nothing more is released from hold for the moment. */
  released: string[]
  /** When the first of these may give again. */
  until: Instant | null
}

/** What the budgets, as they were a moment ago, have no place for: a lane need not judge what could not go out anyway. */
export function closedBudgets(
  known: ReadonlyMap<string, Budget>,
  providers: ReadonlyMap<string, string>,
  settings: WorkspaceSettings,
  now: Instant,
): ClosedBudgets {
  const opensAt = (name: string) => availableAt(budgetNamed(known, name), rateOf(name, settings), now, settings.timeZone)
  const closed: ClosedBudgets = { channels: [], released: [], until: null }
  for (const [channel, provider] of providers) {
    const byProvider = opensAt(providerBudget(provider))
    const byRelease = opensAt(releaseBudget(channel))
    if (byProvider > now) closed.channels.push(channel)
    else if (byRelease > now) closed.released.push(channel)
    const until = byProvider > now ? byProvider : byRelease
    if (until > now) closed.until = Math.min(closed.until ?? until, until)
  }
  return closed
}

/**
 * Leases places for messages that were judged fit to go, in their order, and says which of them got one. The others are left as
 * they are: due, unjudged, their turn to come. Leased in the transaction that claims, so that a rollback gives everything back.
 */
export async function leaseBudgets<Message extends Pick<DueMessage, 'channel' | 'because'>>(
  sql: Sql,
  messages: readonly Message[],
  known: ReadonlyMap<string, Budget>,
  providers: ReadonlyMap<string, string>,
  settings: WorkspaceSettings,
  now: Instant,
): Promise<{ leased: Message[]; probing: Set<string>; until: Instant | null }> {
  const budgetsOf = (message: Message): string[] => {
    const provider = providerBudget(providers.get(message.channel) ?? 'sandbox')
    const limited = isLimited(rateOf(provider, settings)) || budgetNamed(known, provider).failures > 0
    return [...(heldSinceOf(message) === null ? [] : [releaseBudget(message.channel)]), ...(limited ? [provider] : [])]
  }
  const names = [...new Set(messages.flatMap(budgetsOf))]
  if (names.length === 0) return { leased: [...messages], probing: new Set(), until: null }

  const budgets = await lockBudgets(sql, names)
  const changed = new Map<string, Budget>()
  const probing = new Set<string>()
  let until: Instant | null = null
  let leased = [...messages]
  // Releases first: what is not released needs no place with a provider.
  for (const name of names.sort((a, b) => Number(isProvider(a)) - Number(isProvider(b)))) {
    const rate = rateOf(name, settings)
    const asking = leased.filter((message) => budgetsOf(message).includes(name))
    const lease = leaseFrom(budgetNamed(budgets, name), rate, asking.length, now, settings.timeZone)
    changed.set(name, lease.budget)
    if (lease.probe) probing.add(name.slice(PROVIDER.length))
    if (lease.granted === asking.length) continue
    const left = new Set(asking.slice(lease.granted))
    leased = leased.filter((message) => !left.has(message))
    const opens = Math.max(availableAt(lease.budget, rate, now, settings.timeZone), now)
    until = Math.min(until ?? opens, opens)
  }
  await saveBudgets(sql, [...changed.values()])
  return { leased, probing, until }
}

export function providerBudget(provider: string): string {
  return `${PROVIDER}${provider}`
}

const PROVIDER = 'provider:'
const RELEASE = 'release:'

function releaseBudget(channel: string): string {
  return `${RELEASE}${channel}`
}

function isProvider(name: string): boolean {
  return name.startsWith(PROVIDER)
}

function isLimited(rate: BudgetRate): boolean {
  return rate.perSecond !== undefined || rate.perMinute !== undefined || rate.perDay !== undefined
}

function rateOf(name: string, settings: WorkspaceSettings): BudgetRate {
  return isProvider(name) ? (settings.providers[name.slice(PROVIDER.length)] ?? {}) : settings.release
}
