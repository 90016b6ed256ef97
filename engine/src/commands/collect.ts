import { asError, must } from '@snodo/base'
import type { EngineContext } from '../context.ts'
import { type Lookup, lookUpCalls, unreadOf, writeCalls } from '../ledgers/inbox/collect-calls.ts'
import { collectLimits } from '../rules/collecting/collect-limits.ts'
import { type CollectedCall, isRefused, type RefusedCall } from '../rules/collecting/read-call.ts'
import { resolveCalls } from '../rules/collecting/resolve-calls.ts'
import { isPoison, isRace, isRepeated, isUnavailable } from '../rules/database-error.ts'
import { collectFaults } from './collect-faults.ts'

/** Takes calls in by group commit: those that arrive within a few milliseconds share one transaction. */
export type Collector = {
  /**
   * Resolves once every call is committed (a call whose message id was taken in before counts as committed, a refused one as a
   * dead letter). Rejects with COLLECTION_BUSY or COLLECTION_UNAVAILABLE when nothing of it was kept.
   */
  collect(calls: readonly (CollectedCall | RefusedCall)[]): Promise<void>
  /** Calls that wait for a commit now. */
  waiting(): number
  /** Commits what is waiting and resolves when nothing is under way any more. */
  drain(): Promise<void>
}

type Request = { calls: readonly (CollectedCall | RefusedCall)[]; done: () => void; failed: (error: Error) => void }

