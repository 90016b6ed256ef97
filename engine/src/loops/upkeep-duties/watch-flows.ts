import { isoOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import { writeAudit } from '../../ledgers/audit/write-audit.ts'
import { forgetFlowSends, loadFlowHours } from '../../ledgers/flow-sends/flow-sends.ts'
import { loadBreakers, saveBreaker } from '../../ledgers/flows/flow-breakers.ts'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import { flowRunsAway, mayTrip } from '../../rules/sending/breaker.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Stops the sending of flows that run away and tells the operator. What they still have to send waits until somebody resets it. */
export async function watchFlows(context: Omit<UpkeepContext, 'flows' | 'listensTo'>): Promise<string[]> {
  const now = context.clock.now()
  const { breaker: settings } = await loadSettings(context.pool)
  if (settings.repeats === null) return []
  const hours = await loadFlowHours(context.pool, now, settings.repeats.least)
  const running = [...hours].filter(([, hour]) => flowRunsAway(hour, settings))
  if (running.length === 0) return []
  const percent = settings.repeats.percent
  return transaction(context.pool, async (sql) => {
    const breakers = await loadBreakers(
      sql,
      running.map(([flow]) => flow),
    )
    const tripped = running.filter(([flow]) => breakers.has(flow) && mayTrip(breakers.get(flow) ?? null, now))
    for (const [flow, hour] of tripped) {
      await saveBreaker(sql, flow, { state: 'tripped', at: now, ...hour, percent })
      context.log.warn('breaker.flow', { flow, ...hour })
    }
    await writeAudit(
      sql,
      tripped.map(([flow, hour]) => ({
        at: now,
        actor: 'breaker',
        action: 'flow.sendingStopped',
        subject: `flow:${flow}`,
        reason: `of ${hour.sent} messages in the last hour ${hour.repeats} repeated themselves`,
        details: { ...hour, percent, at: isoOf(now) },
      })),
    )
    return tripped.map(([flow]) => flow)
  })
}

/** What the breaker has no use for any more. */
export async function forgetSends(context: Pick<UpkeepContext, 'pool' | 'clock'>): Promise<void> {
  await forgetFlowSends(context.pool, context.clock.now())
}
