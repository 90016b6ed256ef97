import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { Pool } from 'undici'

export const EVENTS_PER_BATCH = 100
const CONNECTIONS = 10

export type Sent = { accepted: number; refused: number; seconds: number; latenciesMs: number[] }

/** Sends batches of 100 track calls over kept connections, each as soon as the one before was answered, for so many seconds. */
export async function sendBatches(given: {
  origin: string
  path: string
  headers: Record<string, string>
  users: number
  seconds: number
  /** One call in so many is `matching`, the others are an event no flow listens to. */
  matchingOneIn: number
  matching: string
}): Promise<Sent> {
  const pool = new Pool(given.origin, { connections: CONNECTIONS, pipelining: 1 })
  const sent: Sent = { accepted: 0, refused: 0, seconds: 0, latenciesMs: [] }
  // One random name for the run and a counter: message ids must differ, and making a UUID for each would be the client's cost.
  const run = randomUUID()
  let count = 0
  const body = () => {
    const timestamp = new Date().toISOString()
    let text = '{"batch":['
    for (let i = 0; i < EVENTS_PER_BATCH; i++) {
      const n = count++
      const event = n % given.matchingOneIn === 0 ? given.matching : 'Product Viewed'
      // A prime step, so that neighbours in a batch are different people in different lanes.
      const user = (n * 7_919) % given.users
      text += `${i === 0 ? '' : ','}{"type":"track","messageId":"${run}-${n}","userId":"user-${user}","event":"${event}","timestamp":"${timestamp}","properties":{"product_id":"p${n % 500}","name":"A pair of shoes","price":${n % 200},"currency":"EUR","category":"Shoes","url":"https://shop.example/p/${n % 500}"}}`
    }
    return `${text}]}`
  }
  const start = performance.now()
  const end = start + given.seconds * 1000
  const connection = async () => {
    while (performance.now() < end) {
      const at = performance.now()
      const reply = await pool.request({ path: given.path, method: 'POST', headers: given.headers, body: body() })
      await reply.body.dump()
      if (reply.statusCode === 200) sent.accepted += EVENTS_PER_BATCH
      else sent.refused += EVENTS_PER_BATCH
      sent.latenciesMs.push(performance.now() - at)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, connection))
  sent.seconds = (performance.now() - start) / 1000
  await pool.close()
  return sent
}
