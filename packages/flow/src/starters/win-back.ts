import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** Every morning, those who have bought before and not for ninety days; once in half a year each. */
export function winBack(language: Language): FlowDocument {
  const say = sayIn(language)
  const ordered = { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1 }
  return {
    format: 1,
    name: say({ en: 'Win-back after 90 days', it: 'Riconquista dopo 90 giorni' }),
    settings: {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'afterWindow', window: 'P180D', from: 'entry' },
      exits: [],
      goal: null,
    },
    nodes: {
      start: block(
        'core.schedule',
        {
          cron: '0 10 * * *',
          timeZone: 'Europe/Rome',
          audience: { type: 'all', of: [ordered, { type: 'not', of: { ...ordered, within: 'P90D' } }] },
        },
        at(0, 0),
        say({ en: 'No order for 90 days', it: 'Nessun ordine da 90 giorni' }),
      ),
      miss: block(
        'core.send-email',
        email(say({ en: 'It has been a while', it: 'È passato un po’ di tempo' }), [
          hello(say),
          say({
            en: 'a lot is new since your last visit: have a look at what came in this season.',
            it: 'dalla tua ultima visita sono cambiate molte cose: guarda le novità della stagione.',
          }),
        ]),
        at(0, 1),
        say({ en: 'We miss you', it: 'Ci manchi' }),
      ),
      bought: block('core.wait-for', { event: 'Order Completed', timeout: 'P7D' }, at(0, 2)),
      coupon: block('core.give-coupon', { as: 'back', value: '15 %', pattern: 'BACK-********', validFor: 'P14D' }, at(0.5, 3)),
      offer: block(
        'core.send-email',
        email(say({ en: '15 % to come back', it: 'Il 15 % per tornare' }), [
          hello(say),
          say({
            en: '{{ vars.back.code }} takes 15 % off everything until {{ vars.back.expiresAt | date: "day" }}.',
            it: '{{ vars.back.code }} toglie il 15 % da tutto fino al {{ vars.back.expiresAt | date: "day" }}.',
          }),
        ]),
        at(0.5, 4),
        say({ en: 'Coupon', it: 'Buono sconto' }),
      ),
      last: block('core.wait-for', { event: 'Order Completed', timeout: 'P14D', ifAlreadyTrue: 'ignore' }, at(0.5, 5)),
      back: block('core.tag', { add: ['won-back'], remove: ['lost'] }, at(-0.5, 6)),
      lost: block('core.tag', { add: ['lost'], remove: ['won-back'] }, at(0.5, 6)),
      end: block('core.end', {}, at(0, 7)),
    },
    edges: lines(
      'start:started>miss',
      'miss:sent>bought',
      'bought:happened>back',
      'bought:timeout>coupon',
      'coupon:given>offer',
      'coupon:none>last',
      'offer:sent>last',
      'last:happened>back',
      'last:timeout>lost',
      'back:next>end',
      'lost:next>end',
    ),
  }
}

const before = [{ ago: 'P120D', event: 'Order Completed', properties: { total: 70 } }]

export const winBackSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria comes back with the coupon', it: 'Maria torna con il buono' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    before,
    then: [{ after: 'P9D', event: 'Order Completed', properties: { total: 40 } }],
    path: ['start', 'miss', 'bought', 'coupon', 'offer', 'last', 'back', 'end'],
  },
  {
    name: { en: 'Luca comes back at once', it: 'Luca torna subito' },
    contact: { email: 'luca@example.com' },
    before,
    then: [{ after: 'P1D', event: 'Order Completed', properties: { total: 40 } }],
    path: ['start', 'miss', 'bought', 'back', 'end'],
  },
  {
    name: { en: 'Giulia stays away', it: 'Giulia non torna' },
    contact: { email: 'giulia@example.com' },
    before,
    path: ['start', 'miss', 'bought', 'coupon', 'offer', 'last', 'lost', 'end'],
  },
]
