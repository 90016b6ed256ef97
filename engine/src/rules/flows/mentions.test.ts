import { expect, test } from 'vitest'
import { compiled, decides, starts } from '../../testing/small-nodes.ts'

const rests = decides('test.rest', (step) => step.wait({ until: step.enteredAt + 1, then: 'next' }), ['next'], true)

test('a drawing speaks of every text in it, of keys, of what conditions count and of what its types name by themselves', () => {
  const listens = { ...rests, manifest: { ...rests.manifest, traits: { waits: true as const, awaits: ['Paid By Hand'] } } }
  const { mentions } = compiled([starts('Signed Up'), listens], {
    settings: {
      exits: [
        {
          id: 'out',
          name: 'Out',
          when: { where: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1 } },
        },
      ],
    },
    nodes: { start: ['test.start', {}], a: ['test.rest', { tries: { 'Cart Left': 3 } }] },
    edges: ['start:started>a'],
  })
  expect(['Signed Up', 'Order Completed', 'Cart Left', 'Paid By Hand'].filter((event) => !mentions?.has(event))).toEqual([])
  expect(mentions?.has('Page Viewed')).toBe(false)
})

test('where a type is missing here, nobody can say what the drawing speaks of', () => {
  const { mentions } = compiled([starts()], {
    nodes: { start: ['test.start', {}], a: ['test.gone', {}] },
    edges: ['start:started>a'],
  })
  expect(mentions).toBeNull()
})
