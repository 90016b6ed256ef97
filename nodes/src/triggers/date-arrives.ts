import { AttributeField, ChoiceField, DurationField, defineNode, SwitchField, TimeOfDayField } from '@snodo/node-sdk'
import { Type } from 'typebox'

export const dateArrives = defineNode({
  type: 'core.date-arrives',
  version: 1,
  title: { en: 'A date arrives', it: 'Arriva una data' },
  description: {
    en: 'Begins a journey on a date of the contact, or some days before or after: birthday, renewal, appointment.',
    it: 'Avvia un percorso in una data del contatto, o alcuni giorni prima o dopo: compleanno, rinnovo, appuntamento.',
  },
  category: 'start',
  icon: 'calendar-event',
  summary: { en: 'Date in “{field}”[, {offset}], at {at}', it: 'Data in “{field}”[, {offset}], alle {at}' },
  config: Type.Object({
    field: AttributeField({ title: { en: 'Date field', it: 'Campo data' } }),
    offset: Type.Optional(
      DurationField({
        title: { en: 'Before or after', it: 'Prima o dopo' },
        help: { en: 'Counted in calendar days.', it: 'Contato in giorni di calendario.' },
        default: 'P0D',
        signed: true,
      }),
    ),
    at: Type.Optional(
      TimeOfDayField({
        title: { en: 'At', it: 'Alle' },
        help: { en: 'In the contact’s own time zone.', it: 'Nel fuso orario del contatto.' },
        default: '09:00',
      }),
    ),
    yearly: Type.Optional(SwitchField({ title: { en: 'Every year', it: 'Ogni anno' }, default: true })),
    leapDay: Type.Optional(
      ChoiceField({
        title: { en: '29 February, in other years', it: '29 febbraio, negli altri anni' },
        options: [
          { value: 'feb28', title: { en: 'on 28 February', it: 'il 28 febbraio' } },
          { value: 'mar1', title: { en: 'on 1 March', it: 'il 1º marzo' } },
        ],
        default: 'feb28',
      }),
    ),
  }),
  ports: { started: { en: 'Started', it: 'Avviato' } },
  examples: [
    {
      say: { en: 'On the birthday at nine', it: 'Il giorno del compleanno alle nove' },
      config: { field: 'birthday' },
      expect: { starts: [{ on: 'date', field: 'birthday', offset: 'P0D', at: '09:00', leapDay: 'feb28', yearly: true }] },
    },
    {
      say: { en: 'A week before the subscription ends', it: 'Una settimana prima che l’abbonamento scada' },
      config: { field: 'subscription.endsOn', offset: '-P7D', at: '10:30', yearly: false },
      expect: {
        starts: [{ on: 'date', field: 'subscription.endsOn', offset: '-P7D', at: '10:30', leapDay: 'feb28', yearly: false }],
      },
    },
  ],
  starts: ({ field, offset = 'P0D', at = '09:00', yearly = true, leapDay = 'feb28' }) => [
    { on: 'date', field, offset, at, leapDay, yearly },
  ],
})
