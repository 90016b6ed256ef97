import type { Finding, NodeId } from '@snodo/flow'
import { createStore } from 'zustand/vanilla'

/** What is wrong with the flow now, by node, so that a card looks up only its own. */
export type FindingsState = {
  all: readonly Finding[]
  byNode: ReadonlyMap<NodeId, readonly Finding[]>
  errors: number
  warnings: number
}

export function createFindingsStore() {
  return createStore<FindingsState>(() => ({ all: [], byNode: new Map(), errors: 0, warnings: 0 }))
}

export type FindingsStore = ReturnType<typeof createFindingsStore>

/** The findings indexed; a node whose findings say the same keeps its old list, so its card does not draw again. */
export function indexFindings(all: readonly Finding[], before: FindingsState): FindingsState {
  const byNode = new Map<NodeId, readonly Finding[]>()
  for (const finding of all) {
    if (finding.node === undefined) continue
    byNode.set(finding.node, [...(byNode.get(finding.node) ?? []), finding])
  }
  for (const [node, findings] of byNode) {
    const old = before.byNode.get(node)
    if (old && JSON.stringify(old) === JSON.stringify(findings)) byNode.set(node, old)
  }
  const errors = all.filter((finding) => finding.severity === 'error').length
  return { all, byNode, errors, warnings: all.length - errors }
}

/** Findings whose path is this field or lies inside it. */
export function findingsAt(findings: readonly Finding[], path: string): Finding[] {
  return findings.filter((finding) => finding.path === path || finding.path?.startsWith(`${path}/`))
}
