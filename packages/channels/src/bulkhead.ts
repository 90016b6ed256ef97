import { assert } from '@snodo/base'
import { type ChannelLimits, type DeliveryFate, isProviderTrouble, type OutgoingMessage } from './channel.ts'

/** Lets at most so many run at once, the others wait in line: one slow provider cannot take every connection and timer there is. */
export type Bulkhead = { run<T>(work: () => Promise<T>): Promise<T> }

export function bulkhead(width: number): Bulkhead {
  assert(width >= 1, `a bulkhead of width ${width} would let nothing through`)
  let free = width
  const line: (() => void)[] = []
  return {
    async run(work) {
      if (free > 0) free--
      else await new Promise<void>((enter) => line.push(enter))
      try {
        return await work()
      } finally {
        const enter = line.shift()
        if (enter) enter()
        else free++
      }
    },
  }
}

const STOPPED: DeliveryFate = {
  fate: 'retry',
  afterMs: 0,
  slows: false,
  because: 'sending was stopped before this message began',
}

/**
 * What every channel's `deliver` has in common: the bound on the batch, distinct keys, the stop signal (looked at when a message's
 * turn comes, not when it was put in line) and a fate for everyone. A provider that is away fails those in the air and nobody else.
 */
export async function deliverEach<Message extends OutgoingMessage>(
  messages: readonly Message[],
  limits: ChannelLimits,
  gate: Bulkhead,
  signal: AbortSignal,
  deliverOne: (message: Message) => Promise<DeliveryFate>,
): Promise<Map<string, DeliveryFate>> {
  assert(
    messages.length <= limits.batchSize,
    () => `a batch of ${messages.length} messages, where at most ${limits.batchSize} may go`,
  )
  const fates = new Map<string, DeliveryFate>()
  for (const { key } of messages) {
    assert(!fates.has(key), () => `two messages with the key ${key} in one batch`)
    fates.set(key, STOPPED)
  }
  let inTrouble = false
  await Promise.all(
    messages.map((message) =>
      gate.run(async () => {
        if (signal.aborted || inTrouble) return
        const fate = await deliverOne(message)
        if (isProviderTrouble(fate)) inTrouble = true
        fates.set(message.key, fate)
      }),
    ),
  )
  return fates
}
