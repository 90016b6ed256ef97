import { BECAUSE_WORDS, isBecauseCode } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { isTest, lineOf, readSources, withoutComments } from './source-files.ts'

/** Where the code writes a reason down: as a member, through the two makers, or in SQL. */
const writes = [
  /\bcode:\s*'([A-Z][A-Z0-9_]+)'/g,
  /\bcode:[^,{}\n]*\?\s*'([A-Z][A-Z0-9_]+)'\s*:\s*'([A-Z][A-Z0-9_]+)'/g,
  /\b(?:becauseOf|keptOut)\(\s*'([A-Z][A-Z0-9_]+)'/g,
  /\b(?:becauseOf|keptOut)\([^,\n]*\?\s*'([A-Z][A-Z0-9_]+)'\s*:\s*'([A-Z][A-Z0-9_]+)'/g,
  /'code',\s*'([A-Z][A-Z0-9_]+)'/g,
  /"code":\s*"([A-Z][A-Z0-9_]+)"/g,
]

/** Codes written the same way that are no reason of a journey or message. */
const otherCodes: Readonly<Record<string, string>> = {
  DATABASE_REFUSED: 'a refused call, whose sentence is kept beside it for the operator',
}

const sources = readSources(['.ts'], ['engine', 'nodes', 'packages/node-sdk']).filter(
  ({ path }) => !isTest(path) && !path.includes('/testing'),
)
const written = sources.flatMap(({ path, text }) => {
  const bare = withoutComments(text)
  return writes.flatMap((pattern) =>
    [...bare.matchAll(pattern)].flatMap((hit) =>
      hit.slice(1).flatMap((code) => (code === undefined ? [] : [{ code, where: `${path}:${lineOf(bare, hit.index)}` }])),
    ),
  )
})

test('every reason the engine and its nodes write down has words in both languages', () => {
  const wordless = written.filter(({ code }) => !isBecauseCode(code) && !Object.hasOwn(otherCodes, code))
  expect(
    wordless.map(({ code, where }) => `${code} at ${where}: give it words in packages/protocol/src/because-words.ts`),
  ).toEqual([])
})

test('the search finds reasons in every way they are written', () => {
  const codes = new Set(written.map(({ code }) => code))
  for (const code of ['COMPARED', 'EVENT_CAME', 'GOAL_REACHED', 'FLOW_NOT_LIVE', 'WAIT_FROZEN', 'UNKNOWN', 'POOL_EMPTY'])
    expect(codes).toContain(code)
})

test('no words are kept for a reason nobody writes', () => {
  const all =
    sources.map(({ text }) => text).join('\n') +
    readSources(['.ts'], ['packages/templates'])
      .map(({ text }) => text)
      .join('\n')
  expect(Object.keys(BECAUSE_WORDS).filter((code) => !all.includes(code))).toEqual([])
})
