import type { Json } from '@snodo/base'
import {
  applyEdit,
  type FlowDocument,
  type FlowEdge,
  type FlowEdit,
  type FlowNode,
  type Manifests,
  mayConnect,
  type NodeId,
} from '@snodo/flow'
import i18next from 'i18next'
import type { Workbench } from '../document/workbench.ts'
import { sayDone } from '../ui/notify.ts'
import { freshId } from './place-node.ts'

/** What travels on the clipboard: readable JSON that says what it is and in which format. */
export type Clip = { snodo: 'blocks'; format: 1; nodes: Record<NodeId, FlowNode>; edges: FlowEdge[] }

export function clipOf(document: FlowDocument, ids: ReadonlySet<NodeId>): Clip {
  const nodes = Object.fromEntries(Object.entries(document.nodes).filter(([id]) => ids.has(id)))
  return { snodo: 'blocks', format: 1, nodes, edges: document.edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to)) }
}

/** A clip out of a text, or null when the text is something else. */
export function readClip(text: string): Clip | null {
  try {
    const clip = JSON.parse(text) as Clip
    const isClip = clip?.snodo === 'blocks' && clip.format === 1 && typeof clip.nodes === 'object' && Array.isArray(clip.edges)
    return isClip && Object.values(clip.nodes).every(isNode) ? clip : null
  } catch {
    return null
  }
}

/** Pasting, as one step: new ids, inner lines and references kept, beside the originals; types unknown here are named, not dropped in silence. */
export function pasteEdit(
  document: FlowDocument,
  clip: Clip,
  manifests: Manifests,
  random: () => number,
): { edit: FlowEdit; ids: NodeId[]; unknown: string[] } | null {
  const known = Object.entries(clip.nodes).filter(([, node]) => manifests.has(node.type))
  const unknown = [...new Set(Object.values(clip.nodes).flatMap((node) => (manifests.has(node.type) ? [] : [node.type])))]
  if (known.length === 0) return null
  const ids = new Map<NodeId, NodeId>()
  let draft = document
  const edits: FlowEdit[] = []
  const offset = offsetOf(
    document,
    known.map(([, node]) => node),
  )
  for (const [old, node] of known)
    ids.set(old, freshId({ ...draft, nodes: { ...draft.nodes, ...takenNames(ids) } }, node.type, random))
  for (const [old, node] of known) {
    const config = renameReferences(node.config, ids) as FlowNode['config']
    edits.push({
      do: 'addNode',
      id: ids.get(old)!,
      node: { ...structuredClone(node), config, at: { x: node.at.x + offset, y: node.at.y + offset } },
    })
  }
  draft = applyEdit(draft, { do: 'compound', edits }, manifests).document
  for (const edge of clip.edges) {
    const from = ids.get(edge.from)
    const to = ids.get(edge.to)
    if (from && to && mayConnect(draft, manifests, from, edge.port, to) === true)
      edits.push({ do: 'connect', edge: { from, port: edge.port, to } })
  }
  return {
    edit: { do: 'compound', edits, label: { en: `Paste ${known.length}`, it: `Incolla ${known.length}` } },
    ids: [...ids.values()],
    unknown,
  }
}

export async function copySelection(bench: Workbench): Promise<void> {
  const { selected } = bench.session.getState()
  const clip = clipOf(bench.documents.store.getState().document, selected)
  await navigator.clipboard.writeText(JSON.stringify(clip, null, 2))
  sayDone(i18next.t('editor.copied', { count: Object.keys(clip.nodes).length }))
}

export async function pasteFromClipboard(bench: Workbench): Promise<void> {
  paste(bench, await navigator.clipboard.readText())
}

export function paste(bench: Workbench, text: string): void {
  const clip = readClip(text)
  const pasted =
    clip &&
    pasteEdit(
      bench.documents.store.getState().document,
      clip,
      bench.manifests,
      () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
    )
  if (!pasted) {
    sayDone(i18next.t('editor.pasteNothing'))
    return
  }
  if (!bench.edit(pasted.edit)) return
  bench.session.setState({ selected: new Set(pasted.ids), active: pasted.ids[0] ?? null, selectedLine: null, panel: null })
  if (pasted.unknown.length > 0) sayDone(i18next.t('editor.pasteMissing', { types: pasted.unknown.join(', ') }))
}

/** Down and right until no pasted block hides one that stands there already. */
function offsetOf(document: FlowDocument, nodes: FlowNode[]): number {
  const places = new Set(Object.values(document.nodes).map((node) => `${node.at.x},${node.at.y}`))
  let offset = 0
  while (nodes.some((node) => places.has(`${node.at.x + offset},${node.at.y + offset}`))) offset += 32
  return offset
}

function takenNames(ids: ReadonlyMap<NodeId, NodeId>): Record<NodeId, FlowNode> {
  const nothing: FlowNode = { type: '', version: 1, config: {}, at: { x: 0, y: 0 } }
  return Object.fromEntries([...ids.values()].map((id) => [id, nothing]))
}

/** References between the pasted blocks (`"node": "<id>"`) follow them to their new ids. */
function renameReferences(value: Json, ids: ReadonlyMap<NodeId, NodeId>): Json {
  if (Array.isArray(value)) return value.map((item) => renameReferences(item, ids))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      key === 'node' && typeof inner === 'string' ? (ids.get(inner) ?? inner) : renameReferences(inner, ids),
    ]),
  )
}

function isNode(node: unknown): node is FlowNode {
  const it = node as Partial<FlowNode> | null
  return (
    typeof it === 'object' &&
    it !== null &&
    typeof it.type === 'string' &&
    typeof it.config === 'object' &&
    it.config !== null &&
    typeof it.at?.x === 'number' &&
    typeof it.at.y === 'number'
  )
}
