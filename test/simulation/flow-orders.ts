import type { Instant } from '@snodo/base'
import {
  carryOut,
  closeFlow,
  type EngineContext,
  liftStop,
  listFlows,
  listStops,
  type Order,
  pauseFlow,
  resumeFlow,
  stopFlow,
  stopSending,
} from '@snodo/engine'
import type { Chance } from './chance.ts'
import type { Exercised } from './exercised.ts'
import { expectable, type Flows } from './flows.ts'
import type { OrderBook } from './order-book.ts'

const author = 'simulation'

/** What operators order about flows, journeys and sending; what they were told is in the order book. */
export class FlowOrders {
  readonly #chance: Chance
  readonly #flows: Flows
  readonly #book: OrderBook
  readonly #now: () => Instant
  readonly #exercised: Exercised

  constructor(given: { chance: Chance; flows: Flows; book: OrderBook; exercised: Exercised; now(): Instant }) {
    this.#exercised = given.exercised
    this.#chance = given.chance
    this.#flows = given.flows
    this.#book = given.book
    this.#now = given.now
  }

  /** Pauses what lives and lets go on what is paused; now and then ends a flow, which the next publish brings back. */
  async verb(engine: EngineContext): Promise<void> {
    const paused = await this.#paused(engine)
    const id = paused.length > 0 ? this.#chance.pick(paused) : await this.#flows.populated(engine)
    const order = this.#chance.weighted({ usual: 10, stop: 4, close: 1 })
    const answers = {
      waits: this.#chance.pick(['frozen', 'wentOn'] as const),
      entries: this.#chance.pick(['enter', 'drop'] as const),
      messages: this.#chance.pick(['young', 'all', 'none'] as const),
    }
    await expectable(['FLOW_STATE', 'FLOW_BUSY'], async () => {
      if (order === 'stop') {
        await stopFlow(engine, { id, author, reason: author })
        this.#exercised.note('verb stop')
        this.#book.halted(id, this.#now())
      } else if (order === 'close') {
        this.#book.freed(id)
        await closeFlow(engine, { id, author })
        this.#exercised.note('verb close')
      } else if (paused.includes(id)) {
        this.#book.freed(id)
        await resumeFlow(engine, { id, author, answers })
        this.#exercised.note('verb resume')
      } else {
        await pauseFlow(engine, { id, author })
        this.#exercised.note('verb pause')
        this.#book.halted(id, this.#now())
      }
    })
  }

  /** One verb about the journeys at some place of a flow. */
  async order(engine: EngineContext): Promise<void> {
    const flow = await this.#flows.populated(engine)
    const { rows } = await engine.pool.query<{ node: string; contact_id: string }>(
      /* sql */ `select node, contact_id from enrollments where flow_id = $1 order by lane, id limit 20`,
      [flow],
    )
    if (rows.length === 0) return
    const { node, contact_id: contact } = this.#chance.pick(rows)
    const order = this.#chance.weighted<Order['verb']>({ retry: 2, skip: 2, move: 3, end: 2, hold: 3, release: 2 })
    const given: Order = order === 'move' ? { verb: 'move', to: this.#chance.pick(rows).node } : { verb: order }
    const filter = this.#chance.pick([
      { flow, contact },
      { flow, node, contact },
    ])
    const done = await expectable(['NODE_NOT_IN_VERSION', 'PORT_NOT_THERE'], () =>
      carryOut(engine, { filter, order: given, author, reason: author }),
    )
    if (done) this.#exercised.note(`order ${order}`)
  }

  /** Orders to stop sending, or takes one back. */
  async sending(engine: EngineContext): Promise<void> {
    const stops = await listStops(engine)
    if (stops.length > 0 && this.#chance.yes(0.6)) {
      const { id } = this.#chance.pick(stops).order
      this.#book.lifted(id)
      await expectable(['STOP_UNKNOWN'], () => liftStop(engine, { id, author }))
      this.#exercised.note('sending lift')
      return
    }
    const message = await this.#flows.messageOf(engine)
    const scope = this.#chance.pick([
      { of: 'all' } as const,
      { of: 'channel', channel: this.#chance.pick(['email', 'sms']) } as const,
      { of: 'flow', flow: this.#chance.pick(this.#flows.ids) } as const,
      ...(message === null ? [] : [{ of: 'message', ...message } as const]),
    ])
    this.#exercised.note(`sending stop ${scope.of}`)
    // A block of the draft may not have been published yet.
    await expectable(['NO_MESSAGE_OF_FLOW'], async () => {
      const { order } = await stopSending(engine, { scope, author, reason: author })
      this.#book.stopped(order, this.#now())
    })
  }

  async letGoOn(engine: EngineContext): Promise<void> {
    for (const id of await this.#paused(engine)) {
      this.#book.freed(id)
      await expectable(['FLOW_BUSY', 'FLOW_STATE'], () => resumeFlow(engine, { id, author }))
    }
    for (const { order } of await listStops(engine)) {
      this.#book.lifted(order.id)
      await liftStop(engine, { id: order.id, author })
    }
  }

  async #paused(engine: EngineContext): Promise<string[]> {
    return (await listFlows(engine.pool, null, 100)).filter(({ state }) => state === 'paused').map(({ id }) => id)
  }
}
