import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { groupTypes } from './type-list.ts'

const first = (search: string) => groupTypes(testManifests.values(), search, 'en')[0]?.types[0]?.type

describe('the search for a block', () => {
  it('puts the block that begins so before those that only hold the letters: "end" is not Send e-mail', () => {
    expect(first('end')).toBe('core.end')
    expect(first('End')).toBe('core.end')
  })

  it('keeps the order of the palette while nothing is searched', () => {
    const categories = groupTypes(testManifests.values(), '', 'en').map((group) => group.category)
    expect(categories[0]).toBe('start')
    expect(categories.at(-1)).toBe('end')
  })

  it('finds nothing where nothing is', () => {
    expect(groupTypes(testManifests.values(), 'qqq', 'en')).toEqual([])
  })
})
