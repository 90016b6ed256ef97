import type { Language, Words } from '@snodo/base'
import type { Comparison, NumberComparison, Reaction } from './predicate.ts'

/** The words of `say-predicate`, apart from its grammar. The Italian `within` takes its preposition from the duration. */
export const COMPARISON_WORDS: Readonly<Record<Comparison, Words>> = {
  equals: { en: 'is', it: 'è' },
  notEquals: { en: 'is not', it: 'non è' },
  greater: { en: 'is more than', it: 'è più di' },
  atLeast: { en: 'is at least', it: 'è almeno' },
  less: { en: 'is less than', it: 'è meno di' },
  atMost: { en: 'is at most', it: 'è al massimo' },
  contains: { en: 'contains', it: 'contiene' },
  notContains: { en: 'does not contain', it: 'non contiene' },
  startsWith: { en: 'starts with', it: 'inizia con' },
  endsWith: { en: 'ends with', it: 'finisce con' },
  in: { en: 'is one of', it: 'è uno tra' },
  notIn: { en: 'is none of', it: 'non è nessuno tra' },
  isSet: { en: 'has a value', it: 'ha un valore' },
  isNotSet: { en: 'has no value', it: 'non ha un valore' },
  isTrue: { en: 'is true', it: 'è vero' },
  isFalse: { en: 'is false', it: 'è falso' },
  before: { en: 'is before', it: 'è prima del' },
  after: { en: 'is after', it: 'è dopo il' },
  within: { en: 'is in', it: 'è' },
  notWithin: { en: 'is not in', it: 'non è' },
}

export const CONJUNCTIONS: Readonly<Record<'all' | 'any', Words>> = { all: { en: 'and', it: 'e' }, any: { en: 'or', it: 'o' } }

export const IDENTITY_WORDS: Readonly<Record<string, Words | undefined>> = {
  email: { en: 'e-mail', it: 'e-mail' },
  phone: { en: 'phone', it: 'telefono' },
  userId: { en: 'user id', it: 'id utente' },
}

type Did = { has: string; never: string }

/** What people call the standard events. */
export const EVENT_WORDS: Readonly<Record<string, Record<Language, Did> | undefined>> = {
  'Order Completed': { en: { has: 'has bought', never: 'has not bought' }, it: { has: 'ha comprato', never: 'non ha comprato' } },
  'Product Viewed': {
    en: { has: 'has looked at a product', never: 'has not looked at a product' },
    it: { has: 'ha guardato un prodotto', never: 'non ha guardato un prodotto' },
  },
  'Product Added': {
    en: { has: 'has put a product in the cart', never: 'has not put a product in the cart' },
    it: { has: 'ha messo un prodotto nel carrello', never: 'non ha messo un prodotto nel carrello' },
  },
  'Cart Viewed': {
    en: { has: 'has looked at the cart', never: 'has not looked at the cart' },
    it: { has: 'ha guardato il carrello', never: 'non ha guardato il carrello' },
  },
  'Checkout Started': {
    en: { has: 'has begun the checkout', never: 'has not begun the checkout' },
    it: { has: 'ha iniziato l’acquisto', never: 'non ha iniziato l’acquisto' },
  },
  'Signed Up': {
    en: { has: 'has signed up', never: 'has not signed up' },
    it: { has: 'si è iscritto', never: 'non si è iscritto' },
  },
}

export const REACTION_WORDS: Readonly<Record<Reaction, Record<Language, (message: string) => string>>> = {
  delivered: { en: (message) => `has received ${message}`, it: (message) => `ha ricevuto ${message}` },
  opened: { en: (message) => `has opened ${message}`, it: (message) => `ha aperto ${message}` },
  clicked: { en: (message) => `has clicked in ${message}`, it: (message) => `ha cliccato in ${message}` },
  bounced: { en: (message) => `${message} bounced`, it: (message) => `${message} è tornato indietro` },
  unsubscribed: { en: (message) => `has unsubscribed by ${message}`, it: (message) => `si è disiscritto da ${message}` },
  notSent: { en: (message) => `${message} was not sent`, it: (message) => `${message} non è stato inviato` },
}

