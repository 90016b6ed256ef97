import { type Predicate, type PredicateNames, sayDuration, sayPredicate } from '@snodo/audience'
import { durationMs, isDuration, type Json, type JsonObject, type Language, type Words } from '@snodo/base'
import { THAT_DAY } from './lateness.ts'
import type { Manifest } from './manifest.ts'
import { summaryFields } from './summary.ts'

/** Names the summary cannot know by itself: how the author calls other blocks, fields, events and lists. */
export type SummaryNames = PredicateNames
export { sayDuration }

/**
 * The line on a block's card, in the user's words. The template is the manifest's: `{field}` is the field's value said in
 * words, and `[…]` is left out when a field inside it has no value, e.g. `Wait {duration}[, then until {at}]`.
 */
export function summarize(
  manifest: Pick<Manifest, 'summary' | 'config'>,
  config: JsonObject,
  language: Language,
  names: SummaryNames = {},
): string {
  const fill = (text: string, missing: string) =>
    text.replace(FIELD, (_, path: string) => sayField(manifest.config, config, path, language, names) || missing)
  return fill(
    manifest.summary[language].replace(OPTIONAL, (_, inner: string) => {
      const complete = summaryFields(inner).every((path) => sayField(manifest.config, config, path, language, names) !== '')
      return complete ? inner : ''
    }),
    '…',
  ).trim()
}

const FIELD = /\{([A-Za-z][\w.]*)\}/g
const OPTIONAL = /\[([^\]]*)\]/g

const WORDS = {
  and: { en: 'and', it: 'e' },
  or: { en: 'or', it: 'o' },
  yes: { en: 'yes', it: 'sì' },
  no: { en: 'no', it: 'no' },
  nothing: { en: 'nothing', it: 'niente' },
  forever: { en: 'none', it: 'nessuno' },
  thatDay: { en: 'that day only', it: 'solo quel giorno' },
  within: { en: 'within', it: 'entro' },
  before: { en: 'before', it: 'prima' },
  after: { en: 'after', it: 'dopo' },
  contact: { en: 'the contact', it: 'il contatto' },
  content: { en: 'A content of the library', it: 'Un contenuto della libreria' },
} satisfies Record<string, Words>

/** Monday first, as ISO 8601 counts. */
const WEEKDAYS: Record<Language, string[]> = {
  en: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
  it: ['lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato', 'domenica'],
}

/** A field's value in words; empty where it has none. */
function sayField(schema: JsonObject, config: JsonObject, path: string, language: Language, names: SummaryNames): string {
  let field: JsonObject | undefined = schema
  let value: Json | undefined = config
  for (const key of path.split('.')) {
    field = (field?.properties as Record<string, JsonObject> | undefined)?.[key]
    value = value !== null && typeof value === 'object' && !Array.isArray(value) ? value[key] : undefined
    value ??= value === null ? null : (field?.default as Json | undefined)
  }
  if ((value === undefined || value === '') && namesContent(config, path)) return WORDS.content[language]
  return value === undefined ? '' : sayValue(field ?? {}, value, language, names)
}

/** A message that leaves its words to a content of the library. */
function namesContent(config: JsonObject, path: string): boolean {
  if (path !== 'content.subject' && path !== 'content.body') return false
  const { content } = config
  return content !== undefined && isPlainObject(content) && typeof content.template === 'string' && content.template !== ''
}

/** A value in words, by the annotated schema of its field. */
export function sayValue(field: JsonObject, value: Json, language: Language, names: SummaryNames): string {
  const said = BY_WIDGET[String(field['x-widget'])]?.(value, language, field, names)
  if (said !== undefined) return said
  if (Array.isArray(value)) return join(value.map(plain), language)
  return plain(value)

  function plain(item: Json): string {
    if (typeof item === 'boolean') return WORDS[item ? 'yes' : 'no'][language]
    if (item === null) return ''
    return typeof item === 'object' ? JSON.stringify(item) : String(item)
  }
}

