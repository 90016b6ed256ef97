import { nodeTitle } from '@snodo/flow'
import type { Workbench } from '../document/workbench.ts'
import { currentLanguage } from '../i18n.ts'
import { byPlace, type Comparison } from './comparison.ts'

/** Moves to the next block with a change, or to the one before, and round at the ends. */
export function goToChange(bench: Workbench, comparison: Comparison | null, step: 1 | -1): void {
  const nodes = byPlace(comparison?.changes ?? []).flatMap(({ node }) => (node === null ? [] : [node]))
  if (comparison === null || nodes.length === 0) return
  const at = nodes.indexOf(bench.session.getState().active ?? '')
  const next = nodes[at === -1 ? (step === 1 ? 0 : nodes.length - 1) : (at + step + nodes.length) % nodes.length]!
  const node = comparison.drawn.nodes[next]
  bench.session.setState({
    selected: new Set([next]),
    active: next,
    reveal: next,
    announcement: node ? nodeTitle(node, bench.manifests.get(node.type))[currentLanguage()] : '',
  })
}
