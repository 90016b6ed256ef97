import type { Words } from '@snodo/base'
import { PREDICATE_LIMITS } from './limits.ts'

/** What belongs where in a predicate, and what to do about what does not, in the words of the screen. */
export const expectations = {
  clause: {
    en: 'a condition: all, any, not, attribute, tag, list, consent, score, events, reaction, property or entry',
    it: 'una condizione: all, any, not, attribute, tag, list, consent, score, events, reaction, property o entry',
  },
  chooseClause: { en: 'Choose what the condition looks at.', it: 'Scegli che cosa guarda la condizione.' },
  clauseList: { en: 'a list of conditions', it: 'un elenco di condizioni' },
  someClause: { en: 'at least one condition', it: 'almeno una condizione' },
  addClause: { en: 'Add a condition, or remove the group.', it: 'Aggiungi una condizione o togli il gruppo.' },
  depth: { en: `at most ${PREDICATE_LIMITS.depth} levels`, it: `al massimo ${PREDICATE_LIMITS.depth} livelli` },
  clauses: { en: `at most ${PREDICATE_LIMITS.clauses} conditions`, it: `al massimo ${PREDICATE_LIMITS.clauses} condizioni` },
  splitIt: {
    en: 'Save a part of it as a list and ask for the list.',
    it: 'Salvane una parte come lista e chiedi della lista.',
  },
  name: { en: `a name of 1 to ${PREDICATE_LIMITS.name} characters`, it: `un nome da 1 a ${PREDICATE_LIMITS.name} caratteri` },
  path: { en: 'the name of a field, such as city or address.city', it: 'il nome di un campo, come city o address.city' },
  number: { en: 'a number', it: 'un numero' },
  text: { en: `a text of 1 to ${PREDICATE_LIMITS.text} characters`, it: `un testo da 1 a ${PREDICATE_LIMITS.text} caratteri` },
  scalar: { en: 'a text, a number, true or false', it: 'un testo, un numero, true o false' },
  scalars: {
    en: `1 to ${PREDICATE_LIMITS.choices} texts, numbers, true or false`,
    it: `da 1 a ${PREDICATE_LIMITS.choices} testi, numeri, true o false`,
  },
  time: {
    en: 'a date such as 2026-03-29, or an instant such as 2026-03-29T09:00:00Z',
    it: 'una data come 2026-03-29 o un istante come 2026-03-29T09:00:00Z',
  },
  duration: {
    en: 'a duration of at most 100 years, such as P30D (30 days)',
    it: 'una durata di al massimo 100 anni, come P30D (30 giorni)',
  },
  nothing: { en: 'nothing', it: 'niente' },
  filter: { en: 'a property, a comparison and a value', it: 'una proprietà, un confronto e un valore' },
  filters: { en: `at most ${PREDICATE_LIMITS.filters} filters`, it: `al massimo ${PREDICATE_LIMITS.filters} filtri` },
  measure: { en: 'a count, or the sum of a property', it: 'un conteggio o la somma di una proprietà' },
  since: { en: 'since entry, or since a block of this flow', it: 'dall’ingresso o da un blocco di questo flusso' },
  notProperty: {
    en: 'a condition on the contact, for no event is at hand here',
    it: 'una condizione sul contatto, perché qui non c’è un evento',
  },
  useAttribute: {
    en: 'Ask for a field of the contact or for past events.',
    it: 'Chiedi un campo del contatto o eventi passati.',
  },
  notJourney: {
    en: 'a condition on the contact alone, outside any journey',
    it: 'una condizione sul solo contatto, fuori da ogni percorso',
  },
  useContact: { en: 'Ask for a field, a list or past events.', it: 'Chiedi un campo, una lista o eventi passati.' },
  useWithin: { en: 'Give a time window instead.', it: 'Indica invece una finestra di tempo.' },
  oneOf: (choices: readonly string[]): Words => ({ en: `one of ${choices.join(', ')}`, it: `uno tra ${choices.join(', ')}` }),
  enter: (expected: Words): Words => ({ en: `Enter ${expected.en}.`, it: `Inserisci ${expected.it}.` }),
  remove: (member: string): Words => ({ en: `Remove “${member.slice(0, 80)}”.`, it: `Togli “${member.slice(0, 80)}”.` }),
} as const
