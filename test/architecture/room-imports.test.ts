import { describe, expect, test } from 'vitest'
import { judgeEngineImport } from './engine-rules.ts'
import { type Import, importsOf, roomOf } from './imports.ts'
import { judgePlatform } from './platform-rules.ts'
import { isRoom, judgeImport, roomRules } from './room-rules.ts'
import { codeFolders, isTest, readSources } from './source-files.ts'

const files = readSources(['.ts', '.tsx'], codeFolders)
const imports = files.flatMap(importsOf)

test('every room imports only the rooms the table allows, through their doors', () => {
  expect(imports.flatMap(judgeImport)).toEqual([])
})

test('inside the engine no loop imports a loop, no ledger a ledger, and rules stay pure', () => {
  expect(imports.flatMap(judgeEngineImport)).toEqual([])
})

test('rooms that run in the browser import nothing of Node, nodes import no package but TypeBox, the engine knows no HTTP', () => {
  expect(imports.flatMap(judgePlatform)).toEqual([])
})

test('no package.json asks for a room that the table does not allow', () => {
  const asked = readSources(['package.json'], codeFolders).flatMap(({ path, text }) => {
    const room = roomOf(path)
    if (room === null || !isRoom(room)) return []
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> }
    return Object.keys(dependencies)
      .filter((name) => name.startsWith('@snodo/'))
      .map((name) => name.slice('@snodo/'.length))
      .filter((name) => isRoom(name) && !roomRules[room].mayImport.includes(name))
      .map((name) => `${path} asks for ${name}. Why not: ${roomRules[room].why}.`)
  })
  expect(asked).toEqual([])
})

test('no file imports itself through others', () => {
  expect(circlesOf(imports.filter((each) => !isTest(each.from)))).toEqual([])
})

describe('the rules see what they should', () => {
  const pretend = (path: string, text: string) => importsOf({ path, text })

  test('every form of import is found, and none in a comment or a text', () => {
    const text = [
      "import { a } from '@snodo/base'",
      "import type {\n  B,\n} from '@snodo/flow'",
      "export { c } from '../c.ts'",
      "import '@snodo/nodes'",
      "const d = await import('@snodo/engine')",
      "// import { e } from '@snodo/server'",
      "/* import { f } from '@snodo/server' */",
    ].join('\n')
    expect(pretend('packages/x/src/a.ts', text).map((each) => each.specifier)).toEqual([
      '@snodo/base',
      '@snodo/flow',
      '../c.ts',
      '@snodo/nodes',
      '@snodo/engine',
    ])
  })

  test.each([
    ['nodes/src/a.ts', "import { x } from '@snodo/base'", 'a stranger would not have'],
    ['engine/src/a.ts', "import { x } from '@snodo/nodes'", 'handed in'],
    ['editor/src/a.tsx', "import { x } from '@snodo/node-sdk'", 'manifests'],
    ['packages/base/src/a.ts', "import { x } from '@snodo/flow'", 'ground under every room'],
    ['server/src/a.ts', "import { x } from '../../engine/src/engine.ts'", 'doors'],
    ['server/src/a.ts', "import { x } from '@snodo/engine/src/engine.ts'", 'no such door'],
    ['server/src/a.ts', "import { x } from '@snodo/database/testing'", 'Test kits are for tests'],
  ])('%s with %s is refused with the reason', (path, text, reason) => {
    const said = pretend(path, text).flatMap(judgeImport)
    expect(said).toHaveLength(1)
    expect(said[0]).toContain(reason)
    expect(said[0]).toContain(`${path}:1`)
  })

  test.each([
    ['engine/src/loops/act.ts', "import { x } from './deliver.ts'"],
    ['engine/src/loops/act.ts', "import { x } from './deliver-steps/x.ts'"],
    ['engine/src/ledgers/inbox/a.ts', "import { x } from '../flows/b.ts'"],
    ['engine/src/rules/a.ts', "import { x } from '../ledgers/flows/b.ts'"],
    ['engine/src/rules/a.ts', "import { x } from '@snodo/database'"],
    ['engine/src/dry-run/a.ts', "import { x } from '../loops/act.ts'"],
  ])('inside the engine %s with %s is refused', (path, text) => {
    expect(pretend(path, text).flatMap(judgeEngineImport)).toHaveLength(1)
  })

  test('a circle is named from end to end', () => {
    const circle = [...pretend('engine/src/a.ts', "import './b.ts'"), ...pretend('engine/src/b.ts', "import './a.ts'")]
    expect(circlesOf(circle)).toEqual(['engine/src/a.ts -> engine/src/b.ts -> engine/src/a.ts'])
  })
})

/** Each circle once, beginning with its first file by name. */
function circlesOf(all: readonly Import[]): string[] {
  const edges = Map.groupBy(
    all.filter((each) => each.target !== null),
    (each) => each.from,
  )
  const circles = new Set<string>()
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) {
      const loop = trail.slice(at)
      const first = loop.indexOf([...loop].sort()[0] ?? path)
      const turned = [...loop.slice(first), ...loop.slice(0, first)]
      circles.add([...turned, turned[0]].join(' -> '))
      return
    }
    if (done.has(path)) return
    for (const each of edges.get(path) ?? []) visit(each.target ?? '', [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return [...circles].sort()
}
