import type { Clock, Instant } from '@snodo/base'
import type { Channel, ChannelName, DeliveryFate, OutgoingMessage } from '@snodo/channels'
import type { OutboundHttp } from '@snodo/node-sdk'
import type { Chance } from './chance.ts'
import type { Exercised } from './exercised.ts'
import type { OrderBook } from './order-book.ts'
import type { SimulatedProcess } from './simulated-process.ts'
import type { Turnstile } from './turnstile.ts'
import { type Whereabouts, whereabouts } from './whereabouts.ts'

/** One message a provider has really taken and will bring to somebody. */
export type Accepted = {
  channel: ChannelName
  key: string
  /** What the content says of itself, see `markOf`. */
  mark: string
}

/**
 * The providers and servers the engine talks to. The one for e-mail knows a key it has seen; the one for SMS does not. While it is
 * moody they refuse, ask to come again, take a message and lose the answer, or are so slow that others might take the asker for dead.
 */
export class OutsideWorld {
  readonly accepted: Accepted[] = []
  /** Hand-overs that began although somebody had been told that they would not. */
  readonly begunAgainstOrders: { mark: string; key: string; lateByMs: number }[] = []
  moody = true
  /** What a process is answered next, whatever the mood. */
  readonly nextOf = new Map<SimulatedProcess, 'refuses'>()
  /** Messages that a process was told are taken, and lived to write down. */
  readonly known = new Set<string>()
  readonly #heard = new Map<Whereabouts, string[]>()
  readonly #chance: Chance
  readonly #turnstile: Turnstile

  readonly #orders: OrderBook
  readonly #clock: Clock
  /** Drawings by the names their messages carry. */
  readonly #flowOf: (name: string) => string
  readonly #exercised: Exercised

  constructor(given: {
    chance: Chance
    turnstile: Turnstile
    orders: OrderBook
    clock: Clock
    exercised: Exercised
    flowOf(name: string): string
  }) {
    this.#chance = given.chance
    this.#turnstile = given.turnstile
    this.#orders = given.orders
    this.#clock = given.clock
    this.#flowOf = given.flowOf
    this.#exercised = given.exercised
  }

