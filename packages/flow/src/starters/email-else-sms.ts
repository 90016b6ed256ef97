import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello as greeting, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** An offer by e-mail; who could not be sent it, or neither opened nor clicked within two days, gets the same offer by SMS. */
export function emailElseSms(language: Language): FlowDocument {
  const say = sayIn(language)
  return {
    format: 1,
    name: say({ en: 'E-mail, else SMS', it: 'E-mail, altrimenti SMS' }),
    settings: { timeZone: 'Europe/Rome', reentry: { mode: 'afterWindow', window: 'P90D', from: 'entry' }, exits: [], goal: null },
    nodes: {
      start: block('core.list-joined', { list: 'offers' }, at(0, 0)),
      offer: block(
        'core.send-email',
        email(say({ en: 'This week, 15 % on what you like', it: 'Questa settimana, il 15 % su ciò che ti piace' }), [
          greeting(say),
          say({
            en: 'until Sunday everything you have looked at costs 15 % less.',
            it: 'fino a domenica tutto ciò che hai guardato costa il 15 % in meno.',
          }),
        ]),
        at(0, 1),
        say({ en: 'Offer by e-mail', it: 'Offerta via e-mail' }),
      ),
      rest: block('core.wait', { duration: 'P2D' }, at(0, 2)),
      opened: block(
        'core.branch',
        {
          branches: [
            {
              id: 'opened',
              name: say({ en: 'Opened', it: 'Aperta' }),
              when: {
                type: 'any',
                of: [
                  { type: 'reaction', node: 'offer', reaction: 'opened' },
                  { type: 'reaction', node: 'offer', reaction: 'clicked' },
                ],
              },
            },
          ],
        },
        at(0, 3),
        say({ en: 'Opened?', it: 'Aperta?' }),
      ),
      done: block('core.end', {}, at(-0.5, 4)),
      sms: block(
        'core.send-sms',
        {
          content: {
            body: say({
              en: '15 % on everything you have looked at, until Sunday.',
              it: 'Il 15 % su tutto quello che hai guardato, fino a domenica.',
            }),
          },
          purpose: 'marketing',
        },
        at(0.5, 4),
        say({ en: 'Offer by SMS', it: 'Offerta via SMS' }),
      ),
      end: block('core.end', {}, at(0.5, 5)),
    },
    edges: [
      { from: 'start', port: 'started', to: 'offer' },
      { from: 'offer', port: 'sent', to: 'rest' },
      { from: 'offer', port: 'notSent', to: 'sms' },
      { from: 'offer', port: 'notDelivered', to: 'sms' },
      { from: 'rest', port: 'after', to: 'opened' },
      { from: 'opened', port: 'opened', to: 'done' },
      { from: 'opened', port: 'else', to: 'sms' },
      { from: 'sms', port: 'sent', to: 'end' },
    ],
  }
}

const both = { email: 'maria@example.com', phone: '+393331234567', attributes: { firstName: 'Maria' } }
const measured = {
  'email:marketing': 'granted',
  'sms:marketing': 'granted',
  'email:openTracking': 'granted',
  'email:clickTracking': 'granted',
} as const

export const emailElseSmsSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria opens the mail', it: 'Maria apre l’e-mail' },
    contact: { ...both, consents: measured },
    then: [{ after: 'PT3H', event: 'Message Opened', properties: { node: 'offer' } }],
    path: ['start', 'offer', 'rest', 'opened', 'done'],
  },
  {
    name: { en: 'Maria does not open it', it: 'Maria non la apre' },
    contact: { ...both, consents: measured },
    path: ['start', 'offer', 'rest', 'opened', 'sms', 'end'],
  },
  {
    name: { en: 'Luca has no e-mail', it: 'Luca non ha e-mail' },
    contact: { phone: '+393337654321', attributes: { firstName: 'Luca' } },
    path: ['start', 'offer', 'sms', 'end'],
  },
]
