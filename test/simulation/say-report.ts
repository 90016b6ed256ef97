import type { PointCounts } from './await-points.ts'
import { neverHappened } from './exercised.ts'
import type { SeedReport } from './seed-report.ts'

/** One line for a run that held, and for one that did not what broke and how to see it again. */
export function sayReport(report: SeedReport, ms: number, details = false): string {
  const { seed, broken, counts } = report
  const line = `seed ${seed}: ${broken.length === 0 ? 'held' : 'BROKEN'} in ${(ms / 1000).toFixed(1)} s; ${counts.journeys} entries, ${counts.acknowledged} calls, ${counts.accepted} messages, ${counts.statements} statements, ${counts.mishaps} mishaps, ${counts.deaths} deaths, ${counts.restarts} restarts, ${counts.erased} erased, ${counts.lockWaits} waits for locks`
  const kinds = Object.entries(report.kinds)
    .map(([kind, count]) => `${kind}: ${count}`)
    .join(', ')
  if (broken.length === 0) return details ? `${line}\n  ${kinds}` : line
  const rows = broken.flatMap(({ invariant, rows }) => [
    `  ${invariant}`,
    ...rows.map((row) => `    ${typeof row === 'string' ? row : JSON.stringify(row)}`),
  ])
  const story =
    report.story === '' ? [] : ['  what became of the contact:', ...report.story.split('\n').map((said) => `    ${said}`)]
  return [line, ...rows, ...story, `  again: npx --yes pnpm simulate --seed ${seed}`].join('\n')
}

/** What a run of seeds had in it, and what of all that is wanted it had not. */
export function sayExercised(counts: ReadonlyMap<string, number>): string {
  const groups = Map.groupBy(counts, ([what]) => what.split(' ')[0] ?? '')
  const lines = [...groups].map(([group, all]) => {
    const said = all.map(([what, count]) => `${what.slice(group.length + 1)} ${count}`.trim())
    return `${group}: ${said.join(', ')}`
  })
  const never = neverHappened(counts)
  return `${lines.join('\n')}\n${never.length === 0 ? 'All that is wanted happened.' : `Never happened: ${never.join(', ')}`}\n`
}

/** Where processes waited, how often, and how often one died there. */
export function sayPoints(points: ReadonlyMap<string, PointCounts>): string {
  const all = [...points].sort(([a], [b]) => (a < b ? -1 : 1))
  const both = all.filter(([, { before, after }]) => before > 0 && after > 0).length
  const lines = all.map(
    ([point, { met, before, after }]) => `${String(met).padStart(7)} met, died ${before} before, ${after} after: ${point}`,
  )
  return `${lines.join('\n')}\n${all.length} points where a process waits; at ${both} of them one died before and after.\n`
}
