import { sayDuration } from '@snodo/audience'
import type { IsoDuration, Language, Words } from '@snodo/base'
import type { FlowDocument, Reentry } from './document.ts'

/** A rule of re-entry with every default filled in. */
export type WholeReentry = Required<Pick<Reentry, 'mode' | 'from' | 'inside'>> & Pick<Reentry, 'window' | 'key'>

/**
 * The rule of re-entry that holds for a flow: what its settings say, and for what they leave out, what suits its start. Signing up
 * happens once; an order or a cart has a journey of its own; a birthday comes once a year; a schedule is meant to come again; a
 * score or a field may cross its mark again and again, and is heard at most every 90 days. What tells journeys apart (the order, the
 * cart) is left out only together: a rule that says what happens inside, and names no key, is about the contact as a whole, and so
 * is one that counts time, which would be empty if it counted for each order anew.
 */
export function reentryOf({ settings, nodes }: Pick<FlowDocument, 'settings' | 'nodes'>): WholeReentry {
  const suits = suiting(startOf({ nodes }))
  const { mode, window, from = 'entry', inside = 'ignore', key } = filled(settings.reentry ?? suits, suits)
  return { mode, from, inside, ...(window === undefined ? {} : { window }), ...(key === undefined ? {} : { key }) }
}

function filled(said: Reentry, suits: Reentry): Reentry {
  if (said.mode === 'afterWindow')
    return said.window !== undefined || suits.window === undefined ? said : { ...said, window: suits.window }
  const tellsApart = said.key === undefined && (said.inside === undefined || said.inside === 'parallel')
  if (!tellsApart || suits.key === undefined) return said
  return { ...said, key: suits.key, inside: said.inside ?? suits.inside ?? 'ignore' }
}

/** The start whose kind decides what is usual in a flow: the first that is on. */
export function startOf({ nodes }: Pick<FlowDocument, 'nodes'>): FlowDocument['nodes'][string] | undefined {
  return Object.values(nodes).find((node) => Object.hasOwn(STARTS, node.type) && node.off !== true)
}

function suiting(start: FlowDocument['nodes'][string] | undefined): Reentry {
  return start === undefined ? ONCE : STARTS[start.type]!(start.config) // looked up before
}

const ONCE: Reentry = { mode: 'never' }

/** Less than a year, so that a birthday on 29 February, or one corrected by a few days, is not passed over in the year after. */
const YEARLY: Reentry = { mode: 'afterWindow', window: 'P300D', from: 'entry' }

const EVERY_90_DAYS: Reentry = { mode: 'afterWindow', window: 'P90D', from: 'entry' }

const ofEach = (property: string): Reentry => ({ mode: 'never', inside: 'parallel', key: `event.properties.${property}` })

/** By the type of the start. */
const STARTS: Readonly<Record<string, (config: Record<string, unknown>) => Reentry>> = {
  'core.event-happens': ({ event }) => BY_EVENT[String(event)] ?? ONCE,
  'core.list-joined': () => ONCE,
  'core.date-arrives': ({ yearly }) => (yearly === false ? ONCE : YEARLY),
  'core.schedule': () => ({ mode: 'always' }),
}

/** Events of the e-commerce vocabulary that are about one order or cart, and those our own changes are told by. */
const BY_EVENT: Readonly<Record<string, Reentry>> = {
  'Order Completed': ofEach('order_id'),
  'Order Updated': ofEach('order_id'),
  'Order Refunded': ofEach('order_id'),
  'Order Cancelled': ofEach('order_id'),
  'Cart Viewed': ofEach('cart_id'),
  'Product Added': ofEach('cart_id'),
  'Product Removed': ofEach('cart_id'),
  'Checkout Started': ofEach('order_id'),
  'Score Changed': EVERY_90_DAYS,
  'Field Changed': EVERY_90_DAYS,
}

/** The rule in one sentence, as the start's card says it. */
export function sayReentry(reentry: WholeReentry, language: Language): string {
  const { mode, inside, window, from, key } = reentry
  const each = key === undefined ? '' : EACH[language](key.replace(/^event\./, '').replace(/^properties\./, ''))
  return `${AGAIN[mode](window ?? 'P0D', from, language)}${each}${mode === 'never' && inside === 'ignore' ? '' : INSIDE[inside][language]}.`
}

const EACH: Record<Language, (key: string) => string> = {
  en: (key) => `, separately for each “${key}”`,
  it: (key) => `, separatamente per ogni «${key}»`,
}

const AGAIN: Record<Reentry['mode'], (window: IsoDuration, from: 'entry' | 'exit', language: Language) => string> = {
  never: (_window, _from, language) => ({ en: 'Everyone enters once', it: 'Ciascuno entra una volta sola' })[language],
  always: (_window, _from, language) => ({ en: 'Everyone may enter again', it: 'Ciascuno può rientrare' })[language],
  afterExit: (_window, _from, language) =>
    ({ en: 'Everyone may enter again once the journey is over', it: 'Ciascuno può rientrare quando il percorso è finito' })[
      language
    ],
  afterWindow(window, from, language) {
    const long = sayDuration(window, language)
    return {
      en: `Everyone may enter again ${long} after ${from === 'entry' ? 'entering' : 'the journey is over'}`,
      it: `Ciascuno può rientrare ${long} dopo ${from === 'entry' ? 'l’ingresso' : 'la fine del percorso'}`,
    }[language]
  },
}

/** What becomes of a second start while the first journey goes on. */
const INSIDE: Record<NonNullable<Reentry['inside']>, Words> = {
  ignore: { en: '; while inside, nothing new begins', it: '; finché è dentro, non ne comincia un altro' },
  replace: {
    en: '; while inside, the new journey replaces the old',
    it: '; finché è dentro, il nuovo percorso sostituisce il vecchio',
  },
  parallel: { en: '; journeys run side by side', it: '; i percorsi corrono in parallelo' },
}
