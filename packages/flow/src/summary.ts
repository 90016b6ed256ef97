/** The paths of the fields a summary template speaks of, in order: `Wait {duration}` speaks of `duration`; dotted for what lies deeper. */
export function summaryFields(summary: string): string[] {
  return [...summary.matchAll(/\{([A-Za-z][\w.]*)\}/g)].map((found) => found[1] ?? '')
}
