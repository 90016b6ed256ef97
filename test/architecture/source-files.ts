import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

export const root: string = join(import.meta.dirname, '../..')

/** One file of the repository: its path from the root with slashes, and its text. */
export type SourceFile = { path: string; text: string }

const skipped = new Set(['node_modules', 'dist', '.git', '.snodo', 'coverage'])

/** Every file that is ours, whether committed yet or not; `endings` such as `.ts`. */
export function readSources(endings: readonly string[], folders: readonly string[] = ['.']): SourceFile[] {
  return folders
    .flatMap((folder) => walk(join(root, folder)))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({ path: relative(root, path).split(sep).join('/'), text: readFileSync(path, 'utf8') }))
}

export const codeFolders: readonly string[] = ['packages', 'nodes', 'engine', 'server', 'editor', 'test']

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : []
  })
}

/** Files that run only in tests: they may use test kits. */
export function isTest(path: string): boolean {
  return (
    path.startsWith('test/') ||
    /\.(test|bench)\.tsx?$/.test(path) ||
    /(^|\/)src\/testing(\.ts$|\/)/.test(path) ||
    /\.config\.ts$/.test(path)
  )
}

/** The text with comments blanked out, lines kept, so that a rule about code is not broken by a sentence. */
export function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|(?<![:\\])\/\/[^\n]*/g,
    (found, quoted) => (quoted === undefined ? found.replace(/[^\n]/g, ' ') : found),
  )
}

export function lineOf(text: string, index: number): number {
  return text.slice(0, index).split('\n').length
}