export function createCollector(context: Pick<EngineContext, 'pool' | 'clock' | 'flows' | 'bells' | 'log' | 'tally'>): Collector {
  let queue: Request[] = []
  let waiting = 0
  let inFlight = 0
  let timer: NodeJS.Timeout | null = null
  let idle: (() => void)[] = []
  let looking: Promise<unknown> = Promise.resolve()
  /** Commits to come that look for repeated messages first. Otherwise a commit that meets one fails and is made again: seldom, and then often. */
  let wary = 0

  function collect(calls: Request['calls']): Promise<void> {
    if (calls.length === 0) return Promise.resolve()
    if (waiting + calls.length > collectLimits.waitingCalls)
      return Promise.reject(collectFaults.COLLECTION_BUSY({ waiting, retryAfterSeconds: collectLimits.retryAfterSeconds }))
    waiting += calls.length
    return new Promise((done, failed) => {
      queue.push({ calls, done, failed })
      if (waiting >= collectLimits.flushCalls) start()
      else timer ??= setTimeout(start, collectLimits.gatherMs)
    })
  }

  function start(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
    while (queue.length > 0 && (inFlight === 0 || isWorthAnother())) void flush(take())
  }

  /** Few calls rather wait for the commit under way than cost one of their own. */
  function isWorthAnother(): boolean {
    return inFlight < collectLimits.flushesInFlight && waiting >= collectLimits.besideCalls
  }

  /** The oldest requests, up to one commit's worth; a single request is never divided here. */
  function take(): Request[] {
    let size = 0
    let count = 0
    for (const request of queue) {
      if (count > 0 && size + request.calls.length > collectLimits.flushCalls) break
      size += request.calls.length
      count += 1
    }
    const taken = queue.slice(0, count)
    queue = queue.slice(count)
    waiting -= size
    return taken
  }

  async function flush(requests: Request[]): Promise<void> {
    inFlight += 1
    try {
      const lanes = await store(requests.flatMap((request) => request.calls))
      for (const request of requests) request.done()
      ring(lanes)
    } catch (thrown) {
      const error = asError(thrown)
      context.log.error('collect.failed', { code: (error as { code?: string }).code ?? error.name, requests: requests.length })
      for (const request of requests) request.failed(error)
    } finally {
      inFlight -= 1
      start()
      if (inFlight === 0 && queue.length === 0) {
        for (const resolve of idle) resolve()
        idle = []
      }
    }
  }

  function ring(lanes: ReadonlySet<number>): void {
    if (lanes.size === 0) return
    // The events are safe already: a bell that cannot be rung costs the few seconds until the next sweep.
    context.bells.ringMove([...lanes]).catch((error) => context.log.warn('collect.bell', { because: asError(error).message }))
  }

  /** Commits calls and says which lanes have something to read now. A batch the database refuses is halved until the poison stands alone. */
  async function store(calls: Request['calls']): Promise<Set<number>> {
    try {
      return await storeTogether(calls)
    } catch (error) {
      if (!isPoison(error)) throw error
      if (calls.length === 1) return storeTogether([refusedByDatabase(must(calls[0], 'one call'), error)])
      const half = Math.ceil(calls.length / 2)
      const first = await store(calls.slice(0, half))
      const second = await store(calls.slice(half))
      return new Set([...first, ...second])
    }
  }

  async function storeTogether(all: Request['calls']): Promise<Set<number>> {
    const refused = all.filter(isRefused)
    const good = onePerMessage(all.filter(isTaken))
    for (let attempt = 1; ; attempt++) {
      try {
        return await storeOnce(good, refused, attempt > 1 || wary > 0)
      } catch (error) {
        if (isRepeated(error, 'message_ids_pkey')) wary = collectLimits.waryCommits
        if (isRace(error) && attempt < collectLimits.attempts) continue
        if (isRace(error) || isUnavailable(error))
          throw collectFaults.COLLECTION_UNAVAILABLE({
            because: (error as { code?: string }).code ?? asError(error).message,
            retryAfterSeconds: collectLimits.retryAfterSeconds,
          })
        throw error
      }
    }
  }

  async function storeOnce(
    good: readonly CollectedCall[],
    refused: readonly RefusedCall[],
    messages: boolean,
  ): Promise<Set<number>> {
    const lookup = await lookUp(good, messages)
    wary = lookup.seen.size > 0 ? collectLimits.waryCommits : Math.max(0, wary - 1)
    const calls = good.filter((call) => !lookup.seen.has(call.messageId))
    const count = () => countCalls(calls.length, good.length - calls.length, refused.length)
    if (calls.length === 0 && refused.length === 0) {
      count()
      return new Set()
    }
    const resolved = resolveCalls(calls, lookup.known, lookup.nextId)
    const eventIds = resolved.owners.map((owner) => lookup.nextId(owner.lane))
    const unread = unreadOf(calls, resolved, await context.flows.mentions(context.pool, lookup.epoch))
    await writeCalls(context.pool, { calls, resolved, eventIds, refused, unread, at: context.clock.now() })
    count()
    return new Set(unread.map((i) => must(resolved.owners[i], 'an owner for each call').lane))
  }

  /** One after the other, while commits overlap: ids are drawn with the lookup, and what came later must not get the lower ones. */
  function lookUp(calls: readonly CollectedCall[], messages: boolean): Promise<Lookup> {
    const mine = looking.then(() => lookUpCalls(context.pool, calls, messages))
    // The next one takes its turn whatever became of this one.
    looking = mine.catch(() => undefined)
    return mine
  }

  function countCalls(accepted: number, repeated: number, deadLettered: number): void {
    context.tally.add('events', accepted, { outcome: 'accepted' })
    context.tally.add('events', repeated, { outcome: 'repeated' })
    context.tally.add('events', deadLettered, { outcome: 'deadLettered' })
  }

  return {
    collect,
    waiting: () => waiting,
    drain() {
      start()
      return inFlight === 0 && queue.length === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))
    },
  }
}

function isTaken(call: CollectedCall | RefusedCall): call is CollectedCall {
  return !isRefused(call)
}

/** Of calls with the same message id the first: the others are the client's own repetitions. */
function onePerMessage(calls: readonly CollectedCall[]): CollectedCall[] {
  const ids = new Set<string>()
  return calls.filter((call) => !ids.has(call.messageId) && ids.add(call.messageId))
}

function refusedByDatabase(call: CollectedCall | RefusedCall, error: unknown): RefusedCall {
  if (isRefused(call)) return { ...call, body: '' }
  return {
    refused: { code: 'DATABASE_REFUSED', reason: asError(error).message.slice(0, 300), pointer: '' },
    body: JSON.stringify({ type: call.type, messageId: call.messageId, userId: call.userId, anonymousId: call.anonymousId }),
    receivedAt: call.receivedAt,
  }
}
