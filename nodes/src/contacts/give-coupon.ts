import {
  COUPON_PATTERN,
  CouponPoolField,
  couponCode,
  DurationField,
  defineNode,
  elapse,
  isoOf,
  TextField,
  ValueField,
} from '@snodo/node-sdk'
import { Type } from 'typebox'

const DEFAULT_PATTERN = 'GIFT-********'

export const giveCoupon = defineNode({
  type: 'core.give-coupon',
  version: 1,
  title: { en: 'Give a coupon', it: 'Dai un buono sconto' },
  description: {
    en: 'Gives the contact a coupon of its own, made on the spot or taken from a pool. Later blocks use it by its name.',
    it: 'Dà al contatto un buono tutto suo, creato al momento o preso da una scorta. I blocchi seguenti lo usano per nome.',
  },
  category: 'contact',
  icon: 'ticket',
  summary: { en: 'Give “{as}”: {value}[, valid for {validFor}]', it: 'Dai “{as}”: {value}[, valido {validFor}]' },
  config: Type.Object({
    as: TextField({
      title: { en: 'Name in this flow', it: 'Nome in questo flusso' },
      help: {
        en: 'Texts then say {{ vars.NAME.code }} and {{ vars.NAME.expiresAt }}.',
        it: 'I testi poi dicono {{ vars.NOME.code }} e {{ vars.NOME.expiresAt }}.',
      },
      pattern: '^[A-Za-z][A-Za-z0-9_]*$',
      maxLength: 60,
      default: 'coupon',
    }),
    value: ValueField({
      title: { en: 'Worth', it: 'Valore' },
      help: {
        en: 'As your shop understands it, e.g. 10 % or 5 EUR.',
        it: 'Come lo intende il tuo negozio, per esempio 10 % o 5 EUR.',
      },
      default: '10 %',
    }),
    pool: Type.Optional(
      CouponPoolField({
        title: { en: 'From the pool', it: 'Dalla scorta' },
        help: { en: 'Empty: a code is made on the spot.', it: 'Vuoto: il codice è creato al momento.' },
      }),
    ),
    pattern: Type.Optional(
      TextField({
        title: { en: 'Pattern of the code', it: 'Schema del codice' },
        help: {
          en: 'Each * becomes a letter or digit; at least six.',
          it: 'Ogni * diventa una lettera o una cifra; almeno sei.',
        },
        pattern: COUPON_PATTERN,
        maxLength: 60,
        default: DEFAULT_PATTERN,
      }),
    ),
    validFor: Type.Optional(
      DurationField({
        title: { en: 'Valid for', it: 'Valido per' },
        help: { en: 'Empty: it never expires.', it: 'Vuoto: non scade mai.' },
      }),
    ),
  }),
  ports: {
    given: { en: 'Given', it: 'Dato' },
    none: { en: 'None left', it: 'Esaurito' },
  },
  traits: { optionalPorts: ['none'] },
  needs: ['couponStock'],
  examples: [
    {
      say: { en: 'Ten days to use it', it: 'Dieci giorni per usarlo' },
      config: { as: 'welcome', value: '10 %', pattern: 'HELLO-********', validFor: 'P10D' },
      given: { now: '2026-03-02T09:00:00Z' },
      expect: { leave: 'given' },
    },
    {
      say: { en: 'From a pool with stock', it: 'Da una scorta disponibile' },
      config: { as: 'voucher', value: '5 EUR', pool: 'spring' },
      given: { stock: { spring: 3 } },
      expect: {
        leave: 'given',
        intents: [{ do: 'giveCoupon', pool: 'spring', code: null, value: '5 EUR', validUntil: null, as: 'voucher' }],
        set: { voucher: { code: null, value: '5 EUR', expiresAt: null } },
      },
    },
    {
      say: { en: 'From an empty pool', it: 'Da una scorta esaurita' },
      config: { as: 'voucher', value: '5 EUR', pool: 'spring' },
      given: { stock: { spring: 0 } },
      expect: { leave: 'none', because: { code: 'POOL_EMPTY', values: { pool: 'spring' } } },
    },
  ],
  decide(step) {
    const { as, value, pool = null, pattern = DEFAULT_PATTERN, validFor } = step.config
    if (pool !== null && step.couponStock(pool) <= 0)
      return step.leave('none', { because: { code: 'POOL_EMPTY', values: { pool } } })
    // Of a pool, the ledger picks the code as it writes the intent, and puts it into the variable: two contacts never share one.
    const code = pool === null ? couponCode(pattern, step.digest('coupon')) : null
    const validUntil = validFor === undefined ? null : elapse(step.enteredAt, validFor, step.zone.id)
    return step.leave('given', {
      intents: [{ do: 'giveCoupon', pool, code, value, validUntil, as }],
      set: { [as]: { code, value, expiresAt: validUntil === null ? null : isoOf(validUntil) } },
    })
  },
})
