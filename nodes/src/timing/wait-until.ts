import { ChoiceField, type DecideStep, DurationField, defineNode, type Instant, TimeOfDayField } from '@snodo/node-sdk'
import { type Static, Type } from 'typebox'
import { AnchorField, anchoredInstant } from './anchor.ts'
import { waitsUntil } from './waits-until.ts'

const config = Type.Object({
  anchor: AnchorField({ title: { en: 'Which moment', it: 'Quale momento' }, default: { field: '' } }),
  offset: Type.Optional(
    DurationField({
      title: { en: 'Before or after it', it: 'Prima o dopo' },
      help: {
        en: 'Without a time of day, a day is 24 hours; with one, days are counted on the calendar, and hours after a moment are over before it.',
        it: 'Senza un’ora, un giorno dura 24 ore; con un’ora, i giorni si contano sul calendario e le ore dopo un momento trascorrono prima.',
      },
      default: 'P0D',
      signed: true,
    }),
  ),
  at: Type.Optional(TimeOfDayField({ title: { en: 'At', it: 'Alle' } })),
  ifPast: Type.Optional(
    ChoiceField({
      title: { en: 'If the moment is already past', it: 'Se il momento è già passato' },
      options: [
        { value: 'leave', title: { en: 'leave by the branch “already past”', it: 'esci dal ramo “già passato”' } },
        { value: 'proceed', title: { en: 'go on at once', it: 'prosegui subito' } },
        { value: 'end', title: { en: 'end the journey', it: 'termina il percorso' } },
      ],
      default: 'leave',
    }),
  ),
})

export const waitUntil = defineNode({
  type: 'core.wait-until',
  version: 1,
  title: { en: 'Wait until', it: 'Attendi fino a' },
  description: {
    en: 'Holds the contact until a moment of its own: a date field, the expiry of its coupon, a date of the event, or so long after an earlier block.',
    it: 'Trattiene il contatto fino a un suo momento: un campo data, la scadenza del buono, una data dell’evento, o un certo tempo dopo un blocco precedente.',
  },
  category: 'timing',
  icon: 'calendar-time',
  summary: { en: 'Wait until [{offset} ]{anchor}[, at {at}]', it: 'Attendi fino a: {anchor}[ ({offset})][, alle {at}]' },
  config,
  ports: {
    after: { en: 'Afterwards', it: 'Dopo' },
    past: { en: 'Already past', it: 'Già passato' },
  },
  traits: { waits: true, optionalPorts: ['past'] },
  needs: ['contact.attributes'],
  examples: [
    {
      say: { en: 'A day before the coupon expires', it: 'Un giorno prima che il buono scada' },
      config: { anchor: { coupon: 'welcome' }, offset: '-P1D' },
      given: {
        now: '2026-03-02T09:00:00Z',
        vars: { welcome: { code: 'HELLO-42', value: '10 %', expiresAt: '2026-03-12T09:00:00.000Z' } },
      },
      expect: { wait: { until: '2026-03-11T09:00:00.000Z', then: 'after' } },
    },
    {
      say: { en: 'Six days after the first e-mail', it: 'Sei giorni dopo la prima e-mail' },
      config: { anchor: { node: 'first-mail' }, offset: 'P6D' },
      given: { now: '2026-03-05T09:00:00Z', passed: { 'first-mail': '2026-03-02T09:00:00Z' } },
      expect: { wait: { until: '2026-03-08T09:00:00.000Z', then: 'after' } },
    },
    {
      say: { en: 'The date is past', it: 'La data è passata' },
      config: { anchor: { field: 'renewal' } },
      given: { now: '2026-03-02T09:00:00Z', contact: { attributes: { renewal: '2026-02-01' } } },
      expect: { leave: 'past', because: { code: 'MOMENT_PAST', values: { moment: '2026-02-01T00:00:00.000Z' } } },
    },
    {
      say: { en: 'No date at all is never waited for', it: 'Senza alcuna data non si attende' },
      config: { anchor: { field: 'renewal' }, ifPast: 'proceed' },
      given: { now: '2026-03-02T09:00:00Z' },
      expect: { leave: 'past', because: { code: 'MOMENT_MISSING' } },
    },
  ],
  decide(step) {
    const { anchor, offset = 'P0D', at } = step.config
    const until = anchoredInstant(step, anchor, offset, at)
    if (until === null) return step.leave('past', { because: { code: 'MOMENT_MISSING', values: { ...anchor } } })
    return until < step.enteredAt
      ? answerPast(step, until)
      : step.wait({ until, dated: isDated(step.config), then: 'after', effects: { because: waitsUntil(step, until) } })
  },
})

/** So long after an earlier block is a length of time; a date, and whatever has a time of day, is a moment of the calendar. */
function isDated({ anchor, at }: Static<typeof config>): boolean {
  return at !== undefined || !('node' in anchor)
}

/** Judged against the arrival, not the clock, so that a retry after a pause says the same. */
function answerPast(step: DecideStep<Static<typeof config>>, moment: Instant) {
  const because = { code: 'MOMENT_PAST', values: { moment: new Date(moment).toISOString() } }
  switch (step.config.ifPast ?? 'leave') {
    case 'leave':
      return step.leave('past', { because })
    case 'proceed':
      return step.leave('after', { because })
    case 'end':
      return step.end('completed', because)
  }
}
