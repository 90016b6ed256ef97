import type { Language } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, type Say } from './drawing.ts'

/** One journey for each order begun; the goal ends that one alone as soon as the order is completed. */
export function abandonedCart(language: Language): FlowDocument {
  const say: Say = (words) => words[language]
  const hello = say({
    en: 'Hello {{ contact.firstName | default: "there" }},',
    it: 'Ciao{% if contact.firstName %} {{ contact.firstName }}{% endif %},',
  })
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
