import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/**
 * The rules are numbered 1 to 32 (README.md beside this file says each in a line). A test of one is called `rule N: …`. Segments
 * are not built yet; what waits for them is listed here and nowhere else.
 */
const RULES = 32
const WAITING_FOR_SEGMENTS: Readonly<Record<number, string>> = {
  24: 'a flow that starts with a segment lets people in again after 90 days; its other starts are tested',
}

const folder = new URL('./', import.meta.url)
const titles = readdirSync(folder)
  .filter((name) => name.endsWith('.test.ts') && !name.startsWith('every-rule'))
  .flatMap((name) => [
    ...readFileSync(new URL(name, folder), 'utf8').matchAll(/(?:test|describe)(?:\.each\([^)]*\))?\(\s*[`'"](rules? [^`'"]*)/g),
  ])
  .map(([, title = '']) => title)

/** The numbers a title names: `rule 13: …`, `rules 10 to 16 …`. */
function numbersOf(title: string): number[] {
  const [, from = 0, to = from] = (/^rules? (\d+)(?: to (\d+))?/.exec(title) ?? []).map(Number)
  return Array.from({ length: Number(to || from) - Number(from) + 1 }, (_, i) => Number(from) + i)
}

test('every rule has a test named after it', () => {
  const told = new Set(titles.filter((title) => title.startsWith('rule ')).flatMap(numbersOf))
  const missing = Array.from({ length: RULES }, (_, i) => i + 1).filter((rule) => !told.has(rule))
  expect(missing.map((rule) => `rule ${rule} has no test whose name begins with "rule ${rule}:"`)).toEqual([])
})

test('README.md says every rule in a line, and what waits for segments', () => {
  const readme = readFileSync(new URL('README.md', folder), 'utf8')
  const lines = new Set([...readme.matchAll(/^(\d+)\. /gm)].map(([, rule]) => Number(rule)))
  expect(Array.from({ length: RULES }, (_, i) => i + 1).filter((rule) => !lines.has(rule))).toEqual([])
  for (const waits of Object.values(WAITING_FOR_SEGMENTS)) expect(readme).toContain(waits)
})
