import { isDuration } from '@snodo/base'
import { describe, expect, it } from 'vitest'
import { simpleDuration, UNITS, writeDuration } from './duration-parts.ts'

describe('a duration field', () => {
  it('writes what it reads, for every unit and either direction', () => {
    for (const unit of [...UNITS, 'seconds' as const]) {
      for (const amount of [0, 1, 45]) {
        for (const sign of [1, -1] as const) {
          const text = writeDuration({ sign, amount, unit })
          expect(isDuration(text)).toBe(true)
          expect(simpleDuration(text)).toEqual({ sign: amount === 0 ? 1 : sign, amount, unit })
        }
      }
    }
  })

  it('leaves a mixed duration to be edited as its text', () => {
    expect(simpleDuration('P1DT12H')).toBeNull()
    expect(simpleDuration('three days')).toBeNull()
  })
})
