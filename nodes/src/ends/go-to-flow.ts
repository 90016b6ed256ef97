import { defineNode, FlowField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const goToFlow = defineNode({
  type: 'core.go-to-flow',
  version: 1,
  title: { en: 'Go to flow', it: 'Vai a un flusso' },
  description: {
    en: 'Lets the contact enter another flow, by that flow’s rules of re-entry. This journey goes on by “next”.',
    it: 'Fa entrare il contatto in un altro flusso, secondo le sue regole di rientro. Questo percorso prosegue da “avanti”.',
  },
  category: 'end',
  icon: 'arrow-ramp-right',
  summary: { en: 'Enter flow “{flow}”', it: 'Entra nel flusso “{flow}”' },
  config: Type.Object({ flow: FlowField({ title: { en: 'Flow', it: 'Flusso' } }) }),
  ports: { next: { en: 'Next', it: 'Avanti' } },
  traits: { optionalPorts: ['next'] },
  examples: [
    {
      say: { en: 'On to the loyalty flow', it: 'Al flusso fedeltà' },
      config: { flow: '42' },
      expect: { leave: 'next', intents: [{ do: 'enterFlow', flow: '42' }] },
    },
  ],
  decide: (step) => step.leave('next', { intents: [{ do: 'enterFlow', flow: step.config.flow }] }),
})
