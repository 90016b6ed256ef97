import type { Language, Words } from '@snodo/base'
import type { FlowDocument } from '../document.ts'
import { at, block, email, hello, lines, sayIn } from './drawing.ts'
import type { StarterSample } from './starter-flow.ts'

/** One funnel for those with no, one or two orders: help to choose, later a coupon; the next order is the goal and ends it. */
type Stage = {
  name: Words
  goal: Words
  event: string
  orders: number
  wait: string
  subject: Words
  body: Words
  value: string
  offer: Words
}

const STAGES = {
  first: {
    name: { en: 'First order', it: 'Primo ordine' },
    goal: { en: 'First order', it: 'Primo ordine' },
    event: 'Signed Up',
    orders: 0,
    wait: 'P3D',
    subject: { en: 'Where our customers begin', it: 'Da dove cominciano i nostri clienti' },
    body: {
      en: 'these are the three products most people choose first, and why.',
      it: 'ecco i tre prodotti che quasi tutti scelgono per primi, e perché.',
    },
    value: '10 %',
    offer: { en: '10 % on your first order', it: 'Il 10 % sul primo ordine' },
  },
  second: {
    name: { en: 'Second order', it: 'Secondo ordine' },
    goal: { en: 'Second order', it: 'Secondo ordine' },
    event: 'Order Completed',
    orders: 1,
    wait: 'P10D',
    subject: { en: 'How do you like it?', it: 'Ti piace?' },
    body: {
      en: 'your first parcel has been with you for a few days. Here is how to get the most out of it, and what goes with it.',
      it: 'il tuo primo pacco è con te da qualche giorno. Ecco come usarlo al meglio, e che cosa ci sta bene insieme.',
    },
    value: '10 %',
    offer: { en: '10 % to come back', it: 'Il 10 % per tornare' },
  },
  third: {
    name: { en: 'Third order', it: 'Terzo ordine' },
    goal: { en: 'Third order', it: 'Terzo ordine' },
    event: 'Order Completed',
    orders: 2,
    wait: 'P20D',
    subject: { en: 'The third time is a habit', it: 'Alla terza è un’abitudine' },
    body: {
      en: 'you know us by now. This is what customers like you take next.',
      it: 'ormai ci conosci. Ecco che cosa prendono dopo i clienti come te.',
    },
    value: '15 %',
    offer: { en: '15 % on your third order', it: 'Il 15 % sul terzo ordine' },
  },
} satisfies Record<string, Stage>

function funnel(stage: Stage): (language: Language) => FlowDocument {
  return (language) => {
    const say = sayIn(language)
    const counted = { type: 'events', event: 'Order Completed', is: 'equals', value: stage.orders }
    return {
      format: 1,
      name: say(stage.name),
      settings: {
        timeZone: 'Europe/Rome',
        reentry: { mode: 'never' },
        exits: [],
        goal: { name: say(stage.goal), when: { event: 'Order Completed' }, within: 'P60D', sameKey: false },
      },
      nodes: {
        start: block('core.event-happens', { event: stage.event, where: counted }, at(0, 0)),
        rest: block('core.wait', { duration: stage.wait, at: '10:00' }, at(0, 1)),
        help: block(
          'core.send-email',
          email(say(stage.subject), [hello(say), say(stage.body)]),
          at(0, 2),
          say({ en: 'Help to choose', it: 'Aiuto a scegliere' }),
        ),
        restAgain: block('core.wait', { duration: 'P7D', at: '10:00' }, at(0, 3)),
        coupon: block(
          'core.give-coupon',
          { as: 'offer', value: stage.value, pattern: 'NEXT-********', validFor: 'P14D' },
          at(0, 4),
        ),
        offer: block(
          'core.send-email',
          email(say(stage.offer), [
            hello(say),
            say({
              en: `with {{ vars.offer.code }} your order costs ${stage.value} less, until {{ vars.offer.expiresAt | date: "day" }}.`,
              it: `con {{ vars.offer.code }} il tuo ordine costa il ${stage.value} in meno, fino al {{ vars.offer.expiresAt | date: "day" }}.`,
            }),
          ]),
          at(0, 5),
          say({ en: 'Coupon', it: 'Buono sconto' }),
        ),
        wait: block('core.wait', { duration: 'P14D' }, at(0, 6)),
        end: block('core.end', { reason: say({ en: 'No order', it: 'Nessun ordine' }) }, at(0, 7)),
      },
      edges: lines(
        'start:started>rest',
        'rest:after>help',
        'help:sent>restAgain',
        'restAgain:after>coupon',
        'coupon:given>offer',
        'coupon:none>end',
        'offer:sent>wait',
        'wait:after>end',
      ),
    }
  }
}

export const firstOrder = funnel(STAGES.first)
export const secondOrder = funnel(STAGES.second)
export const thirdOrder = funnel(STAGES.third)

const maria = { email: 'maria@example.com', attributes: { firstName: 'Maria' } }
const WHOLE = ['start', 'rest', 'help', 'restAgain', 'coupon', 'offer', 'wait', 'end']
const order = (ago: string) => ({ ago, event: 'Order Completed', properties: { total: 50 } })

function samplesOf(stage: Stage): readonly StarterSample[] {
  const earlier = Array.from({ length: Math.max(0, stage.orders - 1) }, (_, i) => order(`P${30 * (i + 1)}D`))
  return [
    { name: { en: 'Maria buys nothing more', it: 'Maria non acquista altro' }, contact: maria, before: earlier, path: WHOLE },
    {
      name: { en: 'Maria buys after the first mail', it: 'Maria acquista dopo la prima e-mail' },
      contact: maria,
      before: earlier,
      then: [{ after: 'P23D', event: 'Order Completed', properties: { total: 80 } }],
      path: stage.wait === 'P20D' ? WHOLE.slice(0, 4) : WHOLE.slice(0, 7),
    },
    {
      name: { en: 'Luca has bought too often for this', it: 'Luca ha già acquistato troppo per questo' },
      contact: { email: 'luca@example.com' },
      before: [order('P5D'), order('P6D'), order('P7D')],
      path: [],
    },
  ]
}

export const firstOrderSamples = samplesOf(STAGES.first)
export const secondOrderSamples = samplesOf(STAGES.second)
export const thirdOrderSamples = samplesOf(STAGES.third)
