import { transaction } from '@snodo/database'
import { dropClaimsOf } from '../../ledgers/claims/claims.ts'
import { takeBackActing } from '../../ledgers/enrollments/acting-enrollments.ts'
import { takeBackMessages } from './sweep-messages.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/**
 * Takes back at once what these processes held, because they were found dead, or frozen and their sessions ended. A frozen one that
 * wakes up settles nothing of it: its messages carry its token no longer, its enrollments stand otherwise than it took them.
 * Whatever is missed here comes back when its lease ends.
 */
export async function takeBackFrom(context: Omit<UpkeepContext, 'flows'>, instances: readonly string[]): Promise<void> {
  const messages = await takeBackMessages(context, { instances })
  const acting = await transaction(context.pool, async (sql) => {
    const lanes = await takeBackActing(sql, { instances }, context.clock.now())
    await dropClaimsOf(sql, instances)
    return lanes
  })
  if (acting.length > 0) await context.bells.ringAct([...new Set(acting)])
  context.log.warn('claims.taken-back', { instances, messages, acting: acting.length })
}
