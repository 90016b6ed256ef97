import { Liquid, type Template } from 'liquidjs'
import { TEMPLATE_LIMITS } from './limits.ts'
import { escapeHtml, filterImplementations } from './liquid-filters.ts'

export type Escaping = 'html' | 'none'

/**
 * Tags that reach for other files do not exist here, and neither do counters hidden from the reader
 * (`increment` and `cycle` are harmless and stay).
 */
const REMOVED_TAGS = ['include', 'render', 'layout', 'block'] as const

const engines: Record<Escaping, Liquid> = { html: makeEngine('html'), none: makeEngine('none') }

function makeEngine(escaping: Escaping): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    parseLimit: TEMPLATE_LIMITS.characters,
    renderLimit: TEMPLATE_LIMITS.renderMs,
    memoryLimit: TEMPLATE_LIMITS.memory,
    // An in-memory mapping takes the place of the file system: nothing on disk can be named from a template.
    templates: {},
    ...(escaping === 'html'
      ? { outputEscape: (value: unknown) => (value === null || value === undefined ? '' : escapeHtml(asOutput(value))) }
      : {}),
  })
  for (const tag of REMOVED_TAGS) delete engine.tags[tag]
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name)
  for (const [name, filter] of Object.entries(filterImplementations(escaping === 'html'))) engine.registerFilter(name, filter)
  return engine
}

/** As Liquid writes values: a list without commas. */
function asOutput(value: unknown): string {
  return Array.isArray(value) ? value.map(asOutput).join('') : value === null || value === undefined ? '' : String(value)
}

export function engineFor(escaping: Escaping): Liquid {
  return engines[escaping]
}

const parsed: Record<Escaping, Map<string, Template[]>> = { html: new Map(), none: new Map() }

/** Parses once and keeps the latest used; throws LiquidJS's own error on a broken template. */
export function parseTemplate(text: string, escaping: Escaping): Template[] {
  const cache = parsed[escaping]
  const known = cache.get(text)
  if (known) {
    // A Map keeps the order of insertion: put again, it is the last to be forgotten.
    cache.delete(text)
    cache.set(text, known)
    return known
  }
  const templates = engines[escaping].parse(text)
  cache.set(text, templates)
  if (cache.size > TEMPLATE_LIMITS.cachedTemplates) cache.delete(cache.keys().next().value as string)
  return templates
}
