import { transaction } from '@snodo/database'
import { tellFates } from '../../ledgers/inbox/tell-fates.ts'
import { type Holders, takeBackStranded } from '../../ledgers/messages/settle-messages.ts'
import { TRANSACTIONAL } from '../../rules/sending/decide-send.ts'
import { deliverLimits } from '../../rules/sending/deliver-limits.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Messages taken back in one transaction. */
const SWEEP_SIZE = 1_000

/** Takes back messages of whoever has fallen silent, found dead or not. */
export function sweepMessages(context: Omit<UpkeepContext, 'flows'>): Promise<number> {
  return takeBackMessages(context, { silentSince: context.clock.now() - deliverLimits.leaseMs })
}

/**
 * Takes back messages that a process claimed and never settled. What was only claimed is due again; what was handed over to a
 * provider that cannot tell a repetition is unknown, and is sent again only where that does less harm than missing it: for purpose
 * transactional.
 */
export async function takeBackMessages(context: Omit<UpkeepContext, 'flows'>, holders: Holders): Promise<number> {
  let taken = 0
  for (let count = SWEEP_SIZE; count === SWEEP_SIZE; taken += count) count = await takeSomeBack(context, holders)
  return taken
}

async function takeSomeBack(context: Omit<UpkeepContext, 'flows'>, holders: Holders): Promise<number> {
  const now = context.clock.now()
  const stranded = await transaction(context.pool, async (sql) => {
    const taken = await takeBackStranded(sql, holders, { now, resend: [TRANSACTIONAL], most: SWEEP_SIZE })
    const unknown = taken.filter((message) => message.state === 'handed' && message.purpose !== TRANSACTIONAL)
    for (const [lane, messages] of Map.groupBy(unknown, (message) => message.lane)) {
      const told = messages.map((message) => ({ message, fate: 'sent' as const, because: { code: 'UNKNOWN', values: {} } }))
      await tellFates({ sql, ids: context.ids, lane, listensTo: context.listensTo }, told, now)
    }
    return taken
  })
  if (stranded.length === 0) return 0
  for (const { channel, state, purpose } of stranded)
    if (state === 'handed' && purpose !== TRANSACTIONAL) context.tally.add('messages', 1, { channel, fate: 'unknown' })
  context.log.warn('deliver.swept', { messages: stranded.length })
  const lanes = [...new Set(stranded.map((message) => message.lane))]
  await context.bells.ringDeliver(lanes)
  await context.bells.ringMove(lanes)
  return stranded.length
}
