import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** What loyal customers get: a welcome to the circle, first choice after a month, and a word on the next gift. */
export function loyalty(language: Language): FlowDocument {
  const say = sayIn(language)
  return {
    format: 1,
    name: say({ en: 'Loyal customers', it: 'Clienti fedeli' }),
    settings: {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'afterWindow', window: 'P180D', from: 'entry' },
      exits: [],
      goal: null,
    },
    nodes: {
      start: block('core.list-joined', { list: 'loyal' }, at(0, 0)),
      welcome: block(
        'core.send-email',
        email(say({ en: 'You are one of our closest customers', it: 'Sei tra i nostri clienti più cari' }), [
          hello(say),
          say({
            en: 'from today you see new products two days before everyone else, and shipping costs you nothing.',
            it: 'da oggi vedi le novità due giorni prima degli altri, e la spedizione non ti costa nulla.',
          }),
        ]),
        at(0, 1),
        say({ en: 'Welcome', it: 'Benvenuto' }),
      ),
      rest: block('core.wait', { duration: 'P30D', at: '10:00' }, at(0, 2)),
      bought: block(
        'core.branch',
        {
          branches: [
            {
              id: 'bought',
              name: say({ en: 'Bought again', it: 'Ha riacquistato' }),
              when: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'entry' } },
            },
          ],
        },
        at(0, 3),
        say({ en: 'Bought again?', it: 'Ha riacquistato?' }),
      ),
      first: block(
        'core.send-email',
        email(say({ en: 'First choice is yours', it: 'La prima scelta è tua' }), [
          hello(say),
          say({
            en: 'the new collection opens for you today, for everyone else on Thursday.',
            it: 'la nuova collezione si apre oggi per te, giovedì per tutti gli altri.',
          }),
        ]),
        at(-0.5, 4),
        say({ en: 'First choice', it: 'Prima scelta' }),
      ),
      call: block(
        'core.send-email',
        email(say({ en: 'Did we miss something?', it: 'Ci è sfuggito qualcosa?' }), [
          hello(say),
          say({
            en: 'we have not seen you for a month. Answer this mail with what you are looking for: a person reads it.',
            it: 'non ti vediamo da un mese. Rispondi a questa e-mail con ciò che cerchi: la legge una persona.',
          }),
        ]),
        at(0.5, 4),
        say({ en: 'A question', it: 'Una domanda' }),
      ),
      end: block('core.end', {}, at(0, 5)),
    },
    edges: lines(
      'start:started>welcome',
      'welcome:sent>rest',
      'rest:after>bought',
      'bought:bought>first',
      'bought:else>call',
      'first:sent>end',
      'call:sent>end',
    ),
  }
}

export const loyaltySamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria buys again', it: 'Maria riacquista' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    then: [{ after: 'P12D', event: 'Order Completed', properties: { total: 60 } }],
    path: ['start', 'welcome', 'rest', 'bought', 'first', 'end'],
  },
  {
    name: { en: 'Luca stays away', it: 'Luca non torna' },
    contact: { email: 'luca@example.com' },
    path: ['start', 'welcome', 'rest', 'bought', 'call', 'end'],
  },
]
