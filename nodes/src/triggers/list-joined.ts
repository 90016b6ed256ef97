import { defineNode, ListField } from '@snodo/node-sdk'
import { Type } from 'typebox'

/** The engine writes this event when somebody joins a list, whatever the way. */
const LIST_JOINED = 'List Joined'

export const listJoined = defineNode({
  type: 'core.list-joined',
  version: 1,
  title: { en: 'Joins a list', it: 'Entra in una lista' },
  description: {
    en: 'Begins a journey when a contact joins a list, by a form, an import or another flow.',
    it: 'Avvia un percorso quando un contatto entra in una lista: da un modulo, un’importazione o un altro flusso.',
  },
  category: 'start',
  icon: 'list-check',
  summary: { en: 'When someone joins “{list}”', it: 'Quando qualcuno entra in “{list}”' },
  config: Type.Object({ list: ListField({ title: { en: 'List', it: 'Lista' } }) }),
  ports: { started: { en: 'Started', it: 'Avviato' } },
  examples: [
    {
      say: { en: 'Newsletter subscribers', it: 'Iscritti alla newsletter' },
      config: { list: 'Newsletter' },
      expect: {
        starts: [
          { on: 'event', event: 'List Joined', where: { type: 'property', property: 'list', is: 'equals', value: 'Newsletter' } },
        ],
      },
    },
  ],
  starts: ({ list }) => [
    { on: 'event', event: LIST_JOINED, where: { type: 'property', property: 'list', is: 'equals', value: list } },
  ],
})
