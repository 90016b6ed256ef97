/**
 * What a run had in it: mishaps, deeds, moods of providers, orders and their answers. Whatever is listed as wanted has to happen
 * in a hundred seeds: a thing that never happens would be held by want of anything to break.
 */
export class Exercised {
  readonly #counts = new Map<string, number>()

  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1)
  }

  get counts(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}

/** The counts of several runs as one, in order of names. */
export function sumUp(all: readonly Readonly<Record<string, number>>[]): Map<string, number> {
  const sum = new Map<string, number>()
  for (const counts of all) for (const [what, count] of Object.entries(counts)) sum.set(what, (sum.get(what) ?? 0) + count)
  return new Map([...sum].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const of = (kind: string, ...names: string[]) => names.map((name) => `${kind} ${name}`)

export const WANTED: readonly string[] = [
  ...of('mishap', 'lostBefore', 'lostAfter', 'race', 'diesBefore', 'diesAfter', 'restart'),
  ...of('machine', 'stands still', 'goes on', 'has a wrong clock', 'lost its sessions', 'waits for the database'),
  ...of('deed', 'collect', 'again', 'move', 'deliver', 'act', 'sweep', 'takeBack', 'carryOnOrders', 'eraseAgain', 'merge'),
  ...of('deed', 'begin', 'deal', 'publish', 'rollBack', 'verb', 'order', 'sending', 'erase'),
  ...of(
    'provider',
    'takes',
    'takesAndLosesTheAnswer',
    'isLost',
    'retry',
    'retryLater',
    'isBusy',
    'asksForTime',
    'refuses',
    'refusesHard',
  ),
  ...of('provider', 'answers late'),
  ...of('map', 'stay', 'keep', 'recompute', 'move', 'end'),
  ...of('verb', 'pause', 'resume', 'stop', 'close'),
  ...of('order', 'retry', 'skip', 'move', 'end', 'hold', 'release'),
  ...of('sending', 'stop all', 'stop channel', 'stop flow', 'stop message', 'lift'),
  ...of('end', 'completed', 'goal', 'exit', 'replaced', 'stopped', 'discarded', 'migrated', 'merged', 'erased'),
  ...of('message', 'sent', 'unknown UNKNOWN', 'notSent CONSENT_DENIED', 'notSent EXPIRED', 'notDelivered REFUSED', 'canceled'),
  ...of('entry', 'entered', 'keptOut'),
  ...of('people', 'merged'),
  ...of('drama', 'standsStill', 'pauses'),
]

/** What is wanted and never happened. */
export function neverHappened(counts: ReadonlyMap<string, number>): string[] {
  return WANTED.filter(
    (wanted) => ![...counts].some(([what, count]) => count > 0 && (what === wanted || what.startsWith(`${wanted} `))),
  )
}
