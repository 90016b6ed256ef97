import { BranchesField, defineNode, SwitchField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const randomSplit = defineNode({
  type: 'core.random-split',
  version: 1,
  title: { en: 'Random split', it: 'Divisione casuale' },
  description: {
    en: 'Divides contacts by chance, in the shares you give. The same contact always takes the same branch.',
    it: 'Divide i contatti a caso, nelle quote indicate. Lo stesso contatto prende sempre lo stesso ramo.',
  },
  category: 'decision',
  icon: 'arrows-split-2',
  summary: { en: '{branches}', it: '{branches}' },
  config: Type.Object({
    branches: BranchesField({
      title: { en: 'Branches', it: 'Rami' },
      help: {
        en: 'In percent, together 100. A branch with 0 takes nobody.',
        it: 'In percentuale, in tutto 100. Un ramo con 0 non prende nessuno.',
      },
      minItems: 2,
      default: [
        { id: 'a', name: 'A', share: 50 },
        { id: 'b', name: 'B', share: 50 },
      ],
      own: { share: Type.Number({ minimum: 0, maximum: 100, 'x-widget': 'number', 'x-title': { en: 'Share', it: 'Quota' } }) },
    }),
    fresh: Type.Optional(
      SwitchField({
        title: { en: 'Draw again at every visit', it: 'Estrai di nuovo a ogni passaggio' },
        default: false,
      }),
    ),
  }),
  ports: {},
  portsFrom: { path: 'branches', id: 'id', name: 'name' },
  examples: [
    {
      say: { en: 'The lower third', it: 'Il terzo inferiore' },
      config: {
        branches: [
          { id: 'a', name: 'A', share: 33 },
          { id: 'b', name: 'B', share: 67 },
        ],
      },
      given: { share: 0.32 },
      expect: { leave: 'a' },
    },
    {
      say: { en: 'The rest', it: 'Il resto' },
      config: {
        branches: [
          { id: 'a', name: 'A', share: 33 },
          { id: 'b', name: 'B', share: 67 },
        ],
      },
      given: { share: 0.34 },
      expect: { leave: 'b' },
    },
  ],
  decide(step) {
    const { branches, fresh } = step.config
    const drawn = fresh ? step.random.next() : step.share(step.node)
    let total = 0
    for (const { share } of branches) total += share
    let mark = drawn * total
    for (const { id, share } of branches) {
      if (mark < share) return step.leave(id)
      mark -= share
    }
    // Reached when all shares are 0, or by the last rounding error of the sum.
    return step.leave((branches.findLast(({ share }) => share > 0) ?? branches[0]!).id)
  },
})
