import { type Instant, type JsonObject, LANES, slotOf } from '@snodo/base'
import type { Chance } from './chance.ts'
import { POISON } from './gated-pool.ts'

export const EVENTS = ['Signed Up', 'Order Completed', 'Product Viewed', 'Cancelled'] as const

export type Person = { userId: string; anonymousId: string; email: string; phone: string }

/** People who live in a few lanes only, so that they are in each other's way. */
export function drawPeople(chance: Chance, count: number, lanes: number): Person[] {
  const homes = new Set<number>()
  while (homes.size < lanes) homes.add(chance.int(LANES))
  let tried = 0
  const nameOfHome = (kind: string): string => {
    for (;;) {
      // Ends in a dot, so that nobody's name is the beginning of another's: whoever is erased is looked for by it.
      const name = `${kind}.${++tried}.`
      if (homes.has(slotOf(name) % LANES)) return name
    }
  }
  return Array.from({ length: count }, () => {
    const userId = nameOfHome('user')
    return {
      userId,
      anonymousId: nameOfHome('browser'),
      email: `${userId}x@example.com`,
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
  /** By message id, who said it. */
  readonly #sayer = new Map<string, Person>()
  readonly #gone = new Set<Person>()
  readonly #poison: number
  #made = 0

  /** `poison` is the share of calls that PostgreSQL takes as events but not as journeys. */
  constructor(chance: Chance, people: readonly Person[], poison = 0) {
    this.#chance = chance
    this.#people = people
    this.#poison = poison
  }

  /** Somebody who asked to be erased, and says nothing any more; always somebody is left. */
  retire(): Person | null {
    const here = this.#people.filter((person) => !this.#gone.has(person))
    if (here.length < 3) return null
    const person = this.#chance.pick(here)
    this.#gone.add(person)
    return person
  }

  get gone(): readonly Person[] {
    return [...this.#gone]
  }

  /** Said by somebody who is still there. */
  counts(messageId: string): boolean {
    const sayer = this.#sayer.get(messageId)
    return sayer !== undefined && !this.#gone.has(sayer)
  }

  /** A burst of calls, some of them sent before. */
  draw(now: Instant): JsonObject[] {
    const count = this.#chance.yes(0.15) ? 12 : 1 + this.#chance.int(4)
    return Array.from({ length: count }, () => {
      const sent = this.#sent.filter((call) => this.counts(String(call.messageId)))
      if (sent.length > 0 && this.#chance.yes(0.15)) return this.#chance.pick(sent)
      const person = this.#chance.pick(this.#people.filter((one) => !this.#gone.has(one)))
      const call = this.#call(person, now)
      this.#sayer.set(String(call.messageId), person)
      this.#sent.push(call)
      return call
    })
  }

  /** Most people have said who they are before anything else happens. */
  introductions(now: Instant): JsonObject[] {
    return this.#people
      .filter(() => this.#chance.yes(0.8))
      .map((person) => {
        const messageId = `call-${++this.#made}`
        const traits = this.#traits(person, true)
        const call = { messageId, timestamp: new Date(now).toISOString(), userId: person.userId, type: 'identify', traits }
        this.#sayer.set(messageId, person)
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
    const properties: JsonObject = {
      token: messageId,
      total: chance.int(100),
      order: `o${chance.int(3)}`,
      note: `by ${person.userId}`,
    }
    if (this.#poison > 0 && chance.yes(this.#poison)) properties.poison = POISON
    return { ...base, ...names, type: 'track', event, properties }
  }

  #traits(person: Person, known: boolean): JsonObject {
    const chance = this.#chance
    const traits: JsonObject = { firstName: `Ms ${person.userId}` }
    if (known || chance.yes(0.3)) this.#introduced.add(person)
    if (known && chance.yes(0.95)) Object.assign(traits, { email: person.email, phone: person.phone })
    if (chance.yes(0.85)) traits.consents = { email: chance.yes(0.9), sms: chance.yes(0.85) }
    if (chance.yes(0.4)) traits.plan = chance.pick(['pro', 'free'])
    if (chance.yes(0.4))
      traits.renewal = chance.pick(['2026-03-03', '2026-03-05', '2026-03-09', '2026-03-29T02:30:00', '2025-01-01'])
    if (chance.yes(0.2)) traits.timeZone = chance.pick(['Europe/Rome', 'Asia/Kolkata'])
    return traits
  }
}