/** How a value is said by the widget that edits it; undefined leaves it to the plain way. */
type SayWidget = (value: Json, language: Language, field: JsonObject, names: SummaryNames) => string | undefined

function sayLateness(value: string, language: Language): string | undefined {
  if (value === THAT_DAY) return WORDS.thatDay[language]
  return isDuration(value) ? `${WORDS.within[language]} ${sayDuration(value, language)}` : undefined
}

const BY_WIDGET: Record<string, SayWidget> = {
  duration(value, language, field) {
    if (value === null) return WORDS.forever[language]
    if (field['x-that-day'] === true && typeof value === 'string') return sayLateness(value, language)
    if (typeof value !== 'string' || !isDuration(value)) return undefined
    const length = durationMs(value)
    if (length === 0) return ''
    const said = sayDuration(value, language)
    return field['x-signed'] ? `${said} ${WORDS[length < 0 ? 'before' : 'after'][language]}` : said
  },
  weekdays(value, language) {
    if (!Array.isArray(value)) return undefined
    return join(
      value.map((day) => WEEKDAYS[language][Number(day) - 1] ?? String(day)),
      language,
      'or',
    )
  },
  predicate(value, language, _field, names) {
    if (!isPlainObject(value)) return ''
    const predicate = value as unknown as Predicate
    const said = sayPredicate(predicate, language, names)
    return wantsSubject(predicate) ? `${WORDS.contact[language]} ${said}` : said
  },
  choice(value, language, field) {
    const options = (field['x-options'] ?? []) as { value: Json; title: Words }[]
    return options.find((option) => option.value === value)?.title[language]
  },
  branches(value, language) {
    if (!Array.isArray(value)) return undefined
    return value.map((branch) => sayBranch(branch, language)).join(', ')
  },
  node(value, _language, _field, names) {
    return typeof value === 'string' ? (names.nodeName?.(value) ?? value) : undefined
  },
  value(value, language) {
    if (value === null) return WORDS.nothing[language]
    return typeof value === 'string' ? `“${value}”` : undefined
  },
  anchor(value, language, _field, names) {
    return isPlainObject(value) ? sayAnchor(value, language, names) : ''
  },
}

/** True where a condition is said from its verb on ("has bought"): inside a sentence it needs somebody who has. */
function wantsSubject(predicate: Predicate): boolean {
  switch (predicate.type) {
    case 'all':
    case 'any':
      return predicate.of[0] !== undefined && wantsSubject(predicate.of[0])
    case 'tag':
    case 'list':
    case 'consent':
      return true
    case 'reaction':
      return predicate.reaction !== 'bounced' && predicate.reaction !== 'notSent'
    case 'events':
      return predicate.measure?.of !== 'sum'
    default:
      return false
  }
}

function sayBranch(branch: Json, language: Language): string {
  if (!isPlainObject(branch)) return ''
  const name = String(branch.name ?? branch.id ?? '')
  if (typeof branch.share !== 'number') return name
  const share = new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(branch.share)
  return `${name} ${share} %`
}

function sayAnchor(anchor: JsonObject, language: Language, names: SummaryNames): string {
  const en = language === 'en'
  if (typeof anchor.field === 'string') return en ? `the date in “${anchor.field}”` : `data in “${anchor.field}”`
  if (typeof anchor.coupon === 'string')
    return en ? `the expiry of coupon “${anchor.coupon}”` : `scadenza del buono “${anchor.coupon}”`
  if (typeof anchor.event === 'string')
    return en ? `the date in “${anchor.event}” of the event` : `data in “${anchor.event}” dell’evento`
  if (typeof anchor.node !== 'string') return ''
  const node = names.nodeName?.(anchor.node) ?? anchor.node
  return en ? `the moment of “${node}”` : `passaggio da “${node}”`
}

function isPlainObject(value: Json): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

function join(items: string[], language: Language, by: 'and' | 'or' = 'and'): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${WORDS[by][language]} ${items.at(-1)}`
}
