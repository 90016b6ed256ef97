import {
  atCivil,
  ChoiceField,
  civilDate,
  civilOf,
  type DecideStep,
  DurationField,
  defineNode,
  elapse,
  HERE_BEFORE,
  type Instant,
  plusDays,
  plusDuration,
  TimeOfDayField,
  WeekdaysField,
  weekdayOf,
} from '@snodo/node-sdk'
import { type Static, Type } from 'typebox'
import { hasHours } from './has-hours.ts'
import { waitsUntil } from './waits-until.ts'

const config = Type.Object({
  duration: DurationField({
    title: { en: 'How long', it: 'Quanto' },
    help: {
      en: 'Without a time of day, a day is 24 hours; with one, days are counted on the calendar, and hours are over before it.',
      it: 'Senza un’ora, un giorno dura 24 ore; con un’ora, i giorni si contano sul calendario e le ore trascorrono prima.',
    },
    default: 'P1D',
  }),
  at: Type.Optional(
    TimeOfDayField({
      title: { en: 'Then until', it: 'Poi fino alle' },
      help: { en: 'In the contact’s own time zone.', it: 'Nel fuso orario del contatto.' },
    }),
  ),
  weekdays: Type.Optional(WeekdaysField({ title: { en: 'Only on', it: 'Solo di' } })),
  sameDayIfPast: Type.Optional(
    ChoiceField({
      title: { en: 'If the time is already past on that day', it: 'Se quel giorno l’ora è già passata' },
      options: [
        { value: 'next', title: { en: 'wait for the next such day', it: 'attendi il prossimo giorno adatto' } },
        { value: 'proceed', title: { en: 'go on at once', it: 'prosegui subito' } },
      ],
      default: 'next',
    }),
  ),
})

export const wait = defineNode({
  type: 'core.wait',
  version: 1,
  title: { en: 'Wait', it: 'Attendi' },
  description: {
    en: 'Holds the contact for a while, if you like until a time of day or a day of the week.',
    it: 'Trattiene il contatto per un po’, volendo fino a un’ora o a un giorno della settimana.',
  },
  category: 'timing',
  icon: 'clock',
  summary: {
    en: 'Wait[ {duration}][, until {at}][, on {weekdays}]',
    it: 'Attendi[ {duration}][, fino alle {at}][, di {weekdays}]',
  },
  config,
  ports: { after: { en: 'Afterwards', it: 'Dopo' } },
  traits: { waits: true },
  examples: [
    {
      say: {
        en: 'Three days are 72 hours, also over the change of the clocks',
        it: 'Tre giorni sono 72 ore, anche col cambio dell’ora',
      },
      config: { duration: 'P3D' },
      given: { now: '2026-03-27T09:00:00Z', zone: 'Europe/Rome' },
      expect: { wait: { until: '2026-03-30T09:00:00.000Z', then: 'after' } },
    },
    {
      say: { en: 'The next calendar day at nine in the contact’s zone', it: 'Il giorno dopo alle nove nel fuso del contatto' },
      config: { duration: 'P1D', at: '09:00' },
      given: { now: '2026-03-28T22:30:00Z', zone: 'Europe/Rome' },
      expect: {
        wait: { until: '2026-03-29T07:00:00.000Z', then: 'after' },
        because: {
          code: 'WAITS_UNTIL',
          values: { until: '2026-03-29T07:00:00.000Z', zone: 'Europe/Rome', zoneFrom: 'contact' },
        },
      },
    },
    {
      say: {
        en: 'Tuesday at nine, asked on a Tuesday at ten: next week',
        it: 'Martedì alle nove, chiesto di martedì alle dieci: la prossima settimana',
      },
      config: { duration: 'PT0S', at: '09:00', weekdays: [2] },
      given: { now: '2026-03-03T10:00:00Z', zone: 'UTC' },
      expect: { wait: { until: '2026-03-10T09:00:00.000Z', then: 'after' } },
    },
    {
      say: { en: 'The same, going on at once', it: 'Lo stesso, proseguendo subito' },
      config: { duration: 'PT0S', at: '09:00', weekdays: [2], sameDayIfPast: 'proceed' },
      given: { now: '2026-03-03T10:00:00Z', zone: 'UTC' },
      expect: { leave: 'after' },
    },
  ],
  decide(step) {
    const until = dueAt(step)
    // Already over on arrival: leaving now saves a visit to the table of waits, which is what most zero waits are.
    if (until <= step.enteredAt) return step.leave('after')
    const { at, weekdays } = step.config
    const byTheClock = at !== undefined || weekdays !== undefined
    return step.wait({
      until,
      dated: byTheClock,
      then: 'after',
      ...(byTheClock ? { effects: { because: waitsUntil(step, until) } } : {}),
    })
  },
})

function dueAt(step: DecideStep<Static<typeof config>>): Instant {
  const { enteredAt, zone } = step
  const { duration, at, weekdays, sameDayIfPast } = step.config
  if (at === undefined && weekdays === undefined) return elapse(enteredAt, duration, zone.id)

  const left = step.passedAt(HERE_BEFORE) ?? enteredAt
  const fits = (date: string) => weekdays === undefined || weekdays.includes(weekdayOf(date))
  const earliest =
    at === undefined ? elapse(enteredAt, duration, zone.id) : plusDuration(enteredAt, duration, 'calendar', zone.id)
  // With a time of day the days are whole: one day from 23:30 is tomorrow's 09:00, although that is less than 24 hours away. Hours
  // are hours: the time of day comes after them. And whoever goes round and has waited for today's nine waits for tomorrow's.
  const over = Math.max(left, hasHours(duration) ? earliest : enteredAt)
  let date = civilDate(earliest, zone.id)
  if (at === undefined && fits(date)) return earliest
  const time = at ?? civilOf(earliest, zone.id).time
  let due = atCivil(date, time, zone.id)
  if (sameDayIfPast === 'proceed' && fits(date) && due <= over) return hasHours(duration) ? earliest : enteredAt
  while (!fits(date) || due < over) {
    date = plusDays(date, 1)
    due = atCivil(date, time, zone.id)
  }
  return due
}
