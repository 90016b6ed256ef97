import type { Language, Words } from '@snodo/base'
import { type Context, type FilterImplOptions, filters as liquidFilters } from 'liquidjs'
import { formatDate } from './format-date.ts'
import { formatMoney, formatNumber } from './format-number.ts'

/** What a rendering tells its filters: which zone and language dates and numbers are written in, and what time it is. */
export type FilterSetting = { zone: string; language: Language; currency: string; now: number | null }

/** Set as a global of each rendering under a symbol, so that no template can read or shadow it. */
export const FILTER_SETTING = Symbol('filter setting')

export type TemplateFilter = { name: string; say: Words; example: string }

/**
 * Every filter a template may use, as the editor offers them. A list of what is allowed, not of what is forbidden:
 * Liquid's `sample` draws by chance, `where_exp` evaluates expressions and `date: 'now'` reads the machine's clock,
 * so a text would not come out the same twice.
 */
export const TEMPLATE_FILTERS: readonly TemplateFilter[] = [
  filter(
    'default',
    "contact.firstName | default: 'friend'",
    'What to write when the value is missing',
    'Cosa scrivere se il dato manca',
  ),
  filter('capitalize', 'contact.firstName | capitalize', 'First letter in capital', 'Iniziale maiuscola'),
  filter('upcase', 'contact.city | upcase', 'All in capitals', 'Tutto maiuscolo'),
  filter('downcase', 'contact.city | downcase', 'All in small letters', 'Tutto minuscolo'),
  filter(
    'date',
    "vars.coupon.validUntil | date: 'long'",
    'A date, in the contact’s zone and language',
    'Una data, nel fuso e nella lingua del contatto',
  ),
  filter('money', 'entry.total | money: entry.currency', 'An amount with its currency', 'Un importo con la sua valuta'),
  filter('number', 'contact.points | number', 'A number with its thousands', 'Un numero con le migliaia'),
  filter('percent', '0.2 | percent', 'A share as a percentage', 'Una quota in percentuale'),
  filter(
    'pluralize',
    "entry.quantity | pluralize: 'product', 'products'",
    'One word or the other, by the number',
    'Una parola o l’altra, secondo il numero',
  ),
  filter('truncate', 'entry.title | truncate: 40', 'Cut to so many characters', 'Taglia a tanti caratteri'),
  filter('truncatewords', 'entry.text | truncatewords: 12', 'Cut to so many words', 'Taglia a tante parole'),
  filter('strip', 'contact.firstName | strip', 'Without spaces around it', 'Senza spazi intorno'),
  filter('lstrip', 'contact.firstName | lstrip', 'Without spaces before it', 'Senza spazi prima'),
  filter('rstrip', 'contact.firstName | rstrip', 'Without spaces after it', 'Senza spazi dopo'),
  filter('squish', 'entry.title | squish', 'With single spaces', 'Con spazi singoli'),
  filter('strip_html', 'entry.description | strip_html', 'Text without HTML', 'Testo senza HTML'),
  filter('strip_newlines', 'entry.text | strip_newlines', 'Text on one line', 'Testo su una riga'),
  filter('newline_to_br', 'entry.text | newline_to_br', 'Line ends as <br>', 'A capo come <br>'),
  filter('append', "entry.slug | append: '?ref=mail'", 'With a text after it', 'Con un testo dopo'),
  filter('prepend', "entry.path | prepend: 'https://shop.example'", 'With a text before it', 'Con un testo prima'),
  filter('replace', "contact.phone | replace: ' ', ''", 'One text in place of another', 'Un testo al posto di un altro'),
  filter('replace_first', "entry.code | replace_first: '-', ''", 'The first one replaced', 'Sostituisce il primo'),
  filter('remove', "contact.phone | remove: ' '", 'Without a text', 'Senza un testo'),
  filter('remove_first', "entry.code | remove_first: '-'", 'Without the first one', 'Senza il primo'),
  filter('slice', 'entry.code | slice: 0, 3', 'A part of a text', 'Una parte del testo'),
  filter('split', "entry.tags | split: ','", 'A text as a list', 'Un testo come elenco'),
  filter('join', "entry.names | join: ', '", 'A list as a text', 'Un elenco come testo'),
  filter('first', 'entry.products | first', 'The first of a list', 'Il primo dell’elenco'),
  filter('last', 'entry.products | last', 'The last of a list', 'L’ultimo dell’elenco'),
  filter('size', 'entry.products | size', 'How many', 'Quanti'),
  filter('map', "entry.products | map: 'name'", 'One property of each', 'Una proprietà di ciascuno'),
  filter('where', "entry.products | where: 'available', true", 'Only those that match', 'Solo quelli che corrispondono'),
  filter('sort', "entry.products | sort: 'price'", 'In order', 'In ordine'),
  filter(
    'sort_natural',
    "entry.products | sort_natural: 'name'",
    'In order, capitals aside',
    'In ordine, senza badare alle maiuscole',
  ),
  filter('reverse', 'entry.products | reverse', 'In reverse order', 'In ordine inverso'),
  filter('uniq', 'entry.categories | uniq', 'Each one once', 'Ciascuno una volta'),
  filter('compact', 'entry.names | compact', 'Without the missing ones', 'Senza quelli mancanti'),
  filter('concat', 'entry.products | concat: entry.gifts', 'Two lists together', 'Due elenchi insieme'),
  filter('sum', "entry.products | sum: 'price'", 'The sum of a list', 'La somma di un elenco'),
  filter('plus', 'contact.points | plus: 10', 'Plus', 'Più'),
  filter('minus', 'contact.points | minus: 10', 'Minus', 'Meno'),
  filter('times', 'entry.price | times: 0.9', 'Times', 'Per'),
  filter('divided_by', 'entry.total | divided_by: 3', 'Divided by', 'Diviso'),
  filter('modulo', 'entry.total | modulo: 10', 'What is left of a division', 'Il resto di una divisione'),
  filter('round', 'entry.price | round: 2', 'Rounded', 'Arrotondato'),
  filter('ceil', 'entry.price | ceil', 'Rounded up', 'Arrotondato per eccesso'),
  filter('floor', 'entry.price | floor', 'Rounded down', 'Arrotondato per difetto'),
  filter('abs', 'entry.change | abs', 'Without its sign', 'Senza il segno'),
  filter('at_least', 'entry.quantity | at_least: 1', 'Not less than', 'Non meno di'),
  filter('at_most', 'entry.quantity | at_most: 9', 'Not more than', 'Non più di'),
  filter('url_encode', 'contact.email | url_encode', 'For use in a link', 'Per l’uso in un link'),
  filter('url_decode', 'entry.path | url_decode', 'Read from a link', 'Letto da un link'),
  filter('slugify', 'entry.title | slugify', 'As a part of an address', 'Come parte di un indirizzo'),
  filter(
    'escape',
    'contact.firstName | escape',
    'Safe in HTML (done by itself in e-mails)',
    'Sicuro in HTML (nelle e-mail è automatico)',
  ),
  filter('escape_once', 'entry.html | escape_once', 'Safe in HTML, never twice', 'Sicuro in HTML, mai due volte'),
  filter('json', 'contact | json', 'As JSON, for webhooks', 'Come JSON, per i webhook'),
  filter('raw', 'entry.html | raw', 'As it is: only for HTML you trust', 'Così com’è: solo per HTML di cui ti fidi'),
]

