import type { Json, JsonObject, Language, Words } from '@snodo/base'
import { isObject, type Widget } from '../annotations.ts'
import type { FindingCode } from '../finding.ts'
import { appendPointer, pointerKeys, valueAt } from '../json-pointer.ts'
import type { SchemaError } from '../schema-check.ts'

export type ConfigProblem = { code: FindingCode; path: string; message: Words }

/** What a schema says against a config, as sentences that name each field by its title. One for each field. */
export function configProblems(schema: JsonObject, config: JsonObject, errors: SchemaError[]): ConfigProblem[] {
  const found = new Map<string, ConfigProblem>()
  const add = (problem: ConfigProblem) => {
    if (!found.has(problem.path)) found.set(problem.path, problem)
  }
  const choices = errors.filter((error) => choiceOf(error) !== null)
  for (const error of errors) {
    if (ECHOES.has(error.keyword) || choices.includes(error)) continue
    for (const problem of problemsOf(schema, config, error)) add(problem)
  }
  for (const problem of choiceProblems(schema, config, choices)) add(problem)
  const [first] = errors
  if (found.size === 0 && first !== undefined) add(notRight(schema, first.path, valueAt(config, first.path), ANYTHING))
  return [...found.values()]
}

/** Rules that only say that a rule inside them has spoken. */
const ECHOES = new Set(['additionalProperties', 'anyOf', 'oneOf', 'allOf', 'if', 'then', 'else'])

function problemsOf(schema: JsonObject, config: JsonObject, error: SchemaError): ConfigProblem[] {
  const { keyword, path, params } = error
  const [first] = typeof params.limit === 'number' ? [params.limit] : []
  if (keyword === 'required') {
    return (params.requiredProperties as string[]).map((name) => missing(schema, appendPointer(path, name)))
  }
  if (keyword === 'boolean') {
    const name = pointerKeys(path).at(-1) ?? ''
    return [
      {
        code: 'CONFIG_UNKNOWN',
        path,
        message: { en: `There is no setting called “${name}”.`, it: `Non esiste un’impostazione chiamata “${name}”.` },
      },
    ]
  }
  const value = valueAt(config, path)
  if ((keyword === 'minLength' || keyword === 'pattern') && value === '') return [missing(schema, path)]
  if (keyword === 'minItems' && Array.isArray(value) && value.length === 0) return [missing(schema, path)]
  const said = itemRule(schema, path) ?? rule(keyword, first, params) ?? fieldRule(fieldAt(schema, path))
  return [notRight(schema, path, value, said)]
}

/** What must stand there, and what does. */
function notRight(schema: JsonObject, path: string, value: Json | undefined, must: Words): ConfigProblem {
  const about = subject(schema, path, value)
  return {
    code: 'CONFIG_INVALID',
    path,
    message: {
      en: `${about.en} must be ${must.en}${about.named ? '' : `, not ${said(value, 'en')}`}.`,
      it: `${about.it} deve essere ${must.it}${about.named ? '' : `, non ${said(value, 'it')}`}.`,
    },
  }
}

/** A value as its author may know it again. */
function said(value: Json | undefined, language: Language): string {
  if (value === undefined) return { en: 'left out', it: 'mancante' }[language]
  if (value === null) return { en: 'empty', it: 'vuoto' }[language]
  if (Array.isArray(value)) return { en: `a list of ${value.length}`, it: `un elenco di ${value.length}` }[language]
  if (typeof value === 'object') return { en: 'a group of settings', it: 'un gruppo di impostazioni' }[language]
  if (typeof value === 'boolean') return SWITCH[value ? 'on' : 'off'][language]
  const text = String(value)
  return typeof value === 'number' ? text : `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`
}

const SWITCH = { on: { en: 'yes', it: 'sì' }, off: { en: 'no', it: 'no' } }

/** What is not right: a field by its title; of a list of plain values the value itself, as “Only on 1” would read like a day. */
function subject(schema: JsonObject, path: string, value: Json | undefined): Words & { named: boolean } {
  const list = listOf(path)
  const plain = list !== null && (typeof value === 'number' || typeof value === 'string')
  const title = titleAt(schema, plain ? list : path)
  if (!plain) return { en: `“${title.en}”`, it: `“${title.it}”`, named: false }
  const item = JSON.stringify(value)
  return { en: `${item} in “${title.en}”`, it: `${item} in “${title.it}”`, named: true }
}

