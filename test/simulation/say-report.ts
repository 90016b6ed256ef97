import type { SeedReport } from './run-seed.ts'

/** One line for a run that held, and for one that did not what broke and how to see it again. */
export function sayReport(report: SeedReport, ms: number, details = false): string {
  const { seed, broken, counts } = report
  const line = `seed ${seed}: ${broken.length === 0 ? 'held' : 'BROKEN'} in ${(ms / 1000).toFixed(1)} s; ${counts.journeys} entries, ${counts.acknowledged} calls, ${counts.accepted} messages, ${counts.statements} statements, ${counts.mishaps} mishaps, ${counts.deaths} deaths, ${counts.lockWaits} waits for locks`
  const kinds = Object.entries(report.kinds)
    .map(([kind, count]) => `${kind}: ${count}`)
    .join(', ')
  if (broken.length === 0) return details ? `${line}\n  ${kinds}` : line
  const rows = broken.flatMap(({ invariant, rows }) => [
    `  ${invariant}`,
    ...rows.map((row) => `    ${typeof row === 'string' ? row : JSON.stringify(row)}`),
  ])
  return [line, ...rows, `  again: pnpm simulate --seed ${seed}`].join('\n')
}
