import {
  extractEdit,
  type FlowDocument,
  type FlowEdit,
  inlineEdit,
  type Manifest,
  mayConnect,
  type NodeId,
  type SubFlow,
  subFlowsOf,
} from '@snodo/flow'
import i18next from 'i18next'
import type { Stepped } from '../document/document-store.ts'
import type { Workbench } from '../document/workbench.ts'
import { currentLanguage } from '../i18n.ts'
import { sayDone } from '../ui/notify.ts'
import { subFlowOf } from './folded.ts'
import { notesFollow } from './follow-blocks.ts'
import { keepSelectionTrue } from './keep-selection.ts'
import { openPort } from './open-port.ts'
import { appendEdit, freePlace, freshId, insertEdit, newNode } from './place-node.ts'
import { NOTHING, type PickerRequest } from './session-store.ts'
import { CARD } from './sizes.ts'
import { layoutInput, layoutInWorker } from './tidy.ts'

/** What people do on the canvas, each as one step; mouse, keys, menus and palette all end here. */

export function select(bench: Workbench, id: NodeId | null): void {
  bench.session.setState({
    selected: id === null ? NOTHING : new Set([id]),
    active: id ?? bench.session.getState().active,
    outlineRow: null,
    selectedLine: null,
    panel: id === null ? null : 'block',
  })
}

/** The node the picker asked for; answers its id. */
export function addPicked(bench: Workbench, request: PickerRequest, manifest: Manifest): NodeId | null {
  const { document } = bench.documents.store.getState()
  const id = freshId(document, manifest.type, chance)
  let edit: FlowEdit | null
  if (request.for === 'line') edit = insertEdit(document, request, id, manifest)
  else if (request.for === 'port')
    edit = appendEdit(document, bench.manifests, request.from, request.port, id, manifest, request.at)
  else edit = { do: 'addNode', id, node: newNode(manifest, freePlace(document, request.at)) }
  if (!edit || !bench.edit(edit)) return null
  select(bench, id)
  bench.session.setState({ reveal: id })
  return id
}

/** The type clicked in the palette: it goes on from the one selected block where that has an open branch, else it stands alone. */
export function addFromPalette(bench: Workbench, manifest: Manifest): NodeId | null {
  const { selected } = bench.session.getState()
  const [only] = selected.size === 1 ? selected : []
  const way = only === undefined || manifest.kind === 'start' ? null : openPort(bench, only)
  const screen = { x: 0, y: 0 }
  return addPicked(
    bench,
    only !== undefined && way && !way.taken
      ? { for: 'port', from: only, port: way.port, screen }
      : { for: 'place', at: besideActive(bench), screen },
    manifest,
  )
}

/** Types that may stand where the picker was opened. A start has no way in; an end has no way on. */
export function pickable(request: PickerRequest, manifests: Iterable<Manifest>): Manifest[] {
  const all = [...manifests]
  if (request.for === 'place') return all
  if (request.for === 'port') return all.filter((manifest) => manifest.kind !== 'start')
  return all.filter((manifest) => manifest.kind !== 'start' && (Object.keys(manifest.ports).length > 0 || manifest.portsFrom))
}

export function connect(bench: Workbench, from: NodeId, port: string, to: NodeId): boolean {
  const { document } = bench.documents.store.getState()
  const may = mayConnect(document, bench.manifests, from, port, to, { replace: true })
  if (may !== true) {
    bench.session.setState({ announcement: may[currentLanguage()] })
    return false
  }
  // Dropped where it led already: nothing was done, so there is nothing to undo.
  if (document.edges.some((edge) => edge.from === from && edge.port === port && edge.to === to)) return true
  return bench.edit({ do: 'connect', edge: { from, port, to }, replace: true })
}

