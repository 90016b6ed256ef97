import { type Import, roomOf } from './imports.ts'
import { isTest } from './source-files.ts'

const inBrowser = ['base', 'audience', 'templates', 'content', 'flow', 'protocol', 'editor']

/** Sentences about an import of a package or of Node that its room must do without. */
export function judgePlatform(each: Import): string[] {
  if (isTest(each.from) || each.target !== null || each.specifier.startsWith('@snodo/')) return []
  const room = roomOf(each.from) ?? ''
  const at = `${each.from}:${each.line} imports '${each.specifier}'`
  if (inBrowser.includes(room) && each.specifier.startsWith('node:'))
    return [`${at}. Why not: ${room} runs in the browser too, where there is no Node.`]
  // A stranger has TypeBox through the kit's own examples; the page of nodes is written by a script that is no node.
  if (room === 'nodes' && each.specifier !== 'typebox' && each.from !== 'nodes/src/write-readme.ts')
    return [`${at}. Why not: a built-in node must be written with nothing a stranger would not have.`]
  if (room === 'engine' && /^(fastify|@fastify\/.*|ws|undici|node:https?)$/.test(each.specifier))
    return [`${at}. Why not: the engine knows no HTTP.`]
  return []
}
