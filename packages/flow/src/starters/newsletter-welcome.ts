import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello as greeting, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/**
 * Sign-up, and as soon as consent is there a welcome; a coupon within a day; a reminder a day before it expires; stories
 * three days later; six days after the welcome (counted from it, not by a chain of waits) a bigger coupon, only for those
 * who bought nothing.
 */
export function newsletterWelcome(language: Language): FlowDocument {
  const say = sayIn(language)
  const hello = greeting(say)
  return {
    format: 1,
    name: say({ en: 'Newsletter welcome', it: 'Benvenuto alla newsletter' }),
    settings: { timeZone: 'Europe/Rome', reentry: { mode: 'never' }, exits: [], goal: null },
    nodes: {
      start: block('core.event-happens', { event: 'Signed Up' }, at(0, 0)),
      consent: block(
        'core.wait-for',
        { predicate: { type: 'consent', channel: 'email', purpose: 'marketing' }, timeout: 'P7D', ifAlreadyTrue: 'continue' },
        at(0, 1),
        say({ en: 'Consent confirmed', it: 'Consenso confermato' }),
      ),
      noConsent: block('core.end', { reason: say({ en: 'No consent', it: 'Nessun consenso' }) }, at(1, 2)),
      welcome: block(
        'core.send-email',
        email(
          say({
            en: 'Welcome{% if contact.firstName %}, {{ contact.firstName }}{% endif %}!',
            it: 'Benvenuto{% if contact.firstName %}, {{ contact.firstName }}{% endif %}!',
          }),
          [
            hello,
            say({
              en: 'it is good to have you with us. To begin well, your next parcel comes with a small gift.',
              it: 'è bello averti con noi. Per cominciare bene, nel tuo prossimo pacco troverai un piccolo regalo.',
            }),
            say({ en: 'See you soon!', it: 'A presto!' }),
          ],
          { expireIfLateBy: 'PT1H' },
        ),
        at(0, 2),
        say({ en: 'Welcome and gift', it: 'Benvenuto e regalo' }),
      ),
      restBeforeCoupon: block('core.wait', { duration: 'PT20H' }, at(0, 3)),
      coupon: block('core.give-coupon', { as: 'welcome', value: '10 %', pattern: 'HELLO-********', validFor: 'P2D' }, at(0, 4)),
      couponMail: block(
        'core.send-email',
        email(say({ en: 'Your 10 % on the first order', it: 'Il tuo 10 % sul primo ordine' }), [
          hello,
          say({
            en: 'with the code {{ vars.welcome.code }} your first order costs 10 % less.',
            it: 'con il codice {{ vars.welcome.code }} il tuo primo ordine costa il 10 % in meno.',
          }),
          say({
            en: 'It is valid until {{ vars.welcome.expiresAt | date: "datetime" }}.',
            it: 'Vale fino al {{ vars.welcome.expiresAt | date: "datetime" }}.',
          }),
        ]),
        at(0, 5),
        say({ en: 'Coupon', it: 'Buono sconto' }),
      ),
      untilReminder: block('core.wait-until', { anchor: { coupon: 'welcome' }, offset: '-P1D', ifPast: 'leave' }, at(0, 6)),
      reminder: block(
        'core.send-email',
        email(say({ en: 'Your coupon expires tomorrow', it: 'Il tuo buono scade domani' }), [
          hello,
          say({
            en: 'the code {{ vars.welcome.code }} is valid for one more day.',
            it: 'il codice {{ vars.welcome.code }} vale ancora un giorno.',
          }),
        ]),
        at(0, 7),
        say({ en: 'Reminder', it: 'Promemoria' }),
      ),
      restBeforeStories: block('core.wait', { duration: 'P3D' }, at(0, 8)),
      stories: block(
        'core.send-email',
        email(say({ en: 'The people behind our products', it: 'Le persone dietro i nostri prodotti' }), [
          hello,
          say({
            en: 'three stories of how our products are made, and by whom.',
            it: 'tre storie su come nascono i nostri prodotti, e da quali mani.',
          }),
        ]),
        at(0, 9),
        say({ en: 'Product stories', it: 'Storie dei prodotti' }),
      ),
      untilSixthDay: block('core.wait-until', { anchor: { node: 'welcome' }, offset: 'P6D', ifPast: 'proceed' }, at(0, 10)),
      bought: block(
        'core.branch',
        {
          branches: [
            {
              id: 'bought',
              name: say({ en: 'Bought', it: 'Ha acquistato' }),
              when: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'entry' } },
            },
          ],
        },
        at(0, 11),
        say({ en: 'Bought already?', it: 'Ha già acquistato?' }),
      ),
      thanks: block('core.end', { reason: say({ en: 'Bought', it: 'Ha acquistato' }) }, at(-0.5, 12)),
      biggerCoupon: block(
        'core.give-coupon',
        { as: 'bigger', value: '20 %', pattern: 'EXTRA-********', validFor: 'P7D' },
        at(0.5, 12),
      ),
      biggerMail: block(
        'core.send-email',
        email(say({ en: 'Make it 20 %', it: 'Facciamo 20 %' }), [
          hello,
          say({
            en: 'we would love to see you choose something: {{ vars.bigger.code }} takes 20 % off your first order until {{ vars.bigger.expiresAt | date: "day" }}.',
            it: 'ci piacerebbe vederti scegliere qualcosa: {{ vars.bigger.code }} toglie il 20 % dal tuo primo ordine fino al {{ vars.bigger.expiresAt | date: "day" }}.',
          }),
        ]),
        at(0.5, 13),
        say({ en: 'Bigger coupon', it: 'Buono più grande' }),
      ),
      end: block('core.end', {}, at(0.5, 14)),
    },
    edges: [
      { from: 'start', port: 'started', to: 'consent' },
      { from: 'consent', port: 'happened', to: 'welcome' },
      { from: 'consent', port: 'timeout', to: 'noConsent' },
      { from: 'welcome', port: 'sent', to: 'restBeforeCoupon' },
      { from: 'restBeforeCoupon', port: 'after', to: 'coupon' },
      { from: 'coupon', port: 'given', to: 'couponMail' },
      { from: 'coupon', port: 'none', to: 'restBeforeStories' },
      { from: 'couponMail', port: 'sent', to: 'untilReminder' },
      { from: 'untilReminder', port: 'after', to: 'reminder' },
      { from: 'untilReminder', port: 'past', to: 'restBeforeStories' },
      { from: 'reminder', port: 'sent', to: 'restBeforeStories' },
      { from: 'restBeforeStories', port: 'after', to: 'stories' },
      { from: 'stories', port: 'sent', to: 'untilSixthDay' },
      { from: 'untilSixthDay', port: 'after', to: 'bought' },
      { from: 'untilSixthDay', port: 'past', to: 'bought' },
      { from: 'bought', port: 'bought', to: 'thanks' },
      { from: 'bought', port: 'else', to: 'biggerCoupon' },
      { from: 'biggerCoupon', port: 'given', to: 'biggerMail' },
      { from: 'biggerMail', port: 'sent', to: 'end' },
    ],
  }
}

const maria = { email: 'maria@example.com', attributes: { firstName: 'Maria' } }
const UNTIL_BOUGHT = [
  'start',
  'consent',
  'welcome',
  'restBeforeCoupon',
  'coupon',
  'couponMail',
  'untilReminder',
  'reminder',
  'restBeforeStories',
  'stories',
  'untilSixthDay',
  'bought',
]

export const newsletterWelcomeSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria buys nothing', it: 'Maria non acquista nulla' },
    contact: maria,
    path: [...UNTIL_BOUGHT, 'biggerCoupon', 'biggerMail', 'end'],
  },
  {
    name: { en: 'Maria buys on the third day', it: 'Maria acquista il terzo giorno' },
    contact: maria,
    then: [{ after: 'P3D', event: 'Order Completed', properties: { total: 80 } }],
    path: [...UNTIL_BOUGHT, 'thanks'],
  },
  {
    name: { en: 'Luca never confirms', it: 'Luca non conferma mai' },
    contact: { email: 'luca@example.com', consents: { 'email:marketing': 'pending' } },
    path: ['start', 'consent', 'noConsent'],
  },
]
