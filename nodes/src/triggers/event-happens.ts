import { defineNode, EventNameField, PredicateField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const eventHappens = defineNode({
  type: 'core.event-happens',
  version: 1,
  title: { en: 'Event happens', it: 'Avviene un evento' },
  description: {
    en: 'Begins a journey when a contact does something: signs up, orders, leaves a cart.',
    it: 'Avvia un percorso quando un contatto fa qualcosa: si iscrive, ordina, abbandona un carrello.',
  },
  category: 'start',
  icon: 'bolt',
  summary: { en: 'When “{event}” happens[ and {where}]', it: 'Quando avviene “{event}”[ e {where}]' },
  config: Type.Object({
    event: EventNameField({
      title: { en: 'Event', it: 'Evento' },
      help: { en: 'For example Order Completed.', it: 'Per esempio Order Completed.' },
    }),
    where: Type.Optional(
      PredicateField({
        title: { en: 'Only if', it: 'Solo se' },
        help: {
          en: 'Of the event and of the contact as it is after the event.',
          it: 'Sull’evento e sul contatto com’è dopo l’evento.',
        },
        over: 'event',
      }),
    ),
  }),
  ports: { started: { en: 'Started', it: 'Avviato' } },
  examples: [
    {
      say: { en: 'Everyone who signs up', it: 'Chiunque si iscriva' },
      config: { event: 'Signed Up' },
      expect: { starts: [{ on: 'event', event: 'Signed Up' }] },
    },
    {
      say: { en: 'Orders above 50', it: 'Ordini sopra 50' },
      config: { event: 'Order Completed', where: { type: 'property', property: 'total', is: 'greater', value: 50 } },
      expect: {
        starts: [
          { on: 'event', event: 'Order Completed', where: { type: 'property', property: 'total', is: 'greater', value: 50 } },
        ],
      },
    },
  ],
  starts: ({ event, where }) => [where ? { on: 'event', event, where } : { on: 'event', event }],
})
