import { isoOf, type Json, type Language } from '@snodo/base'
import { EXPECTED_OF } from './comparisons.ts'
import type { Comparison, EventsPredicate, Predicate } from './predicate.ts'
import { COMPARISON_WORDS, CONJUNCTIONS, EVENT_WORDS, IDENTITY_WORDS, PHRASES, REACTION_WORDS } from './predicate-words.ts'
import { sayLastTime } from './say-duration.ts'
import { instantOf } from './value-kinds.ts'

/** Names a predicate cannot know by itself; without them, the ids and technical names stand in. */
export type PredicateNames = {
  nodeName?: (node: string) => string
  fieldName?: (field: string) => string
  eventName?: (event: string) => string
  listName?: (list: string) => string
}

/** A predicate in words, without a full stop: "has bought at least 3 times in the last 6 months and is on the list “News”". */
export function sayPredicate(predicate: Predicate, language: Language, names: PredicateNames = {}): string {
  const phrases = PHRASES[language]
  switch (predicate.type) {
    case 'all':
    case 'any':
      if (predicate.of.length === 0) return predicate.type === 'all' ? phrases.everyone : phrases.nobody
      return predicate.of
        .map((part) => sayPart(part, predicate.of.length, language, names))
        .join(` ${CONJUNCTIONS[predicate.type][language]} `)
    case 'not':
      return phrases.not(sayPredicate(predicate.of, language, names))
    case 'attribute': {
      const own = IDENTITY_WORDS[predicate.field]?.[language]
      return sayComparison(own ?? names.fieldName?.(predicate.field) ?? predicate.field, predicate, language)
    }
    case 'property':
      return sayComparison(phrases.ofEvent(predicate.property), predicate, language)
    case 'entry':
      return sayComparison(phrases.atEntry(predicate.property), predicate, language)
    case 'tag':
      return phrases.tag(quote(predicate.tag))
    case 'list':
      return phrases.list(quote(names.listName?.(predicate.list) ?? predicate.list))
    case 'consent':
      return phrases.consent(predicate.channel, predicate.purpose)
    case 'score':
      return sayComparison(phrases.score(predicate.score), predicate, language)
    case 'reaction':
      return REACTION_WORDS[predicate.reaction][language](quote(names.nodeName?.(predicate.node) ?? predicate.node))
    case 'events':
      return sayEvents(predicate, language, names)
  }
}

/** Groups within groups stand in brackets, so that "a and b or c" cannot be misread. */
function sayPart(part: Predicate, among: number, language: Language, names: PredicateNames): string {
  const text = sayPredicate(part, language, names)
  const isGroup = (part.type === 'all' || part.type === 'any') && part.of.length > 1
  return isGroup && among > 1 ? `(${text})` : text
}

function sayComparison(what: string, { is, value }: { is: Comparison; value?: Json }, language: Language): string {
  const words = COMPARISON_WORDS[is][language]
  const kind = EXPECTED_OF[is]
  if (kind === 'nothing') return `${what} ${words}`
  if (kind === 'duration') return `${what} ${words} ${sayLastTime(String(value), language)}`
  return `${what} ${words} ${kind === 'time' ? sayTime(value, language) : sayValue(value, language)}`
}

/** A date as the language writes it; with its time in UTC where it has one, for in UTC it is compared. */
function sayTime(value: Json | undefined, language: Language): string {
  const instant = instantOf(value)
  if (instant === null || typeof value !== 'string') return sayValue(value, language)
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(instant)
  return value.length === 10 ? date : `${date} ${isoOf(instant).slice(11, 16)} UTC`
}

function sayEvents(clause: EventsPredicate, language: Language, names: PredicateNames): string {
  const phrases = PHRASES[language]
  const filters = (clause.where ?? []).map((filter) => sayComparison(filter.property, filter, language))
  const tail = [
    filters.length > 0 ? `${phrases.where} ${filters.join(` ${CONJUNCTIONS.all[language]} `)}` : '',
    clause.within === undefined ? '' : phrases.inThe(sayLastTime(clause.within, language)),
    clause.since === undefined
      ? ''
      : clause.since.from === 'entry'
        ? phrases.sinceEntry
        : phrases.sinceNode(quote(names.nodeName?.(clause.since.node) ?? clause.since.node)),
  ]
  return [sayMeasure(clause, language, names), ...tail].filter((part) => part !== '').join(' ')
}

function sayMeasure(clause: EventsPredicate, language: Language, names: PredicateNames): string {
  const phrases = PHRASES[language]
  const named = names.eventName?.(clause.event)
  if (clause.measure?.of === 'sum') {
    const what = phrases.sum(clause.measure.property, quote(named ?? clause.event))
    return `${what} ${COMPARISON_WORDS[clause.is][language]} ${sayValue(clause.value, language)}`
  }
  const known = named === undefined ? EVENT_WORDS[clause.event]?.[language] : undefined
  const { has, never } = known ?? {
    has: phrases.did(quote(named ?? clause.event)),
    never: phrases.neverDid(quote(named ?? clause.event)),
  }
  const often = howOften(clause)
  if (often === 'never') return never
  return often === 'ever' ? has : `${has} ${phrases.times(clause.is, clause.value)}`
}

/** Most counts ask for "ever" or "never"; saying "at least 1 times" would be true and ugly. */
function howOften({ is, value }: EventsPredicate): 'ever' | 'never' | 'times' {
  if ((is === 'atLeast' && value === 1) || ((is === 'greater' || is === 'notEquals') && value === 0)) return 'ever'
  if ((is === 'less' && value === 1) || ((is === 'equals' || is === 'atMost') && value === 0)) return 'never'
  return 'times'
}

/** Values of a long list that are said; the rest is counted. */
const VALUES_SAID = 5

function sayValue(value: Json | undefined, language: Language): string {
  if (Array.isArray(value)) {
    const said = value.slice(0, VALUES_SAID).map((item) => sayValue(item, language))
    const rest = value.length - said.length
    return said.join(', ') + (rest > 0 ? ` ${PHRASES[language].andMore(rest)}` : '')
  }
  if (typeof value === 'number') return value.toLocaleString(language, { maximumFractionDigits: 6 })
  if (typeof value === 'boolean') return PHRASES[language][value ? 'yes' : 'no']
  return typeof value === 'string' ? quote(value) : '…'
}

function quote(text: string): string {
  return `“${text}”`
}