function filter(name: string, example: string, en: string, it: string): TemplateFilter {
  return { name, example: `{{ ${example} }}`, say: { en, it } }
}

/** The implementations behind `TEMPLATE_FILTERS`: Liquid's own, but for those whose answer depends on zone, language or escaping. */
export function filterImplementations(escapesHtml: boolean): Record<string, FilterImplOptions> {
  const table: Record<string, FilterImplOptions> = {}
  for (const { name } of TEMPLATE_FILTERS) {
    const own = OWN_FILTERS[name] ?? liquidFilters[name]
    if (own) table[name] = own
  }
  if (escapesHtml) {
    // In HTML the engine escapes every output once more after the last filter, unless that filter is marked raw.
    for (const name of ['escape', 'escape_once']) table[name] = { raw: true, handler: handlerOf(table[name]!) }
    table.newline_to_br = { raw: true, handler: (value: unknown) => escapeHtml(asText(value)).replace(/\r?\n/g, '<br />\n') }
    // Liquid marks `json` raw; a contact's own text would reach the mail as markup.
    table.json = handlerOf(table.json!)
  }
  return table
}

const OWN_FILTERS: Record<string, FilterImplOptions> = {
  date(value: unknown, format?: unknown, zone?: unknown) {
    const setting = settingOf(this.context)
    return formatDate(value, format === undefined ? 'long' : asText(format), {
      ...setting,
      zone: zone ? asText(zone) : setting.zone,
    })
  },
  money(value: unknown, currency?: unknown) {
    const setting = settingOf(this.context)
    return formatMoney(value, currency ? asText(currency) : setting.currency, setting.language)
  },
  number(value: unknown, decimals?: unknown) {
    return formatNumber(value, settingOf(this.context).language, decimals === undefined ? null : Number(decimals))
  },
  percent(value: unknown, decimals?: unknown) {
    const share = Number(value)
    if (value === null || value === undefined || value === '' || !Number.isFinite(share)) return asText(value)
    const text = formatNumber(share * 100, settingOf(this.context).language, decimals === undefined ? 0 : Number(decimals))
    return `${text}%`
  },
  pluralize(value: unknown, one: unknown, many: unknown) {
    return Number(value) === 1 ? asText(one) : asText(many)
  },
  capitalize(value: unknown) {
    // Liquid's own takes one UTF-16 unit and lowers the rest: "McDonald" would become "Mcdonald".
    const [first = '', ...rest] = asText(value)
    return first.toLocaleUpperCase(settingOf(this.context).language) + rest.join('')
  },
}

function settingOf(context: Context): FilterSetting {
  return (
    (context.globals as Record<symbol, FilterSetting>)[FILTER_SETTING] ?? {
      zone: 'UTC',
      language: 'en',
      currency: 'EUR',
      now: null,
    }
  )
}

function handlerOf(implementation: FilterImplOptions) {
  return typeof implementation === 'function' ? implementation : implementation.handler
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => HTML_SIGNS[sign]!)
}

const HTML_SIGNS: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
