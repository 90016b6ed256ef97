import { describe, expect, it } from 'vitest'
import { againstUsual } from './against-usual.ts'

describe('today against the usual', () => {
  it('is unknown until a whole morning was watched', () => {
    expect(againstUsual(5, [])).toEqual({ kind: 'unknown' })
  })

  it('compares with the middle of the days before, which one busy day does not move', () => {
    expect(againstUsual(15, [10, 10, 900])).toEqual({ kind: 'above', usual: 10, share: 0.5 })
    expect(againstUsual(5, [10, 10, 10, 0])).toEqual({ kind: 'below', usual: 10, share: 0.5 })
  })

  it('takes small differences for the usual', () => {
    expect(againstUsual(105, [100])).toEqual({ kind: 'same', usual: 100 })
    expect(againstUsual(0, [0, 0])).toEqual({ kind: 'same', usual: 0 })
  })
})
