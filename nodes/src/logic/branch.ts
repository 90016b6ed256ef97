import { BranchesField, defineNode, PredicateField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const branch = defineNode({
  type: 'core.branch',
  version: 1,
  title: { en: 'Branch', it: 'Bivio' },
  description: {
    en: 'Sends each contact down the first branch whose condition it satisfies, and everyone else down the last.',
    it: 'Manda ogni contatto nel primo ramo di cui soddisfa la condizione, e tutti gli altri nell’ultimo.',
  },
  category: 'decision',
  icon: 'git-branch',
  summary: { en: '{branches} or everyone else', it: '{branches} o tutti gli altri' },
  config: Type.Object({
    branches: BranchesField({
      title: { en: 'Branches', it: 'Rami' },
      help: {
        en: 'Tried from top to bottom; the first that holds is taken.',
        it: 'Provati dall’alto in basso; vale il primo soddisfatto.',
      },
      default: [{ id: 'yes', name: 'Yes', when: { type: 'all', of: [] } }],
      own: { when: PredicateField({ title: { en: 'Condition', it: 'Condizione' } }) },
    }),
  }),
  ports: { else: { en: 'Everyone else', it: 'Tutti gli altri' } },
  portsFrom: { path: 'branches', id: 'id', name: 'name' },
  examples: [
    {
      say: { en: 'Big spenders first', it: 'Prima chi spende molto' },
      config: {
        branches: [
          { id: 'vip', name: 'VIP', when: { type: 'tag', tag: 'vip' } },
          { id: 'milan', name: 'Milan', when: { type: 'attribute', field: 'city', is: 'equals', value: 'Milano' } },
        ],
      },
      given: { contact: { tags: ['vip'], attributes: { city: 'Milano' } } },
      expect: { leave: 'vip' },
    },
    {
      say: { en: 'The second branch', it: 'Il secondo ramo' },
      config: {
        branches: [
          { id: 'vip', name: 'VIP', when: { type: 'tag', tag: 'vip' } },
          { id: 'milan', name: 'Milan', when: { type: 'attribute', field: 'city', is: 'equals', value: 'Milano' } },
        ],
      },
      given: { contact: { attributes: { city: 'Milano' } } },
      expect: { leave: 'milan' },
    },
    {
      say: { en: 'Who opened the mail', it: 'Chi ha aperto la e-mail' },
      config: { branches: [{ id: 'opened', name: 'Opened', when: { type: 'reaction', node: 'mail', reaction: 'opened' } }] },
      given: { reactions: { mail: { opened: 'yes' } } },
      expect: { leave: 'opened' },
    },
    {
      say: {
        en: 'Whether a mail was opened cannot be told without consent to tracking',
        it: 'Senza consenso al tracciamento non si sa se la e-mail è stata aperta',
      },
      config: { branches: [{ id: 'opened', name: 'Opened', when: { type: 'reaction', node: 'mail', reaction: 'opened' } }] },
      given: { reactions: { mail: { opened: 'cannotTell' } } },
      expect: { leave: 'else' },
    },
  ],
  // No reason of its own is given: the engine keeps the values `holds` compared, which say more.
  decide(step) {
    for (const { id, when } of step.config.branches) {
      if (step.holds(when) === 'yes') return step.leave(id)
    }
    return step.leave('else')
  },
})