/** Deletes the selection. With `rejoin`, what led to each goes on to where it led. */
export function removeSelected(bench: Workbench, rejoin: boolean): void {
  const { selected, selectedLine } = bench.session.getState()
  const { document } = bench.documents.store.getState()
  if (selected.size === 0 && selectedLine !== null) {
    const edge = document.edges.find((each) => `${each.from}:${each.port}` === selectedLine)
    if (edge) bench.edit({ do: 'disconnect', from: edge.from, port: edge.port })
    bench.session.setState({ selectedLine: null })
    return
  }
  const ids = [...selected].filter((id) => Object.hasOwn(document.nodes, id))
  if (ids.length === 0) return
  const next = neighbourOf(bench, ids)
  const edits = ids.map((id): FlowEdit => ({ do: 'removeNode', id, ...(rejoin && canRejoin(bench, id) ? { rejoin: true } : {}) }))
  const done = bench.edit(
    edits.length === 1
      ? edits[0]!
      : { do: 'compound', edits, label: { en: `Delete ${ids.length} blocks`, it: `Elimina ${ids.length} blocchi` } },
  )
  if (done) bench.session.setState({ selected: next ? new Set([next]) : NOTHING, active: next, outlineRow: null, panel: null })
}

/** A node with a way in and a way out can leave its neighbours joined. */
export function canRejoin(bench: Workbench, id: NodeId): boolean {
  const { document } = bench.documents.store.getState()
  return (
    document.edges.some((edge) => edge.to === id && edge.from !== id) &&
    document.edges.some((edge) => edge.from === id && edge.to !== id)
  )
}

/** Where the keyboard stands after a delete: what came before, else what came after. Focus is never lost. */
function neighbourOf(bench: Workbench, ids: readonly NodeId[]): NodeId | null {
  const { document } = bench.documents.store.getState()
  const gone = new Set(ids)
  const before = document.edges.find((edge) => gone.has(edge.to) && !gone.has(edge.from))?.from
  const after = document.edges.find((edge) => gone.has(edge.from) && !gone.has(edge.to))?.to
  return before ?? after ?? Object.keys(document.nodes).find((id) => !gone.has(id)) ?? null
}

export function switchOff(bench: Workbench, ids: Iterable<NodeId>): void {
  const { document } = bench.documents.store.getState()
  const nodes = [...ids].filter((id) => document.nodes[id])
  if (nodes.length === 0) return
  const off = !nodes.every((id) => document.nodes[id]!.off)
  const edits = nodes.map((id): FlowEdit => ({ do: 'setOff', id, off }))
  bench.edit(edits.length === 1 ? edits[0]! : { do: 'compound', edits })
}

/** The chosen blocks become a sub-flow, drawn as one card; the keyboard stands on what leads to it. */
export function extract(bench: Workbench): void {
  const { document } = bench.documents.store.getState()
  const id = freshGroupId(document)
  const edit = extractEdit(document, bench.session.getState().selected, id, i18next.t('editor.subFlow'))
  if (edit && bench.edit(edit)) foldSubFlow(bench, id)
}

/** True when a sub-flow can be made of the chosen blocks. */
export function canExtract({ documents, session }: Workbench): boolean {
  return extractEdit(documents.store.getState().document, session.getState().selected, 'any', '') !== null
}

/** The sub-flow the selection or the keyboard is at. */
export function subFlowAt({ documents, session }: Workbench): SubFlow | null {
  const { selected, active } = session.getState()
  const { document } = documents.store.getState()
  return subFlowOf(document, [...selected][0]) ?? subFlowOf(document, active)
}

/** Its blocks are blocks of the flow again: the exact inverse of extracting them. */
export function inlineSubFlow(bench: Workbench, id: string): void {
  bench.edit(inlineEdit(id))
}

export function renameSubFlow(bench: Workbench, id: string, title: string): void {
  const group = bench.documents.store.getState().document.groups?.[id]
  if (group) bench.edit({ do: 'editGroup', id, group: { ...group, title } }, `sub-flow name ${id}`)
}

/** Shows the blocks of a sub-flow where they stand; nothing moves. */
export function openSubFlow({ session, documents }: Workbench, id: string): void {
  const first = subFlowsOf(documents.store.getState().document).get(id)?.nodes[0]
  session.setState(({ opened }) => ({
    opened: new Set([...opened, id]),
    selected: NOTHING,
    active: first ?? null,
    announcement: i18next.t('editor.subFlowOpened'),
  }))
}