const CHANNELS: Readonly<Record<string, Words>> = {
  email: { en: 'e-mail', it: 'e-mail' },
  sms: { en: 'SMS', it: 'SMS' },
  push: { en: 'push notification', it: 'notifica push' },
}

const PURPOSES: Readonly<Record<string, Words>> = {
  marketing: { en: 'marketing', it: 'il marketing' },
  transactional: { en: 'service messages', it: 'i messaggi di servizio' },
  openTracking: { en: 'measuring of openings', it: 'la misurazione delle aperture' },
  clickTracking: { en: 'measuring of clicks', it: 'la misurazione dei clic' },
  profiling: { en: 'profiling', it: 'la profilazione' },
}

/** The words for a name, or the name itself: people add channels and purposes of their own. */
function known(words: Readonly<Record<string, Words>>, name: string, language: Language): string {
  return Object.hasOwn(words, name) ? words[name]![language] : `“${name}”`
}

type Phrases = {
  everyone: string
  nobody: string
  yes: string
  no: string
  not(what: string): string
  tag(tag: string): string
  list(list: string): string
  consent(channel: string, purpose: string): string
  score(score: string | undefined): string
  ofEvent(property: string): string
  atEntry(property: string): string
  sum(property: string, event: string): string
  did(event: string): string
  neverDid(event: string): string
  times(is: NumberComparison, count: number): string
  where: string
  inThe(lastTime: string): string
  sinceEntry: string
  sinceNode(node: string): string
  andMore(rest: number): string
}

const TIMES: Record<Language, Record<NumberComparison, string>> = {
  en: {
    equals: 'exactly',
    notEquals: 'not exactly',
    greater: 'more than',
    atLeast: 'at least',
    less: 'less than',
    atMost: 'at most',
  },
  it: {
    equals: 'esattamente',
    notEquals: 'non esattamente',
    greater: 'più di',
    atLeast: 'almeno',
    less: 'meno di',
    atMost: 'al massimo',
  },
}

export const PHRASES: Readonly<Record<Language, Phrases>> = {
  en: {
    everyone: 'everyone',
    nobody: 'nobody',
    yes: 'yes',
    no: 'no',
    not: (what) => `not (${what})`,
    tag: (tag) => `has the tag ${tag}`,
    list: (list) => `is on the list ${list}`,
    consent: (channel, purpose) => `accepts ${known(PURPOSES, purpose, 'en')} by ${known(CHANNELS, channel, 'en')}`,
    score: (score) => (score === undefined ? 'the score' : `the score “${score}”`),
    ofEvent: (property) => `${property} of the event`,
    atEntry: (property) => `${property} at entry`,
    sum: (property, event) => `the sum of ${property} over ${event}`,
    did: (event) => `has done ${event}`,
    neverDid: (event) => `has not done ${event}`,
    times: (is, count) => `${TIMES.en[is]} ${count} ${count === 1 ? 'time' : 'times'}`,
    where: 'where',
    inThe: (lastTime) => `in ${lastTime}`,
    sinceEntry: 'since entering the flow',
    sinceNode: (node) => `since ${node}`,
    andMore: (rest) => `and ${rest} more`,
  },
  it: {
    everyone: 'tutti',
    nobody: 'nessuno',
    yes: 'sì',
    no: 'no',
    not: (what) => `non (${what})`,
    tag: (tag) => `ha l’etichetta ${tag}`,
    list: (list) => `è nella lista ${list}`,
    consent: (channel, purpose) => `accetta ${known(PURPOSES, purpose, 'it')} via ${known(CHANNELS, channel, 'it')}`,
    score: (score) => (score === undefined ? 'il punteggio' : `il punteggio “${score}”`),
    ofEvent: (property) => `${property} dell’evento`,
    atEntry: (property) => `${property} all’ingresso`,
    sum: (property, event) => `la somma di ${property} in ${event}`,
    did: (event) => `ha fatto ${event}`,
    neverDid: (event) => `non ha fatto ${event}`,
    times: (is, count) => `${TIMES.it[is]} ${count} ${count === 1 ? 'volta' : 'volte'}`,
    where: 'dove',
    inThe: (lastTime) => lastTime,
    sinceEntry: 'da quando è nel flusso',
    sinceNode: (node) => `da ${node}`,
    andMore: (rest) => `e altri ${rest}`,
  },
}
