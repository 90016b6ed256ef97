import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** Every year on the day; those born on 29 February are greeted on the 28th of other years. A late greeting is none. */
export function birthday(language: Language): FlowDocument {
  const say = sayIn(language)
  return {
    format: 1,
    name: say({ en: 'Birthday', it: 'Compleanno' }),
    settings: {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'afterWindow', window: 'P300D', from: 'entry' },
      exits: [],
      goal: null,
    },
    nodes: {
      start: block(
        'core.date-arrives',
        { field: 'birthDate', offset: 'P0D', at: '09:00', yearly: true, leapDay: 'feb28' },
        at(0, 0),
      ),
      coupon: block('core.give-coupon', { as: 'present', value: '15 %', pattern: 'PARTY-********', validFor: 'P14D' }, at(0, 1)),
      greeting: block(
        'core.send-email',
        email(
          say({
            en: 'Happy birthday{% if contact.firstName %}, {{ contact.firstName }}{% endif %}!',
            it: 'Buon compleanno{% if contact.firstName %}, {{ contact.firstName }}{% endif %}!',
          }),
          [
            say({ en: 'All the best from us.', it: 'Tanti auguri da tutti noi.' }),
            say({
              en: 'Our present: 15 % with {{ vars.present.code }}, until {{ vars.present.expiresAt | date: "day" }}.',
              it: 'Il nostro regalo: il 15 % con {{ vars.present.code }}, fino al {{ vars.present.expiresAt | date: "day" }}.',
            }),
          ],
          { expireIfLateBy: 'thatDay' },
        ),
        at(0, 2),
        say({ en: 'Greeting', it: 'Auguri' }),
      ),
      end: block('core.end', {}, at(0, 3)),
    },
    edges: [
      { from: 'start', port: 'started', to: 'coupon' },
      { from: 'coupon', port: 'given', to: 'greeting' },
      { from: 'greeting', port: 'sent', to: 'end' },
    ],
  }
}

export const birthdaySamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria, born on 29 February', it: 'Maria, nata il 29 febbraio' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria', birthDate: '1992-02-29' } },
    path: ['start', 'coupon', 'greeting', 'end'],
  },
  {
    name: { en: 'Luca consented to nothing', it: 'Luca non ha dato consensi' },
    contact: { email: 'luca@example.com', attributes: { birthDate: '1990-03-02' }, consents: {} },
    path: ['start', 'coupon', 'greeting', 'end'],
  },
]
