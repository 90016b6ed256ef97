import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** Five products within two weeks, in as many orders as it takes: a voucher for the next one. */
export function quickBuyer(language: Language): FlowDocument {
  const say = sayIn(language)
  return {
    format: 1,
    name: say({ en: 'Many products in a short time', it: 'Tanti prodotti in poco tempo' }),
    settings: { timeZone: 'Europe/Rome', reentry: { mode: 'afterWindow', window: 'P90D', from: 'entry' }, exits: [], goal: null },
    nodes: {
      start: block(
        'core.event-happens',
        {
          event: 'Order Completed',
          where: {
            type: 'events',
            event: 'Order Completed',
            measure: { of: 'sum', property: 'quantity' },
            is: 'atLeast',
            value: 5,
            within: 'P14D',
          },
        },
        at(0, 0),
        say({ en: 'Five products in two weeks', it: 'Cinque prodotti in due settimane' }),
      ),
      rest: block('core.wait', { duration: 'P1D', at: '10:00' }, at(0, 1)),
      voucher: block(
        'core.give-coupon',
        { as: 'voucher', value: '5 EUR', pattern: 'AGAIN-********', validFor: 'P21D' },
        at(0, 2),
      ),
      thanks: block(
        'core.send-email',
        email(say({ en: '5 € for your next order', it: '5 € per il tuo prossimo ordine' }), [
          hello(say),
          say({
            en: 'five products in two weeks deserve a thank you: {{ vars.voucher.code }} is worth 5 € until {{ vars.voucher.expiresAt | date: "day" }}.',
            it: 'cinque prodotti in due settimane meritano un grazie: {{ vars.voucher.code }} vale 5 € fino al {{ vars.voucher.expiresAt | date: "day" }}.',
          }),
        ]),
        at(0, 3),
        say({ en: 'Voucher', it: 'Buono' }),
      ),
      end: block('core.end', {}, at(0, 4)),
    },
    edges: lines('start:started>rest', 'rest:after>voucher', 'voucher:given>thanks', 'voucher:none>end', 'thanks:sent>end'),
  }
}

export const quickBuyerSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria, three products last week and two today', it: 'Maria, tre prodotti la settimana scorsa e due oggi' },
    contact: { email: 'maria@example.com', attributes: { firstName: 'Maria' } },
    before: [{ ago: 'P7D', event: 'Order Completed', properties: { quantity: 3 } }],
    entry: { quantity: 2 },
    path: ['start', 'rest', 'voucher', 'thanks', 'end'],
  },
  {
    name: { en: 'Luca, three products a month ago and two today', it: 'Luca, tre prodotti un mese fa e due oggi' },
    contact: { email: 'luca@example.com' },
    before: [{ ago: 'P30D', event: 'Order Completed', properties: { quantity: 3 } }],
    entry: { quantity: 2 },
    path: [],
  },
]
