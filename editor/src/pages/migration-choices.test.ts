import { expect, it } from 'vitest'
import { migrationOf } from './migration-choices.ts'

it('who is not chosen for stays; every other choice is said as the server takes it', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e'].map((node) => ({ node }))
  expect(migrationOf(nodes, { b: 'carry', c: 'recompute', d: 'end', e: 'to:offer' })).toEqual({
    a: { do: 'stay' },
    b: { do: 'move', waits: 'keep' },
    c: { do: 'move', waits: 'recompute' },
    d: { do: 'end' },
    e: { do: 'move', to: 'offer' },
  })
})
