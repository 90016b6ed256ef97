import { lanesWithWork } from '../../ledgers/lanes/lanes-with-work.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/**
 * Rings every lane that has work. Bells are hints and may be lost; this is what a lost one costs: five seconds, and
 * its place in line. Not for now, because in a drain every lane has work: they would all go before what has just come in.
 */
export async function ringLanes(context: UpkeepContext): Promise<void> {
  const work = await lanesWithWork(context.pool, context.clock.now())
  if (work.move.length > 0) await context.bells.ringMove(work.move, 'soon')
  if (work.deliver.length > 0) await context.bells.ringDeliver(work.deliver, 'turn')
  if (work.act.length > 0) await context.bells.ringAct(work.act, 'turn')
}
