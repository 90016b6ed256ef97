import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** Two weeks after an order a survey; the happy are asked for a review, the unhappy get an answer, and nobody is asked twice. */
export function reviewRequest(language: Language): FlowDocument {
  const say = sayIn(language)
  const rating = (is: 'atLeast' | 'less') => ({ type: 'property', property: 'rating', is, value: 4 })
  return {
    format: 1,
    name: say({ en: 'Survey and review', it: 'Sondaggio e recensione' }),
    settings: { timeZone: 'Europe/Rome', reentry: { mode: 'afterWindow', window: 'P90D', from: 'entry' }, exits: [], goal: null },
    nodes: {
      start: block('core.event-happens', { event: 'Order Completed' }, at(0, 0)),
      rest: block('core.wait', { duration: 'P14D', at: '10:00' }, at(0, 1)),
      survey: block(
        'core.send-email',
        email(say({ en: 'One question about your order', it: 'Una domanda sul tuo ordine' }), [
          hello(say),
          say({
            en: 'from 1 to 5, how happy are you with it? Answering takes one click.',
            it: 'da 1 a 5, quanto ne sei contento? Per rispondere basta un clic.',
          }),
        ]),
        at(0, 2),
        say({ en: 'Survey', it: 'Sondaggio' }),
      ),
      answer: block(
        'core.wait-for',
        {
          event: 'Survey Answered',
          where: rating('atLeast'),
          also: [
            { id: 'unhappy', name: say({ en: 'Unhappy', it: 'Scontento' }), event: 'Survey Answered', where: rating('less') },
          ],
          timeout: 'P7D',
        },
        at(0, 3),
        say({ en: 'The answer', it: 'La risposta' }),
      ),
      review: block(
        'core.send-email',
        email(say({ en: 'Would you tell others?', it: 'Lo diresti anche agli altri?' }), [
          hello(say),
          say({
            en: 'we are glad you are happy. A review of two lines helps others to choose.',
            it: 'siamo felici che tu sia contento. Una recensione di due righe aiuta gli altri a scegliere.',
          }),
        ]),
        at(-0.5, 4),
        say({ en: 'Review request', it: 'Richiesta di recensione' }),
      ),
      sorry: block(
        'core.send-email',
        email(say({ en: 'We would like to make it right', it: 'Vorremmo rimediare' }), [
          hello(say),
          say({
            en: 'we are sorry. Answer this mail and a person will take care of it today.',
            it: 'ci dispiace. Rispondi a questa e-mail e oggi stesso se ne occuperà una persona.',
          }),
        ]),
        at(0.5, 4),
        say({ en: 'Apology', it: 'Scuse' }),
      ),
      care: block('core.tag', { add: ['needs-care'], remove: [] }, at(0.5, 5)),
      end: block('core.end', {}, at(0, 6)),
    },
    edges: lines(
      'start:started>rest',
      'rest:after>survey',
      'survey:sent>answer',
      'answer:happened>review',
      'answer:unhappy>sorry',
      'answer:timeout>end',
      'review:sent>end',
      'sorry:sent>care',
      'care:next>end',
    ),
  }
}

const answered = (rating: number) => [{ after: 'P16D' as const, event: 'Survey Answered', properties: { rating } }]

export const reviewRequestSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria gives five', it: 'Maria dà cinque' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    then: answered(5),
    path: ['start', 'rest', 'survey', 'answer', 'review', 'end'],
  },
  {
    name: { en: 'Luca gives two', it: 'Luca dà due' },
    contact: { email: 'luca@example.com' },
    then: answered(2),
    path: ['start', 'rest', 'survey', 'answer', 'sorry', 'care', 'end'],
  },
  {
    name: { en: 'Giulia does not answer', it: 'Giulia non risponde' },
    contact: { email: 'giulia@example.com' },
    path: ['start', 'rest', 'survey', 'answer', 'end'],
  },
]
