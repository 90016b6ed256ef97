import type { LayoutInput } from './layout-input.ts'

/**
 * A flow as a tree: what one block alone leads to is its branch; where several meet again hangs under the last block that
 * all of them have passed (their dominator), so that a branch and its return stay together.
 */
export type FlowShape = {
  /** Every node after those that lead to it, lines that close a loop left out. */
  order: string[]
  rank: Map<string, number>
  parents: Map<string, string[]>
  /** Children with one way in, in the order of the ports. */
  branches: Map<string, string[]>
  /** Nodes where several ways meet, by their dominator, from the top down. */
  meetings: Map<string, string[]>
  roots: string[]
  /** Meetings of ways from several roots. */
  rootMeetings: string[]
}

export function shapeOf(input: LayoutInput): FlowShape {
  const next = new Map<string, string[]>(input.nodes.map((id) => [id, []]))
  const entered = new Set<string>()
  for (const edge of [...input.edges].sort((a, b) => a.order - b.order)) {
    const list = next.get(edge.from)
    if (!list || !next.has(edge.to) || edge.from === edge.to || list.includes(edge.to)) continue
    list.push(edge.to)
    entered.add(edge.to)
  }
  const { order, forward } = sortDown(input.nodes, entered, next)
  const parents = new Map<string, string[]>(input.nodes.map((id) => [id, []]))
  const rank = new Map<string, number>()
  for (const id of order) {
    rank.set(id, rank.get(id) ?? 0)
    for (const to of forward.get(id)!) {
      parents.get(to)!.push(id)
      rank.set(to, Math.max(rank.get(to) ?? 0, rank.get(id)! + 1))
    }
  }

  const dominator = dominators(order, parents)
  const shape: FlowShape = { order, rank, parents, branches: new Map(), meetings: new Map(), roots: [], rootMeetings: [] }
  for (const id of order)
    shape.branches.set(
      id,
      forward.get(id)!.filter((to) => parents.get(to)!.length === 1),
    )
  for (const id of order) {
    const into = parents.get(id)!.length
    if (into === 0) shape.roots.push(id)
    if (into < 2) continue
    const under = dominator.get(id) ?? null
    if (under === null) shape.rootMeetings.push(id)
    else shape.meetings.set(under, [...(shape.meetings.get(under) ?? []), id])
  }
  return shape
}

/** Depth first from what nothing leads to; a line back to a block still open closes a loop and is left out. */
function sortDown(
  nodes: readonly string[],
  entered: ReadonlySet<string>,
  next: ReadonlyMap<string, string[]>,
): { order: string[]; forward: Map<string, string[]> } {
  const state = new Map<string, 'open' | 'done'>()
  const forward = new Map<string, string[]>(nodes.map((id) => [id, []]))
  const done: string[] = []
  const roots = [...nodes.filter((id) => !entered.has(id)), ...nodes.filter((id) => entered.has(id))]
  for (const root of roots) {
    if (state.has(root)) continue
    const calls: { id: string; at: number }[] = [{ id: root, at: 0 }]
    state.set(root, 'open')
    while (calls.length > 0) {
      const call = calls.at(-1)!
      const to = next.get(call.id)![call.at]
      call.at += 1
      if (to === undefined) {
        state.set(call.id, 'done')
        done.push(call.id)
        calls.pop()
      } else if (state.get(to) !== 'open') {
        forward.get(call.id)!.push(to)
        if (!state.has(to)) {
          state.set(to, 'open')
          calls.push({ id: to, at: 0 })
        }
      }
    }
  }
  return { order: done.reverse(), forward }
}

/** The nearest block every way to a node passes; null where ways come from several roots. */
function dominators(order: readonly string[], parents: ReadonlyMap<string, string[]>): Map<string, string | null> {
  const place = new Map(order.map((id, i) => [id, i]))
  const dominator = new Map<string, string | null>()
  for (const id of order) {
    const into = parents.get(id)!
    let common: string | null = into[0] ?? null
    for (const other of into.slice(1)) common = common === null ? null : meet(common, other)
    dominator.set(id, common)
  }
  return dominator

  function meet(a: string, b: string): string | null {
    let left: string | null = a
    let right: string | null = b
    while (left !== right) {
      if (left === null || right === null) return null
      if (place.get(left)! > place.get(right)!) left = dominator.get(left) ?? null
      else right = dominator.get(right) ?? null
    }
    return left
  }
}
