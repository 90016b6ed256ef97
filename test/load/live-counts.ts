import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { LiveDelta, LiveSnapshot } from '@snodo/protocol'
import pg from 'pg'
import { request } from 'undici'
import { WebSocket } from 'ws'
import { peakRssMb } from './machine.ts'
import { percentile } from './meter.ts'
import type { ServerChild } from './server-child.ts'
import type { BenchDatabase, ServerHome } from './server-home.ts'
import { MATCHING, withServer } from './with-server.ts'

const WATCHERS = 100
const CHANGES_PER_SECOND = 1_000
/** Events of one call: twenty calls a second. */
const CALL = 50
const USERS = 6_400
const GIVEN_UP_MS = 10_000

export type LiveFigure = {
  p50Ms: number
  p99Ms: number
  watchers: number
  deltas: number
  changesPerSecond: number
  maxRssMb: number
}

/** How many have entered, and when that was known: committed, or told to one who watches. */
type Seen = { entered: number; at: number }

/**
 * A flow that a thousand contacts a second enter, and a hundred who watch it: how long from the commit of a change until the socket
 * of a watcher has a number that includes it. The commit is what a listener of the bench hears and then reads, which is a little
 * later than itself and may include the next one: the figure is never too good by more than that.
 */
export async function measureLiveCounts(home: ServerHome, seconds: number): Promise<LiveFigure> {
  return withServer(home, { name: 'live_counts', users: USERS }, async ({ database, server, flow }) => {
    const watchers = await Promise.all(Array.from({ length: WATCHERS }, () => watch(server, flow)))
    const commits = await watchCommits(database, flow)
    const startedAt = performance.now()
    const events = CHANGES_PER_SECOND * seconds
    for (let sent = 0; sent < events; sent += CALL) {
      await send(server, sent)
      const ahead = startedAt + ((sent + CALL) * 1000) / CHANGES_PER_SECOND - performance.now()
      if (ahead > 0) await pause(ahead)
    }
    const took = (performance.now() - startedAt) / 1000
    await allTold(watchers, events)
    const seen = await commits.stop()
    const latencies = watchers.flatMap(({ told }) => latenciesOf(seen, told))
    return {
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      watchers: WATCHERS,
      deltas: watchers.reduce((sum, { told }) => sum + told.length, 0),
      changesPerSecond: events / took,
      maxRssMb: peakRssMb(server.pid),
    }
  })
}

async function send(server: ServerChild, from: number): Promise<void> {
  const batch = Array.from({ length: CALL }, (_, i) => ({
    type: 'track',
    userId: `user-${(from + i) % USERS}`,
    event: MATCHING,
    messageId: `live-${from + i}`,
  }))
  const reply = await request(`${server.origin}/v1/batch`, {
    method: 'POST',
    headers: server.callHeaders,
    body: JSON.stringify({ batch }),
  })
  await reply.body.dump()
  if (reply.statusCode !== 200) throw new Error(`a batch was answered with ${reply.statusCode}`)
}

type Watching = { told: Seen[] }

/** One who watches the flow, as the editor does. */
async function watch(server: ServerChild, flow: string): Promise<Watching> {
  const socket = new WebSocket(`${server.origin.replace('http', 'ws')}/api/live`, {
    headers: { authorization: `Bearer ${server.adminToken}` },
  })
  const told: Seen[] = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveSnapshot | LiveDelta
    const entered = message.nodes.hello?.entered
    if (entered !== undefined) told.push({ entered, at: performance.now() })
  })
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'watch', flow }))
  return { told }
}

/** Hears each commit that changed numbers, and reads what is committed then. */
async function watchCommits(database: BenchDatabase, flow: string): Promise<{ stop(): Promise<Seen[]> }> {
  const seen: Seen[] = []
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const reads = new Set<Promise<void>>()
  client.on('notification', () => {
    const at = performance.now()
    const read = enteredNow(database, flow).then((entered) => {
      seen.push({ entered, at })
      reads.delete(read)
    })
    reads.add(read)
  })
  await client.query('listen snodo_counts')
  return {
    async stop() {
      await client.end()
      await Promise.all(reads)
      return seen.sort((a, b) => a.at - b.at)
    },
  }
}

async function enteredNow(database: BenchDatabase, flow: string): Promise<number> {
  const { rows } = await database.pool.query<{ entered: number }>(
    /* sql */ `select coalesce(sum(c.entered), 0)::int as entered from node_counts c join flow_versions v on v.id = c.version_id
      where v.flow_id = $1 and c.node = 'hello'`,
    [flow],
  )
  return rows[0]?.entered ?? 0
}

async function allTold(watchers: readonly Watching[], entered: number): Promise<void> {
  const end = performance.now() + GIVEN_UP_MS
  while (watchers.some(({ told }) => (told.at(-1)?.entered ?? 0) < entered)) {
    if (performance.now() > end) throw new Error(`the live figure is void: not all watchers were told of ${entered} entries`)
    await pause(20)
  }
}

/** For each commit, how long until this watcher was told a number that includes it. */
function latenciesOf(commits: readonly Seen[], told: readonly Seen[]): number[] {
  let next = 0
  return commits.flatMap(({ entered, at }) => {
    while (next < told.length && (told[next]?.entered ?? 0) < entered) next += 1
    const seen = told[next]
    return seen === undefined ? [] : [seen.at - at]
  })
}
