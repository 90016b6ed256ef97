import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layout, type Places } from './layout.ts'
import type { LayoutInput } from './layout-input.ts'
import { CARD } from './sizes.ts'

describe('the layout', () => {
  it('gives the same flow the same places every time', () => {
    fc.assert(
      fc.property(flows, (input) => {
        expect(layout(input)).toEqual(layout(structuredClone(input)))
      }),
      { numRuns: 40 },
    )
  })

  it('leaves no two cards overlapping', () => {
    fc.assert(
      fc.property(flows, (input) => {
        expect(overlaps(layout(input))).toEqual([])
      }),
      { numRuns: 80 },
    )
  })

  it('draws the branches of a decision from left to right in the order of its ports', () => {
    const branches = ['first', 'second', 'third', 'else']
    const places = layout({ nodes: ['ask', ...branches], edges: branches.map((to, order) => ({ from: 'ask', to, order })) })
    const xs = branches.map((id) => places[id]!.x)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
  })

  it('keeps that order however the lines were drawn', () => {
    const branches = ['first', 'second', 'third']
    const edges = branches.map((to, order) => ({ from: 'ask', to, order })).reverse()
    const places = layout({ nodes: ['ask', 'third', 'second', 'first'], edges })
    const xs = branches.map((id) => places[id]!.x)
    expect(xs).toEqual([...xs].sort((a, b) => a - b))
  })

  it('puts a chain straight down, a rank apart', () => {
    const places = layout({
      nodes: ['a', 'b', 'c'],
      edges: [
        { from: 'a', to: 'b', order: 0 },
        { from: 'b', to: 'c', order: 0 },
      ],
    })
    expect([places.a, places.b, places.c].map((at) => at?.x)).toEqual([0, 0, 0].map(() => places.a!.x))
    expect(places.b!.y - places.a!.y).toBe(128)
    expect(places.c!.y - places.b!.y).toBe(128)
  })

  it('puts a block where branches meet under the middle of them', () => {
    const places = layout({
      nodes: ['ask', 'left', 'right', 'meet'],
      edges: [
        { from: 'ask', to: 'left', order: 0 },
        { from: 'ask', to: 'right', order: 1 },
        { from: 'left', to: 'meet', order: 0 },
        { from: 'right', to: 'meet', order: 0 },
      ],
    })
    expect(places.meet!.x).toBe((places.left!.x + places.right!.x) / 2)
    expect(places.meet!.x).toBe(places.ask!.x)
  })

  it('moves no block up or down that does not come after one that was added', () => {
    fc.assert(
      fc.property(flows, fc.nat(), (input, at) => {
        const parent = input.nodes[at % input.nodes.length]!
        const before = layout(input)
        const after = layout({ nodes: [...input.nodes, 'new'], edges: [...input.edges, { from: parent, to: 'new', order: 9 }] })
        for (const id of input.nodes) expect(after[id]!.y).toBe(before[id]!.y)
      }),
      { numRuns: 40 },
    )
  })

  it('finds a place for each of a thousand blocks', () => {
    const nodes = Array.from({ length: 1000 }, (_, i) => `n${i}`)
    const edges = nodes.slice(1).map((to, i) => ({ from: `n${Math.floor(i / 2)}`, to, order: i % 2 }))
    const places = layout({ nodes, edges })
    expect(Object.keys(places)).toHaveLength(1000)
    expect(overlaps(places)).toEqual([])
  })
})

/** Flows as they are drawn: each block leads from an earlier one, now and then two meet again. */
const flows: fc.Arbitrary<LayoutInput> = fc
  .array(fc.record({ from: fc.nat(), order: fc.nat({ max: 3 }), meets: fc.option(fc.nat(), { freq: 4 }) }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((steps) => {
    const nodes = ['n0']
    const edges: LayoutInput['edges'] = []
    for (const [i, step] of steps.entries()) {
      const id = `n${i + 1}`
      edges.push({ from: `n${step.from % nodes.length}`, to: id, order: step.order })
      if (step.meets !== null) edges.push({ from: `n${step.meets % nodes.length}`, to: id, order: step.order + 4 })
      nodes.push(id)
    }
    return { nodes, edges }
  })

function overlaps(places: Places): string[] {
  const all = Object.entries(places)
  return all.flatMap(([a, at], i) =>
    all
      .slice(i + 1)
      .flatMap(([b, other]) =>
        Math.abs(at.x - other.x) < CARD.width && Math.abs(at.y - other.y) < CARD.height ? [`${a} ${b}`] : [],
      ),
  )
}