  /** A deed is over, and whoever was at it is alive and never was out of the others' sight: what it heard must be in the ledger. */
  ended(deed: Whereabouts): void {
    for (const key of this.#heard.get(deed) ?? []) this.known.add(key)
    this.#heard.delete(deed)
  }

  /** Whoever is at it has heard of a provider what nobody else knows. */
  hasHeard(deed: Whereabouts): boolean {
    return this.#heard.has(deed)
  }

  /** A process waits until it asks the database again. */
  pause(process: SimulatedProcess): Promise<void> {
    this.#exercised.note('machine waits for the database')
    return this.#turn(process, 'waits for the database')
  }

  channels(process: SimulatedProcess): ReadonlyMap<string, Channel> {
    return new Map([
      ['email', this.#channel(process, 'email', true)],
      ['sms', this.#channel(process, 'sms', false)],
    ])
  }

  http(process: SimulatedProcess): OutboundHttp {
    return {
      request: async ({ url }) => {
        await this.#turn(process, `request ${url}`)
        const at = whereabouts.getStore()
        if (at !== undefined) this.#heard.set(at, this.#heard.get(at) ?? [])
        const status = this.moody ? this.#chance.pick([204, 204, 204, 429, 500, 410]) : 204
        const headers: Record<string, string> = status === 429 ? { 'retry-after': '30' } : {}
        return { status, headers, body: '' }
      },
    }
  }

  #channel(process: SimulatedProcess, name: ChannelName, idempotent: boolean): Channel {
    return {
      name,
      provider: `simulated-${name}`,
      idempotent,
      limits: { batchSize: 7, concurrency: 2 },
      deliver: async (messages, signal) => {
        const fates = new Map<string, DeliveryFate>()
        for (const message of messages) {
          // It stands in line for a connection.
          if (this.moody && this.#chance.yes(0.05)) await this.#late(process, name)
          if (signal?.aborted === true) {
            fates.set(message.key, { fate: 'retry', afterMs: 0, slows: false, because: 'not begun' })
            continue
          }
          this.#begins(message)
          await this.#turn(process, `${name} takes ${message.key}`)
          const fate = this.#fateOf(message, idempotent, this.nextOf.get(process))
          // The answer is under way: meanwhile others move, or this process dies and never hears it.
          if (this.moody && this.#chance.yes(0.3)) await this.#turn(process, `${name} answers ${message.key}`)
          if (this.moody && this.#chance.yes(0.06)) await this.#late(process, name)
          fates.set(message.key, fate)
        }
        const at = whereabouts.getStore()
        const heard = messages.map(({ key }) => key).filter((key) => fates.get(key)?.fate === 'accepted')
        if (at !== undefined) this.#heard.set(at, [...(this.#heard.get(at) ?? []), ...heard])
        return fates
      },
      verify: async () => undefined,
      close: async () => undefined,
    }
  }

  /** From here on nobody can call it back. An order holds from two seconds after its answer (I9). */
  #begins(message: OutgoingMessage): void {
    const mark = markOf(message)
    const [name = '', node = ''] = mark.split('/')
    const since = this.#orders.forbiddenSince({ flow: this.#flowOf(name), node, channel: message.channel })
    const lateByMs = since === null ? 0 : this.#clock.now() - since
    if (lateByMs > 2000) this.begunAgainstOrders.push({ mark, key: message.key, lateByMs })
  }

  #fateOf(message: OutgoingMessage, idempotent: boolean, next: 'refuses' | undefined): DeliveryFate {
    const drawn = this.moody
      ? this.#chance.weighted({
          takes: 12,
          takesAndLosesTheAnswer: 2,
          retry: 2,
          retryLater: 1,
          isBusy: 0.7,
          asksForTime: 0.5,
          refuses: 1,
          refusesHard: 1,
          isLost: 1,
        })
      : 'takes'
    const what = next ?? drawn
    this.#exercised.note(`provider ${what}`)
    switch (what) {
      case 'takes':
        this.#take(message, idempotent)
        return { fate: 'accepted', providerId: null }
      case 'takesAndLosesTheAnswer':
        this.#take(message, idempotent)
        return { fate: 'unknown', because: 'timed out' }
      case 'isLost':
        return { fate: 'unknown', because: 'timed out' }
      case 'retry':
        return { fate: 'retry', afterMs: null, slows: false, because: 'busy' }
      case 'retryLater':
        return { fate: 'retry', afterMs: 120_000, slows: false, because: 'busy' }
      // It is the provider itself: everybody leaves it alone for a while.
      case 'isBusy':
        return { fate: 'retry', afterMs: null, slows: true, because: 'too many connections' }
      case 'asksForTime':
        return { fate: 'retry', afterMs: 120_000, slows: true, because: 'come back later' }
      case 'refuses':
        return { fate: 'refused', hard: false, code: '550', say: 'no' }
      case 'refusesHard':
        return { fate: 'refused', hard: true, code: '550 5.1.1', say: 'no such person' }
    }
  }

  #take(message: OutgoingMessage, idempotent: boolean): void {
    const { channel, key } = message
    if (idempotent && this.accepted.some((one) => one.channel === channel && one.key === key)) return
    this.accepted.push({ channel, key, mark: markOf(message) })
  }

  /** Longer than whoever holds a message may be silent. */
  async #late(process: SimulatedProcess, name: string): Promise<void> {
    this.#exercised.note('provider answers late')
    const afterMs = 1000 * this.#chance.pick([5, 40, 40, 200, 1200])
    await this.#turn(process, `${name} answers late`, this.#clock.now() + afterMs)
  }

  #turn(process: SimulatedProcess, what: string, notBefore?: Instant): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#turnstile.enter({
        process,
        what,
        session: null,
        ...(notBefore === undefined ? {} : { notBefore }),
        async letThrough() {
          return () => (process.alive ? resolve() : reject(new Error('a dead process speaks')))
        },
      })
    })
  }
}

/** The line `draw-flow` writes into every message: `flow/node/event token/purpose/loop?`. */
function markOf(message: OutgoingMessage): string {
  const text = message.channel === 'email' ? message.subject : message.text
  return /\[([^\]]*)\]/.exec(text)?.[1] ?? ''
}
