import { lanesWithWork } from '../../ledgers/lanes/lanes-with-work.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** Rings every lane that has work. Bells are hints and may be lost; this is what a lost one costs: five seconds. */
export async function ringLanes(context: UpkeepContext): Promise<void> {
  const work = await lanesWithWork(context.pool, context.clock.now())
  if (work.move.length > 0) await context.bells.ringMove(work.move)
  if (work.deliver.length > 0) await context.bells.ringDeliver(work.deliver)
  if (work.act.length > 0) await context.bells.ringAct(work.act)
}
