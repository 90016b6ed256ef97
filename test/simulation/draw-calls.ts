import { type Instant, type JsonObject, LANES, slotOf } from '@snodo/base'
import type { Chance } from './chance.ts'

export const EVENTS = ['Signed Up', 'Order Completed', 'Product Viewed', 'Cancelled'] as const

export type Person = { userId: string; anonymousId: string; email: string; phone: string }

/** People who live in a few lanes only, so that they are in each other's way. */
export function drawPeople(chance: Chance, count: number, lanes: number): Person[] {
  const homes = new Set<number>()
  while (homes.size < lanes) homes.add(chance.int(LANES))
  let tried = 0
  const nameOfHome = (kind: string): string => {
    for (;;) {
      const name = `${kind}${++tried}`
      if (homes.has(slotOf(name) % LANES)) return name
    }
  }
  return Array.from({ length: count }, () => {
    const userId = nameOfHome('user')
    return {
      userId,
      anonymousId: nameOfHome('browser'),
      email: `${userId}@example.com`,
      phone: `+44770090${String(tried).padStart(4, '0').slice(-4)}`,
    }
  })
}

/** Draws calls of people as clients send them: late ones, and by people who have not said yet who they are. */
export class Calls {
  readonly #chance: Chance
  readonly #people: readonly Person[]
  readonly #sent: JsonObject[] = []
  /** Most people have said who they are before they do anything. */
  readonly #introduced = new Set<Person>()
  #made = 0

  constructor(chance: Chance, people: readonly Person[]) {
    this.#chance = chance
    this.#people = people
  }

  /** A burst of calls, some of them sent before. */
  draw(now: Instant): JsonObject[] {
    const count = this.#chance.yes(0.15) ? 12 : 1 + this.#chance.int(4)
    return Array.from({ length: count }, () => {
      if (this.#sent.length > 0 && this.#chance.yes(0.15)) return this.#chance.pick(this.#sent)
      const call = this.#call(this.#chance.pick(this.#people), now)
      this.#sent.push(call)
      return call
    })
  }

  #call(person: Person, now: Instant): JsonObject {
    const chance = this.#chance
    const messageId = `call-${++this.#made}`
    const late = chance.yes(0.25) ? chance.int(3 * 86_400_000) : chance.yes(0.2) ? -chance.int(3_600_000) : 0
    const base = { messageId, timestamp: new Date(now - late).toISOString() }
    const who = chance.weighted({ user: 6, browser: 2, both: 1 })
    const names: JsonObject =
      who === 'user'
        ? { userId: person.userId }
        : who === 'browser'
          ? { anonymousId: person.anonymousId }
          : { userId: person.userId, anonymousId: person.anonymousId }
    if (!this.#introduced.has(person) || chance.yes(0.2))
      return { ...base, ...names, type: 'identify', traits: this.#traits(person, who !== 'browser') }
    const event = chance.weighted({ 'Signed Up': 5, 'Order Completed': 3, 'Product Viewed': 3, Cancelled: 1 })
    const properties = { token: messageId, total: chance.int(100), order: `o${chance.int(3)}` }
    return { ...base, ...names, type: 'track', event, properties }
  }

  #traits(person: Person, known: boolean): JsonObject {
    const chance = this.#chance
    const traits: JsonObject = {}
    if (known || chance.yes(0.3)) this.#introduced.add(person)
    if (known && chance.yes(0.8)) Object.assign(traits, { email: person.email, phone: person.phone })
    if (chance.yes(0.8)) traits.consents = { email: chance.yes(0.85), sms: chance.yes(0.85) }
    if (chance.yes(0.4)) traits.plan = chance.pick(['pro', 'free'])
    if (chance.yes(0.4)) traits.renewal = chance.pick(['2026-03-05', '2026-03-09', '2026-03-29T02:30:00', '2025-01-01'])
    if (chance.yes(0.2)) traits.timeZone = chance.pick(['Europe/Rome', 'Asia/Kolkata'])
    return traits
  }
}
