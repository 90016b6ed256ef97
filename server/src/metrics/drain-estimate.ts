/** How much of each kind of work had been done at an instant. */
export type DrainSample = { at: number; inbox: number; ready: number; messages: number }

/** Shorter than this the counters, which are written every 5 s, say nothing about a pace. */
const SHORTEST_MS = 10_000

/** Seconds until a backlog is empty at the pace between the first and the last sample; null while nobody can say. */
export function drainSeconds(
  kind: 'inbox' | 'ready' | 'messages',
  backlog: number,
  samples: readonly DrainSample[],
): number | null {
  if (backlog === 0) return 0
  const first = samples[0]
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < SHORTEST_MS) return null
  const perSecond = ((last[kind] - first[kind]) * 1000) / (last.at - first.at)
  return perSecond <= 0 ? Number.POSITIVE_INFINITY : backlog / perSecond
}
