import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '@snodo/base'
import { request } from 'undici'
import { peakRssMb } from './machine.ts'
import { percentile } from './meter.ts'
import type { ServerChild } from './server-child.ts'
import type { BenchDatabase, ServerHome } from './server-home.ts'
import { MATCHING, withServer } from './with-server.ts'

/** People events are about: known beforehand, one event each is far apart. */
export const USERS = 6_400
const APART_MS = 80
const WARM_UP = 20
const GIVEN_UP_SECONDS = 60

export type FirstActionFigure = { p50Ms: number; p99Ms: number; events: number; maxRssMb: number }

/** Idle system, one event at a time over HTTP: milliseconds until its mail was handed to the sandbox channel. */
export async function measureFirstAction(home: ServerHome, events: number): Promise<FirstActionFigure> {
  return withServer(home, { name: 'first_action', users: USERS }, async ({ database, server }) => {
    await firstActions(database, server, { event: MATCHING, events: WARM_UP, apartMs: APART_MS })
    const latencies = await firstActions(database, server, { event: MATCHING, events, apartMs: APART_MS })
    return { p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99), events, maxRssMb: peakRssMb(server.pid) }
  })
}

/**
 * Sends events one after the other and gives, for each, the time from sending it to the instant its message was settled: that is
 * written after the channel's answer, by the clock of the same machine, so looking it up afterwards disturbs nothing. What was
 * not sent a minute after the last event counts as that long, for the percentiles.
 */
export async function firstActions(
  database: BenchDatabase,
  server: ServerChild,
  given: { event: string; events: number; apartMs: number; until?: () => boolean },
): Promise<number[]> {
  const sentAt = new Map<string, number>()
  for (let i = 0; i < given.events && !given.until?.(); i++) {
    const token = randomUUID()
    // A prime step through the users: neighbours are in different lanes.
    const userId = `user-${(i * 101) % USERS}`
    sentAt.set(token, systemClock.now())
    const reply = await request(`${server.origin}/v1/track`, {
      method: 'POST',
      headers: server.callHeaders,
      body: JSON.stringify({ userId, event: given.event, messageId: token, properties: { token } }),
    })
    await reply.body.dump()
    if (reply.statusCode !== 200) throw new Error(`an event was answered with ${reply.statusCode}`)
    await pause(given.apartMs)
  }
  for (const end = performance.now() + GIVEN_UP_SECONDS * 1000; ; await pause(100)) {
    const { rows } = await database.pool.query<{ token: string; at: number }>(
      /* sql */ `select scope -> 'entry' -> 'properties' ->> 'token' as token, settled_at as at from messages
        where state = 'sent' and created_at >= $1 and scope -> 'entry' -> 'properties' ->> 'token' = any ($2::text[])`,
      [new Date(Math.min(...sentAt.values()) - 1000), [...sentAt.keys()]],
    )
    if (rows.length < sentAt.size && performance.now() < end) continue
    const settledAt = new Map(rows.map(({ token, at }) => [token, at]))
    return [...sentAt].map(([token, at]) => (settledAt.get(token) ?? at + GIVEN_UP_SECONDS * 1000) - at)
  }
}
