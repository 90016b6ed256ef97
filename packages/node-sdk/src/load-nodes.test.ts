import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
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

/** For a process of its own: here the test runner would load the files, not Node. */
const TELL_TYPES = `import { loadNodes } from ${here('load-nodes.ts')}; console.log((await loadNodes(process.argv[1])).map((node) => node.type).join())`

test('TypeScript files of a folder load as they are, tests left out', async () => {
  await writeFile(join(folder, 'greet.ts'), `export { greet } from ${here('sample-nodes.ts')}\nexport const other: number = 1`)
  await writeFile(join(folder, 'greet.test.ts'), 'throw new Error("a test was loaded")')
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', TELL_TYPES, folder])
  expect(stdout.trim()).toBe('acme.greet')
})

test('the node of the first README, in a folder far from here with no node_modules, finds the kit and keeps the contract', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../../README.md'), 'utf8')
  await writeFile(join(folder, 'wait.ts'), /```ts\n(.*?)```/s.exec(readme)?.[1] ?? '')
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'check-nodes.ts'), folder])
  expect(stdout).toContain('acme.wait-a-day keeps the contract')
})

test('a node that breaks its contract ends the check with what is wrong', async () => {
  await writeFile(
    join(folder, 'broken.ts'),
    `import { greet } from ${here('sample-nodes.ts')}
     import { defineNode } from '@snodo/node-sdk'
     export const broken = defineNode({ ...greet, examples: greet.examples.slice(0, 1) })`,
  )
  const checking = run(process.execPath, [join(import.meta.dirname, 'check-nodes.ts'), folder])
  await expect(checking).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('No example reaches the port') })
})

test('a folder that is not there is named', async () => {
  await expect(loadNodes(join(folder, 'none'))).rejects.toMatchObject({ code: 'NODE_FOLDER_UNREADABLE' })
})

test('a broken file is named with what is wrong', async () => {
  await writeFile(join(folder, 'broken.ts'), 'throw new Error("no such company")')
  await expect(loadNodes(folder)).rejects.toThrow('no such company')
})

test('a file without a node type is named', async () => {
  await writeFile(join(folder, 'empty.ts'), 'export const answer = 42')
  await expect(loadNodes(folder)).rejects.toThrow('exports no node type')
})
