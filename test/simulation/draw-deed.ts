import type { Chance } from './chance.ts'

const MINUTE = 60_000

/** How likely each thing is to be begun next. `found`: processes taken for dead, of which nobody has taken back what they held. */
export function deedWeights(ordered: boolean, found: number) {
  return {
    collect: 8,
    move: 14,
    deliver: 7,
    act: 2,
    sweep: 1,
    takeBack: found > 0 ? 6 : 0,
    carryOnOrders: 0.5,
    eraseAgain: 0.2,
    merge: 2,
    begin: 0.3,
    deal: 0.2,
    publish: ordered ? 8 : 0.5,
    rollBack: ordered ? 2 : 0.3,
    verb: 1.8,
    order: ordered ? 12 : 0,
    sending: 0.8,
    erase: 0.5,
    again: 1,
  }
}

/** How far the clock jumps. */
export function drawJump(chance: Chance): number {
  const most = chance.weighted({ seconds: 1, minutes: 4, hours: 5, days: 1 })
  return 1000 * Math.ceil(chance.next() * ({ seconds: 5, minutes: 40 * 60, hours: 20 * 3600, days: 3 * 86_400 } as const)[most])
}

/** The clock of one machine is wrong: by minutes, by hours, one way or the other. */
export function drawSkew(chance: Chance): number {
  return Math.round((chance.next() - 0.5) * chance.pick([0, 10, 360, 360]) * MINUTE)
}

const CAP = { channel: 'email', most: 2, window: { rolling: 'PT12H' }, whenFull: 'hold' as const }
const TIGHT = { ...CAP, most: 1 }

export type DrawnCap = typeof CAP

export function drawCaps(chance: Chance): readonly DrawnCap[] {
  return chance.pick([[], [CAP], [TIGHT], [TIGHT]])
}
