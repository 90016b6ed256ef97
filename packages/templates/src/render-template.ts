import { defineFaults, type Instant, type Json, type JsonObject, type Language } from '@snodo/base'
import { findingOf } from './check-template.ts'
import { TEMPLATE_LIMITS } from './limits.ts'
import { type Escaping, engineFor, parseTemplate } from './liquid-engine.ts'
import { FILTER_SETTING, type FilterSetting } from './liquid-filters.ts'

export type RenderOptions = {
  /** `html` escapes every value for use in HTML; `none` is for subjects, SMS and webhook bodies. */
  escape: Escaping
  /** IANA zone dates are written in. Default UTC. */
  zone?: string
  /** Default English. */
  language?: Language
  /** ISO 4217 code used by `money` where the template names none. Default EUR. */
  currency?: string
  /** What `'now' | date` means. Absent: it stays the word it is, since nothing here reads the clock. */
  now?: Instant
}

export const templateFaults = defineFaults({
  TEMPLATE_BROKEN: {
    status: 422,
    title: 'The template is broken',
    say: ({ line, column, because }: { line: number; column: number; because: string }) =>
      `Expected a Liquid template, but at line ${line}, column ${column}: ${because} Mend the text in the block that uses it.`,
  },
  TEMPLATE_TOO_LARGE: {
    status: 422,
    title: 'The template makes too much',
    say: ({ limit, most }: { limit: string; most: number }) =>
      `Expected a rendering within ${most} ${limit}, got more. Shorten the text or the list it goes through.`,
  },
})

/** A template filled in with a contact's data. Throws TEMPLATE_BROKEN or TEMPLATE_TOO_LARGE, never anything else. */
export function renderTemplate(text: string, scope: JsonObject, options: RenderOptions): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  if (text.length > TEMPLATE_LIMITS.characters) throw tooLarge('characters', TEMPLATE_LIMITS.characters)
  const setting: FilterSetting = {
    zone: options.zone ?? 'UTC',
    language: options.language ?? 'en',
    currency: options.currency ?? 'EUR',
    now: options.now ?? null,
  }
  let output: string
  try {
    const templates = parseTemplate(text, options.escape)
    output = String(
      engineFor(options.escape).renderSync(templates, plainScope(scope), { globals: { [FILTER_SETTING]: setting } }),
    )
  } catch (error) {
    throw faultOf(error)
  }
  if (output.length > TEMPLATE_LIMITS.outputCharacters) throw tooLarge('characters', TEMPLATE_LIMITS.outputCharacters)
  return output
}

/** The data with no prototypes at all, so that no template can reach `constructor`, whatever LiquidJS's next version does. */
function plainScope(scope: JsonObject): Record<string, unknown> {
  return plain(scope, TEMPLATE_LIMITS.scopeDepth) as Record<string, unknown>
}

function plain(value: Json | undefined, depth: number): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? null : value
  if (depth === 0) return null
  if (Array.isArray(value)) return value.map((item) => plain(item, depth - 1))
  const copy = Object.create(null) as Record<string, unknown>
  for (const key of Object.keys(value)) copy[key] = plain(value[key], depth - 1)
  return copy
}

function faultOf(error: unknown) {
  const said = error instanceof Error ? error.message : String(error)
  if (said.includes('memory alloc limit exceeded')) return tooLarge('characters in memory', TEMPLATE_LIMITS.memory)
  if (said.includes('template render limit exceeded')) return tooLarge('milliseconds', TEMPLATE_LIMITS.renderMs)
  const { line, column, message } = findingOf(error)
  return templateFaults.TEMPLATE_BROKEN({ line, column, because: message.en })
}

function tooLarge(limit: string, most: number) {
  return templateFaults.TEMPLATE_TOO_LARGE({ limit, most })
}
