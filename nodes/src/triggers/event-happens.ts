import { defineNode, EventNameField, PredicateField } from '@snodo/node-sdk'
import { Type } from 'typebox'

/** The engine tells of a change with what was before and what is now, so that crossing a mark is not the same as lying above it. */
const CROSSES_100 = {
  type: 'all',
  of: [
    { type: 'property', property: 'old', is: 'less', value: 100 },
    { type: 'property', property: 'new', is: 'atLeast', value: 100 },
  ],
}
const BECOMES_GOLD = {
  type: 'all',
  of: [
    { type: 'property', property: 'field', is: 'equals', value: 'level' },
    { type: 'property', property: 'new', is: 'equals', value: 'gold' },
  ],
}

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
          en: 'Of the event and of the contact as it is after the event. A score begins it as it comes to this, not each time it changes beyond.',
          it: 'Sull’evento e sul contatto com’è dopo l’evento. Un punteggio lo avvia quando arriva qui, non a ogni cambiamento successivo.',
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
    {
      say: { en: 'A score that crosses 100', it: 'Un punteggio che supera 100' },
      config: { event: 'Score Changed', where: CROSSES_100 },
      expect: { starts: [{ on: 'event', event: 'Score Changed', where: CROSSES_100 }] },
    },
    {
      say: { en: 'A field that becomes gold, whoever changes it', it: 'Un campo che diventa gold, chiunque lo cambi' },
      config: { event: 'Field Changed', where: BECOMES_GOLD },
      expect: { starts: [{ on: 'event', event: 'Field Changed', where: BECOMES_GOLD }] },
    },
  ],
  starts: ({ event, where }) => [where ? { on: 'event', event, where } : { on: 'event', event }],
})
