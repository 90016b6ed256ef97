import { type Clock, isFault, type JsonObject } from '@snodo/base'
import { readCall } from '@snodo/engine'
import type { Crew } from './crew.ts'
import type { Calls } from './draw-calls.ts'
import type { SimulatedProcess } from './simulated-process.ts'

/** Those who send calls, and send them again later where they were given no answer. */
export class Clients {
  readonly #crew: Crew
  readonly #calls: Calls
  readonly #clock: Clock
  readonly #acknowledged = new Set<string>()
  #unanswered: JsonObject[][] = []

  constructor(given: { crew: Crew; calls: Calls; clock: Clock }) {
    this.#crew = given.crew
    this.#calls = given.calls
    this.#clock = given.clock
  }

  get answered(): number {
    return this.#acknowledged.size
  }

  /** Calls that were answered with yes, by those who are still there. */
  acknowledged(): Set<string> {
    return new Set([...this.#acknowledged].filter((messageId) => this.#calls.counts(messageId)))
  }

  send(process: SimulatedProcess): void {
    this.#collect(process, this.#calls.draw(this.#clock.now()))
  }

  introduce(process: SimulatedProcess): void {
    this.#collect(process, this.#calls.introductions(this.#clock.now()))
  }

  sendAgain(process: SimulatedProcess): void {
    const calls = this.#unanswered.shift()
    if (calls !== undefined) this.#collect(process, calls)
  }

  async sendAndWait(process: SimulatedProcess): Promise<void> {
    this.send(process)
    await this.#crew.finish()
  }

  async sendRest(process: SimulatedProcess): Promise<void> {
    for (const calls of this.#unanswered.splice(0)) {
      this.#collect(process, calls)
      await this.#crew.finish()
    }
  }

  #collect(process: SimulatedProcess, all: JsonObject[]): void {
    const calls = all.filter((call) => this.#calls.counts(String(call.messageId)))
    if (calls.length === 0) return
    this.#unanswered.push(calls)
    this.#crew.begin('collect', process, async () => {
      const setting = { receivedAt: this.#clock.now(), keyKind: 'secret', newMessageId: () => 'none' } as const
      const collected = process.engine.collector.collect(calls.map((call) => readCall(call, setting)))
      // The answer of the drain is the answer of what it drains.
      const answer = await Promise.all([collected, process.engine.collector.drain()]).catch((error) => error)
      if (isFault(answer, 'COLLECTION_UNAVAILABLE')) return
      if (answer instanceof Error) throw answer
      this.#unanswered = this.#unanswered.filter((one) => one !== calls)
      for (const call of calls) this.#acknowledged.add(String(call.messageId))
    })
  }
}