/** Draws it as one card again, which is then selected; the keyboard stands on what leads to it. */
export function foldSubFlow({ session, documents }: Workbench, id: string): void {
  const subFlow = subFlowsOf(documents.store.getState().document).get(id)
  session.setState(({ opened }) => ({
    opened: new Set([...opened].filter((each) => each !== id)),
    selected: new Set(subFlow?.nodes ?? []),
    active: subFlow?.entries[0]?.from ?? null,
    panel: null,
    announcement: i18next.t('editor.subFlowFolded'),
  }))
}

function freshGroupId(document: FlowDocument): string {
  for (;;) {
    const id = `sub-flow-${Math.floor(chance() * 36 ** 6).toString(36)}`
    if (!Object.hasOwn(document.groups ?? {}, id)) return id
  }
}

/** Puts every block in its place, branches in order: one step, computed off the main thread. */
export async function tidy(bench: Workbench): Promise<void> {
  const { document } = bench.documents.store.getState()
  const ids = Object.keys(document.nodes)
  if (ids.length === 0) return
  const places = await layoutInWorker(layoutInput(document, bench.manifests))
  const now = bench.documents.store.getState().document
  // The first block stays where it was, so that the drawing does not jump under the author's eyes.
  const first = ids[0]!
  const dx = document.nodes[first]!.at.x - (places[first]?.x ?? 0)
  const dy = document.nodes[first]!.at.y - (places[first]?.y ?? 0)
  const to: Record<NodeId, { x: number; y: number }> = {}
  for (const [id, at] of Object.entries(places)) {
    const node = now.nodes[id]
    const next = { x: at.x + dx, y: at.y + dy }
    if (node && (node.at.x !== next.x || node.at.y !== next.y)) to[id] = next
  }
  if (Object.keys(to).length > 0)
    bench.edit({
      do: 'compound',
      edits: [{ do: 'moveNodes', to }, ...notesFollow(now, to)],
      label: { en: 'Tidy', it: 'Riordina' },
    })
}

/** An empty note beside the block the keyboard stands on, or below everything. */
export function addNote(bench: Workbench): void {
  const { document } = bench.documents.store.getState()
  const { active } = bench.session.getState()
  const beside = active === null ? undefined : document.nodes[active]
  const at = beside ? { x: beside.at.x + CARD.width + 40, y: beside.at.y } : besideActive(bench)
  const text = i18next.t('editor.note')
  bench.edit({ do: 'addNote', id: `note-${Math.floor(chance() * 36 ** 6).toString(36)}`, note: { text, at } })
}

/** A place in the middle of what the page shows, for blocks added by a click. */
export function besideActive(bench: Workbench): { x: number; y: number } {
  const { document } = bench.documents.store.getState()
  const active = bench.session.getState().active
  const node = active ? document.nodes[active] : undefined
  if (node) return { x: node.at.x, y: node.at.y + CARD.height + 56 }
  const lowest = Object.values(document.nodes).reduce((y, each) => Math.max(y, each.at.y), -128)
  return { x: 0, y: lowest + 128 }
}

export function undo(bench: Workbench): void {
  afterStep(bench, bench.documents.undo())
}

export function redo(bench: Workbench): void {
  afterStep(bench, bench.documents.redo())
}

/** Back (below nought) or forward over so many of one's own steps at once, as the history list asks. */
export function goSteps(bench: Workbench, count: number): void {
  for (let left = Math.abs(count); left > 0; left--) afterStep(bench, count < 0 ? bench.documents.undo() : bench.documents.redo())
}

function afterStep(bench: Workbench, stepped: Stepped | null): void {
  keepSelectionTrue(bench.documents.store.getState().document, bench.session)
  if (stepped === null) return
  const name = stepped.step.name[currentLanguage()]
  if (stepped.done) bench.session.setState({ announcement: name })
  else {
    const text =
      stepped.author === null
        ? i18next.t('saving.stepGone', { name })
        : i18next.t('saving.stepLeft', { name, author: stepped.author })
    bench.session.setState({ announcement: text })
    sayDone(text)
  }
}

function chance(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32
}
