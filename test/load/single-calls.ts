import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'undici'
import { peakRssMb } from './machine.ts'
import { type Cost, percentile, startMeter } from './meter.ts'
import type { ServerChild } from './server-child.ts'
import type { ServerHome } from './server-home.ts'
import { MATCHING, withServer } from './with-server.ts'

const USERS = 50_000
/** Browsers and shop servers that send at once. */
const CONNECTIONS = 64
/** The steady rate at which the time of an answer is looked at. */
const STEADY_PER_SECOND = 1_000
const TICK_MS = 2

export type SingleCallsFigure = {
  perSecond: number
  calls: number
  cost: Cost
  /** At a thousand a second, from the instant each was due to be sent. */
  steadyP50Ms: number
  steadyP99Ms: number
  maxRssMb: number
}

/** One call a request: as many as go over 64 connections, and how long an answer takes at a thousand a second. Intake runs beside. */
export async function measureSingleCalls(home: ServerHome, seconds: number): Promise<SingleCallsFigure> {
  return withServer(home, { name: 'single_calls', users: USERS }, async ({ database, server }) => {
    const client = makeClient(server)
    try {
      await client.flatOut(2)
      const steady = await client.steadily(seconds)
      const stop = await startMeter(database.pool, [server.pid], home.pid)
      const calls = await client.flatOut(seconds)
      const cost = await stop()
      return {
        perSecond: calls / cost.seconds,
        calls,
        cost,
        steadyP50Ms: percentile(steady, 0.5),
        steadyP99Ms: percentile(steady, 0.99),
        maxRssMb: peakRssMb(server.pid),
      }
    } finally {
      await client.close()
    }
  })
}

function makeClient(server: ServerChild) {
  const pool = new Pool(server.origin, { connections: CONNECTIONS, pipelining: 1 })
  const headers = server.callHeaders
  const run = randomUUID()
  let count = 0

  async function send(): Promise<void> {
    const n = count++
    const event = n % 100 === 0 ? MATCHING : 'Product Viewed'
    const body = `{"messageId":"${run}-${n}","userId":"user-${(n * 7_919) % USERS}","event":"${event}","properties":{"product_id":"p${n % 500}","price":${n % 200},"currency":"EUR"}}`
    const reply = await pool.request({ path: '/v1/track', method: 'POST', headers, body })
    await reply.body.dump()
    if (reply.statusCode !== 200) throw new Error(`a call was answered with ${reply.statusCode}`)
  }

  return {
    close: () => pool.close(),

    /** Each connection sends its next call as soon as the one before was answered; gives how many were. */
    async flatOut(seconds: number): Promise<number> {
      const [before, end] = [count, performance.now() + seconds * 1000]
      const connection = async () => {
        while (performance.now() < end) await send()
      }
      await Promise.all(Array.from({ length: CONNECTIONS }, connection))
      return count - before
    },

    /** Sends at a steady rate whether or not answers keep up; gives how long each took from when it was due. */
    async steadily(seconds: number): Promise<number[]> {
      const start = performance.now()
      const latencies: Promise<number>[] = []
      while (latencies.length < seconds * STEADY_PER_SECOND) {
        const due = Math.min(seconds * STEADY_PER_SECOND, ((performance.now() - start) / 1000) * STEADY_PER_SECOND)
        while (latencies.length < due) {
          const dueAt = start + (latencies.length / STEADY_PER_SECOND) * 1000
          latencies.push(send().then(() => performance.now() - dueAt))
        }
        await pause(TICK_MS)
      }
      return Promise.all(latencies)
    },
  }
}
