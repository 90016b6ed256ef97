import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codeFolders, isTest, lineOf, readSources, root, type SourceFile, withoutComments } from './source-files.ts'

const code = readSources(['.ts', '.tsx'], codeFolders)
const shipped = code.filter((file) => !isTest(file.path))

/** Where a pattern stands in code (not in comments), as `path:line: line`. */
function found(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) => {
    const bare = withoutComments(text)
    return [...bare.matchAll(pattern)].map((hit) => {
      const line = lineOf(bare, hit.index)
      return `${path}:${line}: ${text.split('\n')[line - 1]?.trim()}`
    })
  })
}

const except = (files: readonly SourceFile[], allowed: Readonly<Record<string, string>>) =>
  files.filter(
    (file) => !Object.keys(allowed).some((path) => file.path === path || (path.endsWith('/') && file.path.startsWith(path))),
  )

/** Who may read the machine's clock or chance, and why. Everyone else is handed a Clock and a Random. */
const clockReaders = {
  'packages/base/src/clock.ts': 'the one place the clock comes from',
  'packages/base/src/random.ts': 'the one place chance comes from',
  'server/src/auth/': 'sessions live by real time',
  'server/src/routes/snodo-js.ts': 'the text of the client that runs in the visitor’s browser',
  'editor/': 'the clock of a screen is the clock of the person before it',
}

test('nothing reads the machine’s clock or chance but base: tests, the dry run and the simulation turn them by hand', () => {
  expect(found(except(shipped, clockReaders), /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bTemporal\.Now\b/g)).toEqual([])
})

test('civil time is computed in base alone: three libraries gave three answers to the same night in March', () => {
  const allowed = { 'packages/base/src/': 'here', 'editor/': 'shows instants in the zone of the reader' }
  expect(found(except(shipped, allowed), /\.(setHours|setDate|setMonth|getHours|getTimezoneOffset)\(/g)).toEqual([])
})

test('ids are never made numbers: above 2^53 a rounded id is somebody else’s', () => {
  expect(found(shipped, /\b(?:Number|parseInt|parseFloat)\(\s*[\w.?[\]]*(?:[a-z]Id|\bid|\.id)\s*[,)]/g)).toEqual([])
})

test('SQL of the engine takes its time from the clock: a test that turns the clock turns everything', () => {
  const engine = shipped.filter((file) => file.path.startsWith('engine/'))
  expect(
    found(engine, /(?<![.\w])now\(\s*\)|\b(?:clock|statement|transaction)_timestamp\(|\bcurrent_(?:timestamp|date|time)\b/g),
  ).toEqual([])
})

test('nothing is left for later in the code, and no test is left out or alone', () => {
  const own = code.filter((file) => file.path !== 'test/architecture/source-rules.test.ts')
  const words = own.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b/g)].map((hit) => `${path}:${lineOf(text, hit.index)}: ${hit[0]}`),
  )
  expect(words).toEqual([])
  expect(found(own, /\b(?:test|it|describe|suite)\.(?:only|skip|todo|fails)\b|\b(?:xit|xdescribe|fit|fdescribe)\(/g)).toEqual([])
})

test('tests do not sleep: they turn the clock, or wait for what they expect', () => {
  const tests = code.filter((file) => /\.(test|e2e)\.tsx?$/.test(file.path))
  expect(
    found(tests, /\bawait\s+(?:sleep|delay|pause|setTimeout)\(|new Promise\(\s*\(?\w+\)?\s*=>\s*setTimeout\(\s*\w+\s*,/g),
  ).toEqual([])
})

test('a file holds one thing: at most 400 lines', () => {
  const long = [...code, ...readSources(['.css'], ['editor'])].filter(({ text }) => text.split('\n').length > MOST_LINES)
  expect(long.map(({ path, text }) => `${path} has ${text.split('\n').length} lines`)).toEqual([])
})

const MOST_LINES = 400

test('a file is named for what it holds', () => {
  const vague = /(^|\/)(utils?|helpers?|common|misc|shared|manager|service|types)(\.tsx?|\/)/
  expect(code.map((file) => file.path).filter((path) => vague.test(path))).toEqual([])
  const doors = code.filter(
    (file) => /\/index\.tsx?$/.test(file.path) && !/^(packages\/[^/]+|nodes|engine|server)\/src\/index\.ts$/.test(file.path),
  )
  expect(doors.map((file) => file.path)).toEqual([])
})

test('committed files name no machine, no person’s folder and no registry', () => {
  const paths = committed().filter((path) => !/\.(png|jpg|woff2?|ico|gz|zip|pdf)$/.test(path))
  const told = paths.flatMap((path) => {
    const text = readFileSync(join(root, path), 'utf8')
    return [...text.matchAll(machineWords)].map((hit) => `${path}:${lineOf(text, hit.index)}: ${hit[0]}`)
  })
  expect(told).toEqual([])
})

// Put together from pieces, so that the rule does not find itself.
const machineWords = new RegExp(
  [
    ['/wo', 'rk/(?:main|shared)'],
    ['/ho', 'me/[a-z]'],
    ['/Us', 'ers/[A-Za-z]'],
    ['tar', 'ball: https?:'],
    ['(?:npm|registry|nexus|artifactory|verdaccio)[a-z.-]*\\.(?:inte', 'rnal|local|corp)\\b'],
  ]
    .map((pieces) => pieces.join(''))
    .join('|'),
  'g',
)

/** What git knows; in an unpacked archive, where there is no git, what is there. */
function committed(): string[] {
  try {
    return execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      .split('\0')
      .filter((path) => path !== '' && readable(path))
  } catch {
    return readSources(['.ts', '.tsx', '.json', '.md', '.yaml', '.sql', '.css', '.html']).map((file) => file.path)
  }
}

function readable(path: string): boolean {
  try {
    readFileSync(join(root, path))
    return true
  } catch {
    return false // removed, and the removal not committed yet
  }
}

describe('the rules see what they should', () => {
  const pretend = (text: string): SourceFile[] => [{ path: 'engine/src/a.ts', text }]

  test.each([
    ['const a = Date.now()', /\bDate\.now\b/g, 1],
    ['// Date.now() is not read here', /\bDate\.now\b/g, 0],
    ["const a = 'https://example.org/' // Date.now", /\bDate\.now\b/g, 0],
  ])('%s', (text, pattern, times) => {
    expect(found(pretend(text), pattern)).toHaveLength(times)
  })
})
