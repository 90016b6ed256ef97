import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** Registration, a reminder the day before and one an hour before, then a word for those who came and one for those who did not. */
export function webinar(language: Language): FlowDocument {
  const say = sayIn(language)
  const begins = { event: 'startsAt' }
  return {
    format: 1,
    name: 'Webinar',
    settings: {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.webinar_id' },
      exits: [],
      goal: null,
    },
    nodes: {
      start: block('core.event-happens', { event: 'Webinar Registered' }, at(0, 0)),
      confirmed: block(
        'core.send-email',
        email(
          say({ en: 'Your seat is reserved: {{ entry.title }}', it: 'Il tuo posto è riservato: {{ entry.title }}' }),
          [
            hello(say),
            say({
              en: 'we begin on {{ entry.startsAt | date: "datetime" }}. Your link: {{ entry.link }}',
              it: 'cominciamo il {{ entry.startsAt | date: "datetime" }}. Il tuo collegamento: {{ entry.link }}',
            }),
          ],
          { purpose: 'transactional' },
        ),
        at(0, 1),
        say({ en: 'Confirmation', it: 'Conferma' }),
      ),
      dayBefore: block('core.wait-until', { anchor: begins, offset: '-P1D', ifPast: 'leave' }, at(0, 2)),
      reminder: block(
        'core.send-email',
        email(
          say({ en: 'Tomorrow: {{ entry.title }}', it: 'Domani: {{ entry.title }}' }),
          [
            hello(say),
            say({
              en: 'see you tomorrow at {{ entry.startsAt | date: "time" }}.',
              it: 'ci vediamo domani alle {{ entry.startsAt | date: "time" }}.',
            }),
          ],
          { purpose: 'transactional', expireIfLateBy: 'PT12H' },
        ),
        at(0, 3),
        say({ en: 'Reminder', it: 'Promemoria' }),
      ),
      hourBefore: block('core.wait-until', { anchor: begins, offset: '-PT1H', ifPast: 'leave' }, at(0, 4)),
      soon: block(
        'core.send-email',
        email(
          say({ en: 'In an hour: {{ entry.title }}', it: 'Tra un’ora: {{ entry.title }}' }),
          [
            hello(say),
            say({ en: 'here is your link again: {{ entry.link }}', it: 'ecco di nuovo il tuo collegamento: {{ entry.link }}' }),
          ],
          { purpose: 'transactional', expireIfLateBy: 'PT1H' },
        ),
        at(0, 5),
        say({ en: 'In an hour', it: 'Tra un’ora' }),
      ),
      after: block('core.wait-until', { anchor: begins, offset: 'PT3H', ifPast: 'proceed' }, at(0, 6)),
      attended: block(
        'core.branch',
        {
          branches: [
            {
              id: 'attended',
              name: say({ en: 'Came', it: 'È venuto' }),
              when: { type: 'events', event: 'Webinar Attended', is: 'atLeast', value: 1, since: { from: 'entry' } },
            },
          ],
        },
        at(0, 7),
        say({ en: 'Came?', it: 'È venuto?' }),
      ),
      thanks: block(
        'core.send-email',
        email(say({ en: 'Thank you for being there', it: 'Grazie di essere stato con noi' }), [
          hello(say),
          say({
            en: 'here are the slides, and an hour of our time for your questions.',
            it: 'ecco le diapositive, e un’ora del nostro tempo per le tue domande.',
          }),
        ]),
        at(-0.5, 8),
        say({ en: 'Thanks', it: 'Grazie' }),
      ),
      missed: block(
        'core.send-email',
        email(say({ en: 'We recorded it for you', it: 'L’abbiamo registrato per te' }), [
          hello(say),
          say({
            en: 'a pity you could not come: the recording is yours for two weeks.',
            it: 'peccato che non sia riuscito a venire: la registrazione è tua per due settimane.',
          }),
        ]),
        at(0.5, 8),
        say({ en: 'Recording', it: 'Registrazione' }),
      ),
      end: block('core.end', {}, at(0, 9)),
    },
    edges: lines(
      'start:started>confirmed',
      'confirmed:sent>dayBefore',
      'dayBefore:after>reminder',
      'dayBefore:past>hourBefore',
      'reminder:sent>hourBefore',
      'hourBefore:after>soon',
      'hourBefore:past>after',
      'soon:sent>after',
      'after:after>attended',
      'after:past>attended',
      'attended:attended>thanks',
      'attended:else>missed',
      'thanks:sent>end',
      'missed:sent>end',
    ),
  }
}

const entry = { webinar_id: 'w1', title: 'Spring', link: 'https://shop.example.com/w1' }

export const webinarSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria registers a week before and comes', it: 'Maria si iscrive una settimana prima e viene' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    entry: { ...entry, startsAt: '2026-03-09T16:00:00Z' },
    then: [{ after: 'P7DT8H', event: 'Webinar Attended', properties: { webinar_id: 'w1' } }],
    path: ['start', 'confirmed', 'dayBefore', 'reminder', 'hourBefore', 'soon', 'after', 'attended', 'thanks', 'end'],
  },
  {
    name: { en: 'Luca registers the same morning and does not come', it: 'Luca si iscrive la mattina stessa e non viene' },
    contact: { email: 'luca@example.com' },
    entry: { ...entry, startsAt: '2026-03-02T16:00:00Z' },
    path: ['start', 'confirmed', 'dayBefore', 'hourBefore', 'soon', 'after', 'attended', 'missed', 'end'],
  },
]
