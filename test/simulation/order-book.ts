import type { Instant } from '@snodo/base'
import type { StopOrder } from '@snodo/engine'

/** What a message says of itself, as far as an order can be about it. */
export type Sending = { flow: string; node: string; channel: string }

/**
 * Which orders not to send are in force, as those know who gave them: from the answer to an order until the moment somebody takes
 * it back. Against it every hand-over is held (I9).
 */
export class OrderBook {
  /** Flow to the instant it was paused or stopped. */
  readonly #halted = new Map<string, Instant>()
  readonly #stops = new Map<string, { order: StopOrder; since: Instant }>()

  halted(flow: string, at: Instant): void {
    if (!this.#halted.has(flow)) this.#halted.set(flow, at)
  }

  /** Somebody sets about letting the flow go on. */
  freed(flow: string): void {
    this.#halted.delete(flow)
  }

  stopped(order: StopOrder, at: Instant): void {
    if (!this.#stops.has(order.id)) this.#stops.set(order.id, { order, since: at })
  }

  lifted(id: string): void {
    this.#stops.delete(id)
  }

  /** Since when the message must not go out; null: it may. */
  forbiddenSince(sending: Sending): Instant | null {
    const since = [...this.#stops.values()].filter(({ order }) => covers(order.scope, sending)).map((stop) => stop.since)
    const halted = this.#halted.get(sending.flow)
    if (halted !== undefined) since.push(halted)
    return since.length === 0 ? null : Math.min(...since)
  }
}

function covers(scope: StopOrder['scope'], { flow, node, channel }: Sending): boolean {
  switch (scope.of) {
    case 'all':
      return true
    case 'channel':
      return scope.channel === channel
    case 'flow':
      return scope.flow === flow
    case 'message':
      return scope.flow === flow && scope.node === node
  }
}
