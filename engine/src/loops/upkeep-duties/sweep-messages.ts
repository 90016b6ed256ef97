import { transaction } from '@snodo/database'
import { appendRequests } from '../../ledgers/inbox/read-inbox.ts'
import { takeBackStranded } from '../../ledgers/messages/settle-messages.ts'
import { TRANSACTIONAL } from '../../rules/decide-send.ts'
import { fateRequests } from '../../rules/message-fates.ts'
import { type DeliverContext, deliverLimits } from '../deliver-steps/deliver-context.ts'

/** Messages taken back in one statement; the next beat takes more. */
const SWEEP_SIZE = 1_000

/**
 * Takes back messages that a process claimed and never settled, because it died. What was only claimed is due again; what was
 * handed over to a provider that cannot tell a repetition is unknown, and is sent again only where that does less harm than
 * missing it: for purpose transactional.
 */
export async function sweepMessages(
  context: Pick<DeliverContext, 'pool' | 'clock' | 'ids' | 'bells' | 'log' | 'listensTo'>,
): Promise<number> {
  const now = context.clock.now()
  const stranded = await transaction(context.pool, async (sql) => {
    const taken = await takeBackStranded(sql, {
      now,
      claimedBefore: now - deliverLimits.claimLeaseMs,
      handedBefore: now - deliverLimits.handLeaseMs,
      resend: [TRANSACTIONAL],
      most: SWEEP_SIZE,
    })
    const unknown = taken.filter((message) => message.state === 'handed' && message.purpose !== TRANSACTIONAL)
    await context.ids.reserve(sql, unknown.length)
    for (const [lane, messages] of Map.groupBy(unknown, (message) => message.lane)) {
      const told = messages.map((message) => ({ message, fate: 'sent' as const, because: { code: 'UNKNOWN', values: {} } }))
      await appendRequests(sql, lane, fateRequests(told, lane, context.ids, context.listensTo), now)
    }
    return taken
  })
  if (stranded.length === 0) return 0
  context.log.warn('deliver.swept', { messages: stranded.length })
  const lanes = [...new Set(stranded.map((message) => message.lane))]
  await context.bells.ringDeliver(lanes)
  await context.bells.ringMove(lanes)
  return stranded.length
}
