import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadNodes } from './load-nodes.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snodo-nodes-'))
})
afterEach(() => rm(folder, { recursive: true }))

const run = promisify(execFile)
const here = (file: string) => JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href)

test('TypeScript files of a folder load as they are, tests left out', async () => {
  await writeFile(join(folder, 'greet.ts'), `export { greet } from ${here('sample-nodes.ts')}\nexport const other: number = 1`)
  await writeFile(join(folder, 'greet.test.ts'), 'throw new Error("a test was loaded")')
  // In a process of its own: here the test runner would load the files, not Node.
  const program = `import { loadNodes } from ${here('load-nodes.ts')}; console.log((await loadNodes(process.argv[1])).map((node) => node.type).join())`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program, folder])
  expect(stdout.trim()).toBe('acme.greet')
})

test('a folder that is not there holds no nodes', async () => {
  expect(await loadNodes(join(folder, 'none'))).toEqual([])
})

test('a broken file is named with what is wrong', async () => {
  await writeFile(join(folder, 'broken.ts'), 'throw new Error("no such company")')
  await expect(loadNodes(folder)).rejects.toThrow('no such company')
})

test('a file without a node type is named', async () => {
  await writeFile(join(folder, 'empty.ts'), 'export const answer = 42')
  await expect(loadNodes(folder)).rejects.toThrow('exports no node type')
})
