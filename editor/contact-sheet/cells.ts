import type { Finding, FlowDocument, FlowNode, Manifest, Manifests } from '@snodo/flow'
import type { CanvasMode } from '../src/canvas/canvas-mode.ts'
import { CARD } from '../src/canvas/sizes.ts'
import type { ZoomLevel } from '../src/canvas/zoom-level.ts'
import { type Comparison, compareDocuments } from '../src/compare/comparison.ts'
import { indexFindings } from '../src/document/findings.ts'
import { createWorkbench, type Workbench } from '../src/document/workbench.ts'

/** States a block can be in, by the mode that shows them. */
export const STATES = {
  edit: ['plain', 'selected', 'focused', 'error', 'warning', 'off', 'silhouette'],
  compare: ['added', 'changed', 'moved', 'removed'],
  live: ['standing', 'failed', 'stale'],
  try: ['here', 'passed'],
} as const satisfies Record<CanvasMode, readonly string[]>

export type State = (typeof STATES)[CanvasMode][number]

/** The room one block has on the sheet: its card, and what may stand out of it. */
export const CELL = { width: CARD.width + 56, height: CARD.height + 64 }

/** One block in one state, with everything its card reads. */
export type Cell = { id: string; state: State; zoom: ZoomLevel; bench: Workbench; comparison: Comparison | null }

export function cellOf(manifest: Manifest, state: State, row: number, column: number, manifests: Manifests): Cell {
  const id = `${manifest.type} · ${state}`
  const node: FlowNode = {
    type: manifest.type,
    version: manifest.version,
    config: manifest.examples[0]?.config ?? manifest.defaults,
    at: { x: column * CELL.width, y: row * CELL.height },
    ...(state === 'off' ? { off: true as const } : {}),
  }
  const document: FlowDocument = { format: 1, name: 'Sheet', settings: {}, nodes: { [id]: node }, edges: [] }
  const bench = benchOf(document, manifests)
  if (state === 'focused') bench.session.setState({ active: id })
  if (state === 'error' || state === 'warning')
    bench.findings.setState(indexFindings([findingOf(id, state)], bench.findings.getState()))
  if (state === 'standing' || state === 'failed' || state === 'stale')
    bench.live.store.setState({
      nodes: { [id]: { inside: 1_284, entered: 15_730, failed: state === 'failed' ? 3 : 0 } },
      connection: state === 'stale' ? 'lost' : 'connected',
    })
  if (state === 'here' || state === 'passed') {
    const step = { node: id, cameAt: 0, leftAt: null, port: null, because: null, message: null }
    const steps = state === 'here' ? [step] : [step, { ...step, node: 'elsewhere' }]
    bench.trial.setState({
      trace: { outcome: 'entered', because: null, steps, end: null, rest: null, cut: false },
      position: steps.length - 1,
    })
  }
  return { id, state, bench, zoom: state === 'silhouette' ? 'far' : 'near', comparison: comparisonOf(document, id, state) }
}

function benchOf(document: FlowDocument, manifests: Manifests): Workbench {
  const never = () => Promise.reject(new Error('a contact sheet is not saved'))
  return createWorkbench({
    flowId: 'sheet',
    opened: { base: document, revision: 0, sent: null, waiting: [], held: [] },
    manifests,
    server: { push: never, pull: never, draft: never },
    keep: () => undefined,
  })
}

function findingOf(node: string, severity: 'error' | 'warning'): Finding {
  const said = { en: 'As it is drawn.', it: 'Come è disegnato.' }
  return { code: 'NODE_OFF', severity, node, message: said, consequence: said }
}

/** The two states whose difference is this mark. */
function comparisonOf(document: FlowDocument, id: string, state: State): Comparison | null {
  const { [id]: node, ...others } = document.nodes
  const without = { ...document, nodes: others }
  const otherwise = (change: Partial<FlowNode>) => ({ ...document, nodes: { [id]: { ...node!, ...change } } })
  if (state === 'added') return compareDocuments(without, document, true)
  if (state === 'removed') return compareDocuments(document, without, true)
  if (state === 'changed') return compareDocuments(otherwise({ name: 'Before' }), document, true)
  if (state === 'moved') return compareDocuments(otherwise({ at: { x: -8, y: -8 } }), document, true)
  return null
}
