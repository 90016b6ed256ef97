import { describe, expect, it } from 'vitest'
import { chooseLanes, corners, type Point, type Wire } from './route.ts'
import { CARD } from './sizes.ts'

describe('a line', () => {
  it('runs straight down to the block below', () => {
    const wire = { id: 'w', bundle: 'w', from: { x: 132, y: 72 }, to: { x: 132, y: 128 } }
    const lane = chooseLanes(
      [
        { x: 0, y: 0 },
        { x: 0, y: 128 },
      ],
      [wire],
    ).get('w')!
    expect(lane).toBe(132)
    expect(new Set(corners(wire.from, wire.to, lane).map((corner) => corner.x))).toEqual(new Set([132]))
  })

  it('goes around the cards between its ends', () => {
    const boxes = [
      { x: 0, y: 0 },
      { x: 0, y: 128 },
      { x: 0, y: 256 },
      { x: 0, y: 384 },
    ]
    const wire = { id: 'w', bundle: 'w', from: { x: 200, y: 72 }, to: { x: 132, y: 384 } }
    const path = corners(wire.from, wire.to, chooseLanes(boxes, [wire]).get('w')!)
    expect(crossed(path, boxes.slice(1, 3))).toBe(0)
  })

  it('that leads back up goes around what it passes', () => {
    const boxes = [
      { x: 0, y: 0 },
      { x: 0, y: 128 },
      { x: 0, y: 256 },
    ]
    const wire = { id: 'w', bundle: 'w', from: { x: 132, y: 328 }, to: { x: 132, y: 128 } }
    const path = corners(wire.from, wire.to, chooseLanes(boxes, [wire]).get('w')!)
    expect(crossed(path, boxes)).toBe(0)
  })

  it('stands apart from another that takes the same detour, but runs with those of its own bundle', () => {
    const boxes = [
      { x: 0, y: 0 },
      { x: 0, y: 128 },
      { x: 0, y: 256 },
      { x: 0, y: 384 },
      { x: 0, y: 512 },
    ]
    const wire = (id: string, bundle: string, from: number, to: number): Wire => ({
      id,
      bundle,
      from: { x: 220, y: from },
      to: { x: 132, y: to },
    })
    const lanes = chooseLanes(boxes, [wire('a', 'one', 72, 384), wire('b', 'one', 72, 384), wire('c', 'two', 72, 512)])
    expect(lanes.get('a')).toBe(lanes.get('b'))
    expect(lanes.get('c')).not.toBe(lanes.get('a'))
  })
})

/** How many cards the path runs through. */
function crossed(path: readonly Point[], boxes: readonly Point[]): number {
  return boxes.filter((box) =>
    path.slice(1).some((to, i) => {
      const from = path[i]!
      const left = Math.min(from.x, to.x)
      const right = Math.max(from.x, to.x)
      const top = Math.min(from.y, to.y)
      const bottom = Math.max(from.y, to.y)
      return right > box.x && left < box.x + CARD.width && bottom > box.y && top < box.y + CARD.height
    }),
  ).length
}