/** The pointer of the list an item is in; null for what is no item. */
function listOf(path: string): string | null {
  return /^(.*)\/\d+$/.exec(path)?.[1] ?? null
}

/** A day is no number with bounds. */
function itemRule(schema: JsonObject, path: string): Words | null {
  const list = listOf(path)
  if (list === null || fieldAt(schema, list)?.['x-widget'] !== 'weekdays') return null
  return { en: 'a day from 1 (Monday) to 7 (Sunday)', it: 'un giorno da 1 (lunedì) a 7 (domenica)' }
}

function missing(schema: JsonObject, path: string): ConfigProblem {
  const title = titleAt(schema, path)
  return { code: 'CONFIG_MISSING', path, message: { en: `“${title.en}” is missing.`, it: `Manca “${title.it}”.` } }
}

function rule(keyword: string, limit: number | undefined, params: Record<string, unknown>): Words | null {
  switch (keyword) {
    case 'maxLength':
      return { en: `at most ${limit} characters long`, it: `lungo al massimo ${limit} caratteri` }
    case 'minLength':
      return { en: `at least ${limit} characters long`, it: `lungo almeno ${limit} caratteri` }
    case 'minimum':
      return { en: `at least ${limit}`, it: `almeno ${limit}` }
    case 'maximum':
      return { en: `at most ${limit}`, it: `al massimo ${limit}` }
    case 'exclusiveMinimum':
      return { en: `more than ${limit}`, it: `più di ${limit}` }
    case 'exclusiveMaximum':
      return { en: `less than ${limit}`, it: `meno di ${limit}` }
    case 'minItems':
      return { en: `a list of at least ${limit}`, it: `un elenco di almeno ${limit}` }
    case 'maxItems':
      return { en: `a list of at most ${limit}`, it: `un elenco di al massimo ${limit}` }
    case 'uniqueItems':
      return { en: 'a list without repetitions', it: 'un elenco senza ripetizioni' }
    case 'const':
      return { en: JSON.stringify(params.allowedValue), it: JSON.stringify(params.allowedValue) }
    default:
      return null
  }
}

const WIDGET_RULES: Record<Exclude<Widget, 'choice' | 'value'>, Words> = {
  text: { en: 'a text of the form asked for', it: 'un testo della forma richiesta' },
  number: { en: 'a number', it: 'un numero' },
  switch: { en: 'yes or no', it: 'sì o no' },
  duration: { en: 'a length of time, such as 3 days', it: 'una durata, per esempio 3 giorni' },
  time: { en: 'a time of day, such as 09:00', it: 'un’ora del giorno, per esempio 09:00' },
  weekdays: { en: 'days of the week', it: 'giorni della settimana' },
  zone: { en: 'a time zone, such as Europe/Rome', it: 'un fuso orario, per esempio Europe/Rome' },
  cron: { en: 'a schedule of five fields', it: 'un programma di cinque campi' },
  template: { en: 'a text', it: 'un testo' },
  predicate: { en: 'a condition', it: 'una condizione' },
  event: { en: 'the name of an event', it: 'il nome di un evento' },
  list: { en: 'the name of a list', it: 'il nome di una lista' },
  lists: { en: 'names of lists', it: 'nomi di liste' },
  tags: { en: 'a list of tags', it: 'un elenco di etichette' },
  attribute: { en: 'the name of a field', it: 'il nome di un campo' },
  node: { en: 'an earlier block', it: 'un blocco precedente' },
  flow: { en: 'one of the flows', it: 'uno dei flussi' },
  pool: { en: 'the name of a coupon pool', it: 'il nome di una riserva di buoni' },
  score: { en: 'the name of a score', it: 'il nome di un punteggio' },
  anchor: { en: 'exactly one moment', it: 'esattamente un momento' },
  since: { en: 'a moment to count from', it: 'un momento da cui contare' },
  purpose: { en: 'a purpose', it: 'una finalità' },
  content: { en: 'what the message says', it: 'ciò che dice il messaggio' },
  branches: { en: 'a list of ways to go on', it: 'un elenco di strade' },
  pairs: { en: 'names, each with a text', it: 'nomi, ciascuno con un testo' },
  code: { en: 'a text', it: 'un testo' },
}

