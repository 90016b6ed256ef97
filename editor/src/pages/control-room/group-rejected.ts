import type { DeadLetterView } from '@snodo/protocol'

export type RejectedGroup = { code: string; source: string; reason: string; calls: DeadLetterView[] }

/** Refused calls by what was wrong and where it came from, the latest first; `calls` likewise. */
export function groupRejected(calls: readonly DeadLetterView[]): RejectedGroup[] {
  const groups = Map.groupBy(calls, ({ code, source, reason }) => JSON.stringify([code, source, reason]))
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    return first === undefined ? [] : [{ code: first.code, source: first.source, reason: first.reason, calls: same }]
  })
}
