import { existsSync } from 'node:fs'
import { join, posix } from 'node:path'
import { lineOf, root, type SourceFile, withoutComments } from './source-files.ts'

/** One import as written: `specifier`, and `target`, the path from the root if it is a file of ours named by a relative path. */
export type Import = { from: string; line: number; specifier: string; target: string | null }

const PATTERN =
  /(?:^|[\n;}])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*(['"])([^'"\n]+)\1|(?:^|[\n;}])\s*import\s*(['"])([^'"\n]+)\3|\bimport\(\s*(['"])([^'"\n]+)\5\s*\)/g

/** Static, re-exporting, side-effect and dynamic imports, types included: a type from the wrong room is a dependency too. */
export function importsOf(file: SourceFile): Import[] {
  const text = withoutComments(file.text)
  return [...text.matchAll(PATTERN)].map((found) => {
    const specifier = found[2] ?? found[4] ?? found[6] ?? ''
    const at = (found.index ?? 0) + found[0].lastIndexOf(specifier)
    return { from: file.path, line: lineOf(text, at), specifier, target: targetOf(file.path, specifier) }
  })
}

function targetOf(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  const path = posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')))
  // The editor's bundler also takes names without an ending.
  return [path, `${path}.ts`, `${path}.tsx`].find((each) => existsSync(join(root, each))) ?? path
}

/** `packages/flow/src/edits.ts` -> `flow`; null for files of no room, such as the configuration at the root. */
export function roomOf(path: string): string | null {
  const [first, second] = path.split('/')
  if (first === 'packages') return second ?? null
  return first !== undefined && ['nodes', 'engine', 'server', 'editor', 'test'].includes(first) ? first : null
}
