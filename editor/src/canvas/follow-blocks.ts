import type { FlowDocument, FlowEdit, FlowNote, NodeId, Position } from '@snodo/flow'
import { CARD, FRAME, NOTE } from './sizes.ts'

/** Notes go where their blocks go: one inside the frame of a group with the nearest block of it, any other with the nearest of all. */
export function notesFollow(document: FlowDocument, to: Readonly<Record<NodeId, Position>>): FlowEdit[] {
  return Object.entries(document.notes ?? {}).flatMap(([id, note]): FlowEdit[] => {
    const block = blockOf(document, note)
    const before = block === null ? undefined : document.nodes[block]?.at
    const after = block === null ? undefined : to[block]
    if (!before || !after || (before.x === after.x && before.y === after.y)) return []
    return [{ do: 'moveNote', id, at: { x: note.at.x + after.x - before.x, y: note.at.y + after.y - before.y } }]
  })
}

/** The block a note is about, as far as its place tells. */
function blockOf(document: FlowDocument, note: FlowNote): NodeId | null {
  const around = Object.values(document.groups ?? {}).find((group) => lies(note, frameOf(document, group.nodes)))
  let best: { id: NodeId; distance: number } | null = null
  for (const id of around?.nodes ?? Object.keys(document.nodes)) {
    const at = document.nodes[id]?.at
    if (!at) continue
    const size = note.size ?? NOTE
    const distance = Math.hypot(gap(note.at.x, size.width, at.x, CARD.width), gap(note.at.y, size.height, at.y, CARD.height))
    if (best === null || distance < best.distance) best = { id, distance }
  }
  return best?.id ?? null
}

type Box = { left: number; top: number; right: number; bottom: number }

/** What is drawn around the blocks of a group; null where none of them is left. */
export function frameOf(document: FlowDocument, nodes: readonly NodeId[]): Box | null {
  const members = nodes.flatMap((id) => document.nodes[id]?.at ?? [])
  if (members.length === 0) return null
  return {
    left: Math.min(...members.map(({ x }) => x)) - FRAME,
    top: Math.min(...members.map(({ y }) => y)) - FRAME * 2,
    right: Math.max(...members.map(({ x }) => x)) + CARD.width + FRAME,
    bottom: Math.max(...members.map(({ y }) => y)) + CARD.height + FRAME,
  }
}

/** A note lies in a frame when its middle does. */
function lies({ at, size = NOTE }: FlowNote, box: Box | null): boolean {
  const [x, y] = [at.x + size.width / 2, at.y + size.height / 2]
  return box !== null && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom
}

/** How far apart two stretches of a line are; nought where they touch. */
function gap(a: number, aLength: number, b: number, bLength: number): number {
  return Math.max(0, a - (b + bLength), b - (a + aLength))
}
