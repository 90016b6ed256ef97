import { randomBytes } from 'node:crypto'
import { asError, type Clock } from '@snodo/base'
import type { Pool } from '@snodo/database'
import { type FlowNumbers, readCounts } from '@snodo/engine'
import type { LiveDelta, LiveSnapshot } from '@snodo/protocol'
import pg from 'pg'

/** One who watches a flow: gets whole messages to send on. */
export type Watcher = { send(message: LiveSnapshot | LiveDelta): void; gone(flow: string): void }

/** At most four deltas a second for each flow. */
const DELTA_MS = 250
/** Numbers are read again after so long without a notification, in case one was lost. */
const LOOK_AGAIN_MS = 5_000
/** Past messages kept for those who come back: half a minute at four a second. */
const KEPT = 120

type Watched = {
  flow: string
  watchers: Set<Watcher>
  numbers: FlowNumbers
  n: number
  kept: LiveDelta[]
  readAt: number
  /** The numbers have been read once. */
  ready: Promise<void>
  reading: Promise<void> | null
  stale: boolean
  timer: NodeJS.Timeout | null
}

export type LiveHub = {
  /** Sends a snapshot at once, then what changes. With `seq` of an earlier connection only what was missed, if it is still known. */
  watch(flow: string, watcher: Watcher, seq?: string): Promise<void>
  unwatch(flow: string, watcher: Watcher): void
  watchers(): number
  close(): Promise<void>
}

/**
 * Listens for flows whose numbers changed and tells those who watch them. Numbers are absolute: a lost notification delays the
 * screen and never makes it wrong. One connection listens for the whole process; numbers of all watched flows are read together.
 */
