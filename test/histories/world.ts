import { type Instant, isFault, type JsonObject, seededRandom, TurnedClock } from '@snodo/base'
import type { Channel, ChannelName, DeliveryFate } from '@snodo/channels'
import type { Pool } from '@snodo/database'
import { type EngineContext, readCall } from '@snodo/engine'
import { type BareEngine, makeBareEngine } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'

/** The engine on a database, with a clock turned by hand: what records a history, and what carries on with it in a later release. */
export type World = {
  engine: EngineContext
  clock: TurnedClock
  /** Takes calls in, each with an id of its own; moves nobody. */
  collect(...calls: JsonObject[]): Promise<void>
  /** Until nothing is left to do at the present instant. */
  settle(): Promise<void>
  turnTo(instant: string): Promise<void>
  bare: BareEngine
}

export type Mood = {
  /** Address to what the provider says of it, once; 'dies' takes the process with it. Everything else is taken. */
  provider: Map<string, DeliveryFate | 'dies'>
  webhook: { status: number }
}

class Died extends Error {}

/** `seed` keeps the ids that calls are given apart from those that were given before. */
export function makeWorld(given: { pool: Pool; at: Instant | string; seed: string; mood?: Mood }): World {
  const { pool, seed, mood = { provider: new Map(), webhook: { status: 204 } } } = given
  const clock = new TurnedClock(given.at)
  const problems: unknown[] = []
  // From its death until it is started anew a process says nothing more, not even that it lets go of what it held.
  let dead = false
  const die = () => {
    dead = true
    return new Died('the process died while the provider was at it')
  }
  const mortal: Pool = {
    ...pool,
    query: (...said) => (dead ? Promise.reject(new Died('the dead say nothing')) : pool.query(...said)),
  }
  const bare = makeBareEngine({
    pool: mortal,
    clock,
    nodeTypes: builtInNodes,
    channels: new Map([
      ['email', channel('email', true, mood, die)],
      ['sms', channel('sms', false, mood, die)],
    ]),
    http: { request: async () => ({ status: mood.webhook.status, headers: {}, body: '' }) },
    random: seededRandom(seed),
    log: { info() {}, warn() {}, error: (event, data) => void problems.push([event, data]) },
  })
  let calls = 0

  async function settle(): Promise<void> {
    for (let round = 0; round < 100; round++) {
      let did = (await bare.sweep()) + (await bare.merge()) + (await bare.eraseAgain()) + (await bare.carryOnOrders())
      const { move, deliver, act } = await bare.ring()
      for (const lane of deliver) did += await handedOver(lane)
      for (const lane of act) did += (await bare.act(lane)).acted
      for (const lane of new Set([...move, ...deliver, ...act])) {
        const run = await bare.move(lane)
        did += run.taken + run.moved + run.setAside
      }
      if (problems.length > 0) throw new Error(`the engine complains: ${JSON.stringify(problems[0])}`)
      if (did === 0) return
    }
    throw new Error('the engine does not come to rest')
  }

  async function handedOver(lane: number): Promise<number> {
    try {
      return (await bare.deliver(lane)).claimed
    } catch (error) {
      if (error instanceof Died) return 1
      throw error
    } finally {
      dead = false
    }
  }

  async function nextDue(): Promise<Instant | null> {
    const { rows } = await pool.query<{ at: Instant | null }>(
      /* sql */ `select min(case when at > $1 then at else $1::timestamptz + interval '5 minutes' end) as at from (
        select next_at as at from enrollments e join flows f on f.id = e.flow_id where e.state in ('active', 'acting') and f.state <> 'paused'
        union all select due_at from messages m join flows f on f.id = m.flow_id where m.state = 'due' and f.state <> 'paused'
        union all select claimed_at + interval '3 minutes' from messages where state in ('claimed', 'handed')) d`,
      [new Date(clock.now())],
    )
    return rows[0]?.at ?? null
  }

  return {
    engine: bare.context,
    clock,
    bare,
    settle,
    async collect(...all) {
      const setting = { receivedAt: clock.now(), keyKind: 'secret', newMessageId: () => `${seed}-${++calls}` } as const
      const taken = bare.collector.collect(all.map((call) => readCall(call, setting)))
      await Promise.all([taken, bare.collector.drain()])
    },
    async turnTo(instant) {
      const target = Date.parse(instant)
      await settle()
      for (let due = await nextDue(); due !== null && due <= target; due = await nextDue()) {
        clock.turnTo(due)
        await settle()
      }
      clock.turnTo(target)
      await settle()
    },
  }
}

function channel(name: ChannelName, idempotent: boolean, { provider }: Mood, die: () => Error): Channel {
  return {
    name,
    provider: `recorded-${name}`,
    idempotent,
    limits: { batchSize: 1, concurrency: 1 },
    async deliver(messages) {
      const fates = new Map<string, DeliveryFate>()
      for (const { key, to } of messages) {
        const said = provider.get(to)
        provider.delete(to)
        if (said === 'dies') throw die()
        fates.set(key, said ?? { fate: 'accepted', providerId: `taken-${key}` })
      }
      return fates
    },
    verify: async () => undefined,
    close: async () => undefined,
  }
}

/** For orders that a later release may have carried out already. */
export async function unlessBusy(order: () => Promise<unknown>): Promise<void> {
  try {
    await order()
  } catch (error) {
    if (!isFault(error, 'FLOW_BUSY')) throw error
  }
}
