import { setTimeout as pause } from 'node:timers/promises'
import type { JsonObject, Random } from '@snodo/base'
import { WRITE_KEY } from './server-process.ts'

/** A call of the tracking protocol with the message id its client gave it. */
export type TrackedCall = JsonObject & { messageId: string }

export type Delivered = {
  /** Message ids of batches answered with 2xx. */
  acknowledged: Set<string>
  /** Requests made, those without an answer too. */
  attempts: number
  /** Attempts that failed: no connection, a broken one, 429, 5xx. */
  failures: number
}

export type DeliverOptions = {
  batchSize?: number
  /** Batches on their way at once. */
  atOnce?: number
  random: Random
  /** Share of acknowledged batches that is sent once more later, as a client does whose answer got lost. */
  repeat?: number
  /** Told before each request how many were made before it. */
  onAttempt?: (number: number) => void
}

const PATIENCE_MS = 60_000
const FIRST_WAIT_MS = 50
const LAST_WAIT_MS = 1_000

/**
 * Sends calls in batches as Segment's clients do: an attempt without a 2xx is repeated with the same message ids, ever more
 * slowly. Batches go out side by side and so arrive out of order. Throws if one is not taken within a minute, or refused with a 4xx.
 */
export async function deliverCalls(
  url: () => string,
  calls: readonly TrackedCall[],
  options: DeliverOptions,
): Promise<Delivered> {
  const { batchSize = 50, atOnce = 4, random, repeat = 0 } = options
  const result: Delivered = { acknowledged: new Set(), attempts: 0, failures: 0 }
  const waiting: (readonly TrackedCall[])[] = []
  for (let from = 0; from < calls.length; from += batchSize) waiting.push(calls.slice(from, from + batchSize))

  async function work(): Promise<void> {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      const known = batch.every((call) => result.acknowledged.has(call.messageId))
      await deliver(batch)
      for (const { messageId } of batch) result.acknowledged.add(messageId)
      if (!known && random.next() < repeat) waiting.splice(Math.floor(random.next() * waiting.length), 0, batch)
    }
  }

  async function deliver(batch: readonly TrackedCall[]): Promise<void> {
    const end = performance.now() + PATIENCE_MS
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(LAST_WAIT_MS, wait * 2)) {
      options.onAttempt?.(result.attempts++)
      const answer = await post(url(), batch)
      if (answer === 200) return
      result.failures += 1
      if (answer !== null && answer < 500 && answer !== 429) throw new Error(`a good batch was refused with ${answer}`)
      if (performance.now() > end)
        throw new Error(`a batch was not taken within ${PATIENCE_MS} ms; the last answer was ${answer}`)
      await pause(wait)
    }
  }

  await Promise.all(Array.from({ length: atOnce }, work))
  return result
}

/** The status, or null where none came. */
async function post(url: string, batch: readonly TrackedCall[]): Promise<number | null> {
  try {
    const response = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ batch }),
      signal: AbortSignal.timeout(10_000),
    })
    // The body too: an answer that breaks off is none.
    await response.arrayBuffer()
    return response.status
  } catch {
    return null // counted by the caller as a failure; nobody answered
  }
}
