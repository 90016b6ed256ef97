import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** The tenth order within six months puts a customer on the list of the loyal ones and rewards it, once in six months. */
export function loyalCustomer(language: Language): FlowDocument {
  const say = sayIn(language)
  return {
    format: 1,
    name: say({ en: 'Tenth purchase in six months', it: 'Decimo acquisto in sei mesi' }),
    settings: {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'afterWindow', window: 'P180D', from: 'entry' },
      exits: [],
      goal: null,
    },
    nodes: {
      start: block(
        'core.event-happens',
        {
          event: 'Order Completed',
          where: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 10, within: 'P182D' },
        },
        at(0, 0),
        say({ en: 'Tenth order', it: 'Decimo ordine' }),
      ),
      loyal: block('core.list', { join: ['loyal'], leave: [] }, at(0, 1), say({ en: 'Loyal customers', it: 'Clienti fedeli' })),
      reward: block('core.give-coupon', { as: 'reward', value: '20 %', pattern: 'LOYAL-********', validFor: 'P30D' }, at(0, 2)),
      thanks: block(
        'core.send-email',
        email(say({ en: 'Ten times thank you', it: 'Dieci volte grazie' }), [
          hello(say),
          say({
            en: 'you have chosen us ten times in six months. With {{ vars.reward.code }} your next order costs 20 % less, until {{ vars.reward.expiresAt | date: "day" }}.',
            it: 'in sei mesi ci hai scelto dieci volte. Con {{ vars.reward.code }} il prossimo ordine ti costa il 20 % in meno, fino al {{ vars.reward.expiresAt | date: "day" }}.',
          }),
        ]),
        at(0, 3),
        say({ en: 'Reward', it: 'Premio' }),
      ),
      end: block('core.end', {}, at(0, 4)),
    },
    edges: lines('start:started>loyal', 'loyal:next>reward', 'reward:given>thanks', 'reward:none>thanks', 'thanks:sent>end'),
  }
}

const orders = (count: number, apartDays: number) =>
  Array.from({ length: count }, (_, i) => ({
    ago: `P${(i + 1) * apartDays}D`,
    event: 'Order Completed',
    properties: { total: 40 },
  }))

export const loyalCustomerSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria, nine orders in five months, buys again', it: 'Maria, nove ordini in cinque mesi, acquista di nuovo' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    before: orders(9, 15),
    path: ['start', 'loyal', 'reward', 'thanks', 'end'],
  },
  {
    name: { en: 'Luca, nine orders over a year, buys again', it: 'Luca, nove ordini in un anno, acquista di nuovo' },
    contact: { email: 'luca@example.com', attributes: { firstName: 'Luca' } },
    before: orders(9, 40),
    path: [],
  },
]
