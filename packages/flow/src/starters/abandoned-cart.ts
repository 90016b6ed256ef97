import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello as greeting, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** One journey for each order begun; the goal ends that one alone as soon as the order is completed. */
export function abandonedCart(language: Language): FlowDocument {
  const say = sayIn(language)
  const hello = greeting(say)
  return {
    format: 1,
    name: say({ en: 'Abandoned cart', it: 'Carrello abbandonato' }),
    settings: {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order_id' },
      exits: [],
      goal: {
        name: say({ en: 'Order completed', it: 'Ordine completato' }),
        when: { event: 'Order Completed' },
        within: 'P7D',
        sameKey: true,
      },
    },
    nodes: {
      start: block('core.event-happens', { event: 'Checkout Started' }, at(0, 0)),
      rest: block('core.wait', { duration: 'PT2H' }, at(0, 1)),
      reminder: block(
        'core.send-email',
        email(
          say({ en: 'Your cart is still here', it: 'Il tuo carrello è ancora qui' }),
          [
            hello,
            say({ en: 'you left something behind:', it: 'hai lasciato qualcosa:' }),
            '{% for product in entry.products %}• {{ product.name }}\n{% endfor %}',
            say({ en: 'It waits for you.', it: 'Ti aspetta.' }),
          ],
          { expireIfLateBy: 'PT12H' },
        ),
        at(0, 2),
        say({ en: 'First reminder', it: 'Primo promemoria' }),
      ),
      restAgain: block('core.wait', { duration: 'P1D' }, at(0, 3)),
      coupon: block('core.give-coupon', { as: 'cart', value: '5 %', pattern: 'CART-********', validFor: 'P3D' }, at(0, 4)),
      offer: block(
        'core.send-email',
        email(
          say({ en: '5 % to finish your order', it: 'Il 5 % per finire il tuo ordine' }),
          [
            hello,
            say({
              en: 'with {{ vars.cart.code }} your cart costs 5 % less until {{ vars.cart.expiresAt | date: "day" }}.',
              it: 'con {{ vars.cart.code }} il tuo carrello costa il 5 % in meno fino al {{ vars.cart.expiresAt | date: "day" }}.',
            }),
          ],
          { expireIfLateBy: 'PT12H' },
        ),
        at(0, 5),
        say({ en: 'Coupon', it: 'Buono sconto' }),
      ),
      end: block('core.end', {}, at(0, 6)),
    },
    edges: [
      { from: 'start', port: 'started', to: 'rest' },
      { from: 'rest', port: 'after', to: 'reminder' },
      { from: 'reminder', port: 'sent', to: 'restAgain' },
      { from: 'restAgain', port: 'after', to: 'coupon' },
      { from: 'coupon', port: 'given', to: 'offer' },
      { from: 'offer', port: 'sent', to: 'end' },
    ],
  }
}

const maria = { email: 'maria@example.com', attributes: { firstName: 'Maria' } }
const cart = { order_id: 'c1', products: [{ name: 'A blue cup', price: 12 }] }

export const abandonedCartSamples: readonly StarterSample[] = [
  {
    name: { en: 'Maria leaves her cart', it: 'Maria lascia il carrello' },
    contact: maria,
    entry: cart,
    path: ['start', 'rest', 'reminder', 'restAgain', 'coupon', 'offer', 'end'],
  },
  {
    name: { en: 'Maria buys after the first reminder', it: 'Maria acquista dopo il primo promemoria' },
    contact: maria,
    entry: cart,
    then: [{ after: 'PT5H', event: 'Order Completed', properties: { order_id: 'c1', total: 12 } }],
    path: ['start', 'rest', 'reminder', 'restAgain'],
  },
  {
    name: { en: 'Maria buys another cart, not this one', it: 'Maria acquista un altro carrello, non questo' },
    contact: maria,
    entry: cart,
    then: [{ after: 'PT5H', event: 'Order Completed', properties: { order_id: 'c2', total: 30 } }],
    path: ['start', 'rest', 'reminder', 'restAgain', 'coupon', 'offer', 'end'],
  },
]