export function createLiveHub(options: { pool: Pool; clock: Clock; onProblem: (because: string) => void }): LiveHub {
  const epoch = randomBytes(6).toString('hex')
  const flows = new Map<string, Watched>()
  // The highest number ever said: a flow watched anew counts on from there, so that a number of its earlier life is never taken
  // for one of this life, and whoever comes back with it gets a snapshot.
  let highest = 0
  let listener: pg.Client | null = null
  let closed = false
  let retry: NodeJS.Timeout | null = null
  const again = setInterval(() => {
    for (const watched of flows.values()) if (options.clock.now() - watched.readAt >= LOOK_AGAIN_MS) changed(watched)
  }, LOOK_AGAIN_MS)
  again.unref()
  void listen()

  async function listen(): Promise<void> {
    if (closed) return
    const client = new pg.Client({ connectionString: options.pool.url, application_name: 'snodo-live', keepAlive: true })
    const lost = (error?: Error) => {
      if (listener !== client && listener !== null) return
      listener = null
      client.removeAllListeners('notification')
      if (closed) return
      if (error) options.onProblem(error.message)
      retry ??= setTimeout(() => {
        retry = null
        void listen()
      }, 1_000)
    }
    client.on('error', lost)
    client.on('end', () => lost())
    client.on('notification', ({ payload }) => {
      for (const flow of (payload ?? '').split(',')) {
        const watched = flows.get(flow)
        if (watched) changed(watched)
      }
    })
    try {
      await client.connect()
      await client.query('listen snodo_counts')
      listener = client
      // What was notified while nobody listened is read now.
      for (const watched of flows.values()) changed(watched)
    } catch (error) {
      lost(asError(error))
      // A client that could not connect has nothing to end; one that broke half way is let go of.
      client.end().catch(() => undefined)
    }
    if (closed) await client.end().catch(() => undefined)
  }

  function changed(watched: Watched): void {
    watched.stale = true
    if (watched.timer !== null || watched.reading !== null) return
    const waitMs = Math.max(0, watched.readAt + DELTA_MS - options.clock.now())
    watched.timer = setTimeout(
      () => {
        watched.timer = null
        watched.reading = read(watched).finally(() => {
          watched.reading = null
          if (watched.stale && flows.has(watched.flow)) changed(watched)
        })
      },
      Math.min(waitMs, DELTA_MS),
    )
  }

  async function read(watched: Watched): Promise<void> {
    watched.stale = false
    watched.readAt = options.clock.now()
    try {
      const numbers = (await readCounts(options.pool, [watched.flow])).get(watched.flow) ?? { nodes: {}, edges: {} }
      const delta = difference(watched.numbers, numbers)
      watched.numbers = numbers
      if (delta === null) return
      watched.n += 1
      highest = Math.max(highest, watched.n)
      const message: LiveDelta = { type: 'delta', flow: watched.flow, seq: `${epoch}:${watched.n}`, ...delta }
      watched.kept.push(message)
      if (watched.kept.length > KEPT) watched.kept.shift()
      for (const watcher of watched.watchers) watcher.send(message)
    } catch (error) {
      options.onProblem(asError(error).message)
    }
  }

  function open(flow: string): Watched {
    const watched: Watched = {
      flow,
      watchers: new Set(),
      numbers: { nodes: {}, edges: {} },
      n: ++highest,
      kept: [],
      readAt: 0,
      ready: Promise.resolve(),
      reading: null,
      stale: false,
      timer: null,
    }
    flows.set(flow, watched)
    // Read by the same door as later changes, so that two reads never cross; whoever comes meanwhile waits for it.
    watched.ready = readFirst(watched)
    watched.reading = watched.ready
    return watched
  }

  async function readFirst(watched: Watched): Promise<void> {
    watched.readAt = options.clock.now()
    try {
      watched.numbers = (await readCounts(options.pool, [watched.flow])).get(watched.flow) ?? watched.numbers
    } finally {
      watched.reading = null
      if (watched.stale && flows.get(watched.flow) === watched) changed(watched)
    }
  }

  function snapshot(watched: Watched): LiveSnapshot {
    return { type: 'snapshot', flow: watched.flow, seq: `${epoch}:${watched.n}`, ...watched.numbers }
  }

  return {
    async watch(flow, watcher, seq) {
      const known = flows.get(flow)
      const watched = known ?? open(flow)
      watched.watchers.add(watcher)
      await watched.ready
      // Who has let go meanwhile is told nothing.
      if (!watched.watchers.has(watcher)) return
      const missed = seq === undefined ? null : missedSince(watched, seq, epoch)
      if (missed === null) watcher.send(snapshot(watched))
      else for (const message of missed) watcher.send(message)
      if (known) changed(watched)
    },
    unwatch(flow, watcher) {
      const watched = flows.get(flow)
      if (!watched) return
      watched.watchers.delete(watcher)
      if (watched.watchers.size > 0) return
      if (watched.timer !== null) clearTimeout(watched.timer)
      flows.delete(flow)
    },
    watchers: () => [...flows.values()].reduce((sum, watched) => sum + watched.watchers.size, 0),
    async close() {
      closed = true
      clearInterval(again)
      if (retry !== null) clearTimeout(retry)
      for (const watched of flows.values()) if (watched.timer !== null) clearTimeout(watched.timer)
      flows.clear()
      await listener?.end().catch(() => undefined) // the connection may be gone already, which is what is wanted
    },
  }
}

/** What came after `seq`, or null where that is not known: another server, another life of this one, too long ago. */
function missedSince(watched: Watched, seq: string, epoch: string): LiveDelta[] | null {
  const [from, text] = seq.split(':')
  const n = Number(text)
  if (from !== epoch || !Number.isSafeInteger(n) || n > watched.n) return null
  if (n === watched.n) return []
  const missed = watched.kept.filter((message) => Number(message.seq.split(':')[1]) > n)
  return missed.length === watched.n - n ? missed : null
}

/** Only the numbers that are not the same, or null. A node that is gone from the counts is told as zeros. */
export function difference(before: FlowNumbers, after: FlowNumbers): FlowNumbers | null {
  const delta: FlowNumbers = { nodes: {}, edges: {} }
  for (const [node, now] of Object.entries(after.nodes)) {
    const old = before.nodes[node]
    if (!old || old.inside !== now.inside || old.entered !== now.entered || old.failed !== now.failed) delta.nodes[node] = now
  }
  for (const node of Object.keys(before.nodes)) if (!after.nodes[node]) delta.nodes[node] = { inside: 0, entered: 0, failed: 0 }
  for (const [edge, now] of Object.entries(after.edges)) if (before.edges[edge] !== now) delta.edges[edge] = now
  for (const edge of Object.keys(before.edges)) if (after.edges[edge] === undefined) delta.edges[edge] = 0
  return Object.keys(delta.nodes).length + Object.keys(delta.edges).length === 0 ? null : delta
}
