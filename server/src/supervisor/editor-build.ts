import { spawn } from 'node:child_process'
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { asError } from '@snodo/base'
import { root } from './start-settings.ts'

const editor = join(root, 'editor')

/** What the built editor is made of: itself and the rooms it may import. */
const sources = [
  ...['src', 'public', 'index.html', 'vite.config.ts', 'package.json'].map((each) => join(editor, each)),
  ...['base', 'audience', 'templates', 'flow', 'protocol'].map((room) => join(root, 'packages', room, 'src')),
]

/** True if there is no built editor, or something it is made of is younger. */
export async function isEditorStale(): Promise<boolean> {
  const built = await changedAt(join(editor, 'dist', 'index.html'))
  if (built === 0) return true
  const changes = await Promise.all(sources.map(newest))
  return Math.max(...changes) > built
}

/** The command line of Vite, run by our own node: no package manager needs to be on the path. */
export function viteCommand(): string {
  const at = createRequire(join(editor, 'package.json')).resolve('vite/package.json')
  return join(dirname(at), 'bin', 'vite.js')
}

export const editorDirectory: string = editor

/**
 * Builds the editor; null, or what it said if it failed. It is built beside and then put in place whole: two starts at once
 * never mix their files, and one that is stopped in the middle leaves the old editor as it was.
 */
export function buildEditor(): { done: Promise<string | null>; stop(): void } {
  const beside = join(editor, 'node_modules', '.build', String(process.pid))
  const values = [viteCommand(), 'build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', beside]
  const child = spawn(process.execPath, values, { cwd: editor, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const hear = (chunk: Buffer) => {
    said = (said + chunk).slice(0, 20_000)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const ended = new Promise<string | null>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code) => resolve(code === 0 ? null : heart(said) || `Vite ended with ${code}`))
  })
  const done = ended
    .then(async (problem) => {
      if (problem === null) await putInPlace(beside)
      return problem
    })
    .catch((error: unknown) => asError(error).message)
    .finally(() => rm(beside, { recursive: true, force: true }))
  return { done, stop: () => child.kill('SIGKILL') }
}

async function putInPlace(beside: string): Promise<void> {
  const place = join(editor, 'dist')
  const before = `${beside}-before`
  await rename(place, before).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rename(beside, place)
  await rm(before, { recursive: true, force: true })
}

/** The lines that say what is wrong, without colours, frames and stack. */
function heart(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .filter((line) => /error|unresolved|cannot|could not|failed/i.test(line) && !/^\s*at /.test(line))
  return (lines.length > 0 ? lines : said.split('\n')).slice(0, 5).join('\n')
}

async function newest(path: string): Promise<number> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(() => null)
  if (entries === null) return changedAt(path)
  // A folder changes when a file in it is removed.
  return Math.max(
    await changedAt(path),
    ...(await Promise.all(entries.map((entry) => changedAt(join(entry.parentPath, entry.name))))),
  )
}

async function changedAt(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.mtimeMs,
    () => 0,
  )
}
