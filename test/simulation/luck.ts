import type { AwaitPoints } from './await-points.ts'
import type { Chance } from './chance.ts'
import type { Mishaps } from './crew.ts'
import type { Whereabouts } from './whereabouts.ts'

/**
 * What goes wrong: at the points whose turn it is in this seed processes die, and now and then anything happens anywhere. `often` is
 * the share of statements that something happens to; whatever talks to others than PostgreSQL dies more readily, and whoever has just
 * heard what nobody else knows loses its connection more readily.
 */
export function luckOf(luck: Chance, often: number, points: AwaitPoints | null, heard: (deed: Whereabouts) => boolean): Mishaps {
  const statement = {
    none: 1 - 3 * often,
    lostBefore: often,
    lostAfter: often,
    race: often / 3,
    diesBefore: often / 3,
    diesAfter: often / 3,
    restart: often / 10,
  }
  const outside = { none: 1 - 20 * often, diesBefore: 10 * often, diesAfter: 10 * often }
  const lost = often === 0 ? 0 : 0.1
  const afterwards = { none: 1 - 3 * lost, lostBefore: lost, lostAfter: lost, race: lost / 3, restart: lost / 3 }
  return (ticket) => {
    const fate = points?.fateOf(ticket) ?? null
    const ofDatabase = ticket.session !== null || ticket.what === 'connect'
    const knows = ticket.at !== null && heard(ticket.at)
    const drawn = luck.weighted(ofDatabase ? (knows ? afterwards : statement) : outside)
    return fate ?? (drawn === 'none' ? null : drawn)
  }
}
