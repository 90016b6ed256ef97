import { Variable, type VariableSegments } from 'liquidjs'
import { TEMPLATE_LIMITS } from './limits.ts'
import { engineFor, parseTemplate } from './liquid-engine.ts'

/** One use of a value from outside the template. `path` is dotted (`contact.address.city`), list places as numbers. */
export type FieldUse = { path: string; line: number; column: number }

/** The dotted paths a template reads from its scope, each once, in order of appearance. A broken template has none. */
export function listFields(text: string): string[] {
  return [...new Set(listFieldUses(text).map((use) => use.path))]
}

/** Each use with its place; what the template itself assigns or loops over is not among them. */
export function listFieldUses(text: string): FieldUse[] {
  if (text.length > TEMPLATE_LIMITS.characters || !text.includes('{')) return []
  let globals: Record<string, Variable[]>
  try {
    globals = engineFor('none').analyzeSync(parseTemplate(text, 'none'), { partials: false }).globals
  } catch {
    // A broken template is checkTemplate's finding; it reads nothing, since it never runs.
    return []
  }
  const uses = Object.values(globals)
    .flat()
    .map(({ segments, location }) => ({ path: pathOf(segments), line: location.row, column: location.col }))
  return uses.sort((a, b) => a.line - b.line || a.column - b.column)
}

/** Stops where the path is only known while rendering, e.g. `contact[entry.field]` gives `contact`. */
function pathOf(segments: VariableSegments): string {
  const known: string[] = []
  for (const segment of segments) {
    if (segment instanceof Variable) break
    known.push(String(segment))
  }
  return known.join('.')
}
