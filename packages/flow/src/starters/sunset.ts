import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/**
 * Every month, those on the newsletter who neither clicked nor bought for half a year are asked whether to stay, and taken off the
 * list where they do not say so. Only who consented to clicks being measured can be said not to have clicked; all others are left in peace.
 */
export function sunset(language: Language): FlowDocument {
  const say = sayIn(language)
  const quiet = (event: string) => ({
    type: 'not',
    of: { type: 'events', event, is: 'atLeast', value: 1, within: 'P180D' },
  })
  return {
    format: 1,
    name: say({ en: 'Sunset', it: 'Congedo degli inattivi' }),
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
          cron: '0 10 1 * *',
          timeZone: 'Europe/Rome',
          audience: {
            type: 'all',
            of: [
              { type: 'list', list: 'newsletter' },
              { type: 'consent', channel: 'email', purpose: 'clickTracking' },
              quiet('Message Clicked'),
              quiet('Order Completed'),
              quiet('Signed Up'),
            ],
          },
        },
        at(0, 0),
        say({ en: 'Silent for half a year', it: 'In silenzio da sei mesi' }),
      ),
      ask: block(
        'core.send-email',
        email(say({ en: 'Shall we keep writing to you?', it: 'Continuiamo a scriverti?' }), [
          hello(say),
          say({
            en: 'our mails do not seem to be for you any more. If you want to keep them, one click is enough: https://shop.example.com/stay',
            it: 'le nostre e-mail non sembrano più fare per te. Se vuoi tenerle basta un clic: https://shop.example.com/resto',
          }),
        ]),
        at(0, 1),
        say({ en: 'Shall we keep writing?', it: 'Continuiamo a scriverti?' }),
      ),
      stays: block(
        'core.wait-for',
        {
          event: 'Message Clicked',
          also: [{ id: 'bought', name: say({ en: 'Bought', it: 'Ha acquistato' }), event: 'Order Completed' }],
          timeout: 'P14D',
        },
        at(0, 2),
        say({ en: 'Reacts', it: 'Reagisce' }),
      ),
      leave: block('core.list', { join: [], leave: ['newsletter'] }, at(0.5, 3)),
      mark: block('core.tag', { add: ['sunset'], remove: [] }, at(0.5, 4)),
      end: block('core.end', {}, at(0, 5)),
    },
    edges: lines(
      'start:started>ask',
      'ask:sent>stays',
      'stays:happened>end',
      'stays:bought>end',
      'stays:timeout>leave',
      'leave:next>mark',
      'mark:next>end',
    ),
  }
}

const consents = { 'email:marketing': 'granted', 'email:clickTracking': 'granted' } as const

export const sunsetSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria clicks and stays', it: 'Maria fa clic e resta' },
    contact: { email: 'maria@example.com', lists: ['newsletter'], consents, attributes: { firstName: 'Maria' } },
    then: [{ after: 'P1D', event: 'Message Clicked', properties: { node: 'ask' } }],
    path: ['start', 'ask', 'stays', 'end'],
  },
  {
    name: { en: 'Luca does nothing', it: 'Luca non fa nulla' },
    contact: { email: 'luca@example.com', lists: ['newsletter'], consents },
    path: ['start', 'ask', 'stays', 'leave', 'mark', 'end'],
  },
]