/** What any value of a JSON type must be, where nothing closer is known of it. */
const TYPE_RULES: Record<string, Words> = {
  string: { en: 'a text', it: 'un testo' },
  number: { en: 'a number', it: 'un numero' },
  integer: { en: 'a whole number', it: 'un numero intero' },
  boolean: { en: 'yes or no', it: 'sì o no' },
  array: { en: 'a list', it: 'un elenco' },
  object: { en: 'a group of settings', it: 'un gruppo di impostazioni' },
}

const ANYTHING: Words = { en: 'of the form the block asks for', it: 'della forma che il blocco richiede' }

const LATENESS: Words = {
  en: 'a length of time, such as 12 hours, or that day only',
  it: 'una durata, per esempio 12 ore, o solo quel giorno',
}

function fieldRule(field: JsonObject | undefined): Words {
  if (field?.['x-that-day'] === true) return LATENESS
  const options = field?.['x-options']
  if (Array.isArray(options)) return oneOfOptions(options)
  const widgets: Partial<Record<string, Words>> = WIDGET_RULES
  return widgets[String(field?.['x-widget'])] ?? TYPE_RULES[String([field?.type].flat()[0])] ?? ANYTHING
}

function oneOfOptions(options: readonly Json[]): Words {
  const titles = options.flatMap((option) =>
    isObject(option) && isObject(option.title) ? [option.title as unknown as Words] : [],
  )
  const all = (language: Language) => titles.map((title) => `“${title[language]}”`).join(', ')
  return { en: `one of ${all('en')}`, it: `uno tra ${all('it')}` }
}

/** The pointer of the `anyOf` or `oneOf` an error lies under, or null. */
function choiceOf(error: SchemaError): string | null {
  const found = /^(.*?\/(?:anyOf|oneOf))\/\d+/.exec(error.schemaPath)
  return found?.[1] ?? null
}

/** Of several shapes none of which fits: if each only asks for a member, either will do; else the value as a whole is not right. */
function choiceProblems(schema: JsonObject, config: JsonObject, errors: SchemaError[]): ConfigProblem[] {
  const groups = Map.groupBy(errors, (error) => choiceOf(error)!)
  return [...groups.values()].map((group) => {
    const shallow = group.reduce((a, b) => (b.path.length < a.path.length ? b : a))
    if (group.every((error) => error.keyword === 'required' && error.path === shallow.path)) {
      const names = group.flatMap((error) => error.params.requiredProperties as string[])
      const titles = names.map((name) => titleAt(schema, appendPointer(shallow.path, name)))
      return {
        code: 'CONFIG_MISSING' as const,
        path: appendPointer(shallow.path, names[0]!),
        message: {
          en: `Fill in ${titles.map((title) => `“${title.en}”`).join(' or ')}.`,
          it: `Compila ${titles.map((title) => `“${title.it}”`).join(' oppure ')}.`,
        },
      }
    }
    return notRight(schema, shallow.path, valueAt(config, shallow.path), fieldRule(fieldAt(schema, shallow.path)))
  })
}

/** The innermost title on the way; an item of a list also says which one it is. */
function titleAt(schema: JsonObject, path: string): Words {
  let field: JsonObject | undefined = schema
  let title: Words = { en: path || 'settings', it: path || 'impostazioni' }
  let place = ''
  for (const key of pointerKeys(path)) {
    if (/^\d+$/.test(key) && isObject(field?.items)) place = ` ${Number(key) + 1}`
    field = childOf(field, key)
    const own = field?.['x-title']
    if (isObject(own)) title = own as unknown as Words
  }
  return place === '' ? title : { en: `${title.en}${place}`, it: `${title.it}${place}` }
}

function fieldAt(schema: JsonObject, path: string): JsonObject | undefined {
  return pointerKeys(path).reduce<JsonObject | undefined>(childOf, schema)
}

function childOf(schema: JsonObject | undefined, key: string): JsonObject | undefined {
  const { properties, items } = schema ?? {}
  const child: Json | undefined = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : items
  return isObject(child) ? child : undefined
}
