import { pauseFlow } from '@snodo/engine'
import type { Crew } from './crew.ts'
import type { Exercised } from './exercised.ts'
import { expectable, type Flows } from './flows.ts'
import type { OrderBook } from './order-book.ts'
import type { OutsideWorld } from './outside-world.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Ticket, Turnstile } from './turnstile.ts'

export type Stage = {
  crew: Crew
  turnstile: Turnstile
  world: OutsideWorld
  flows: Flows
  book: OrderBook
  exercised: Exercised
  now(): number
  turnBy(ms: number): Promise<void>
}

/** What chance brings together too seldom, in some seeds of every ten: one process in mid-air, and another that goes on without it. */
export function dramaOf(seed: number): 'standsStill' | 'pauses' | null {
  return seed % 5 !== 3 ? null : seed % 10 === 3 ? 'standsStill' : 'pauses'
}

/** Between look and hand-over. */
const CLAIMED = ({ what }: Ticket) =>
  /^update messages m set state = 'handed'|^select enrollment_id, visit from messages where lane = \$1 and token/.test(what)
const WITH_PROVIDER = ({ session, what }: Ticket) => session === null && what.includes(' takes ')

/**
 * Somebody stands still while a provider has its messages, is taken for dead, and wakes to another answer than the one who took over got;
 * or everything is paused between somebody's last look for orders and its hand-over.
 */
export async function playDrama(kind: 'standsStill' | 'pauses', stage: Stage, lane: number): Promise<void> {
  const { crew, world, turnstile } = stage
  const [one, other] = crew.processes as [SimulatedProcess, SimulatedProcess]
  crew.begin('deliver', one, () => one.engine.deliver(lane))
  const isThere = kind === 'standsStill' ? WITH_PROVIDER : CLAIMED
  const there = () => turnstile.waiting.some((ticket) => ticket.process === one && isThere(ticket))
  while (!there() && (await crew.stepOf(one)));
  if (there()) {
    stage.exercised.note(`drama ${kind}`)
    if (kind === 'standsStill') {
      one.frozen = true
      await stage.turnBy(40_000)
      await crew.carryOut('takeBack', other, () => crew.takeBack(other))
      await crew.carryOut('deliver', other, () => other.engine.deliver(lane))
      world.nextOf.set(one, 'refuses')
      one.frozen = false
    } else {
      await crew.carryOut('pause', other, async () => {
        for (const id of stage.flows.ids)
          await expectable(['FLOW_STATE', 'FLOW_BUSY'], async () => {
            await pauseFlow(other.engine.context, { id, author: 'simulation' })
            stage.book.halted(id, stage.now())
          })
      })
      await stage.turnBy(5_000)
    }
  }
  await crew.finish()
  world.nextOf.clear()
}
