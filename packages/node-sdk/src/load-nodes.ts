import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { asError } from '@snodo/base'
import { nodeFaults } from './node-faults.ts'
import type { NodeType } from './node-type.ts'

/**
 * Node types of a folder of the owner's: every `.ts`, `.js` or `.mjs` file in it, tests left out, each exporting what defineNode
 * made. A missing folder holds none. Throws NODE_FILE_BROKEN naming the file. Runs in the server only.
 */
export async function loadNodes(folder: string): Promise<NodeType[]> {
  const nodes: NodeType[] = []
  for (const file of await filesOf(folder)) {
    const exported = await importFile(file)
    const found = Object.values(exported).filter(isNodeType)
    if (found.length === 0) throw nodeFaults.NODE_FILE_BROKEN({ file, problem: 'It exports no node type.' })
    nodes.push(...found)
  }
  return nodes
}

async function filesOf(folder: string): Promise<string[]> {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return []
    throw nodeFaults.NODE_FILE_BROKEN({ file: folder, problem: `It cannot be read: ${asError(thrown).message}.` })
  }
  const files = names.filter((name) => /\.(ts|js|mjs)$/.test(name) && !/(\.test\.|\.d\.ts$)/.test(name)).sort()
  return files.map((name) => join(folder, name))
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  try {
    // The time of change is part of the address, or a file mended and loaded again would give its old self.
    const { mtimeMs } = await stat(file)
    return await import(`${pathToFileURL(file).href}?changed=${mtimeMs}`)
  } catch (thrown) {
    throw nodeFaults.NODE_FILE_BROKEN({ file, problem: `It cannot be imported: ${asError(thrown).message}.` })
  }
}

function isNodeType(value: unknown): value is NodeType {
  return typeof value === 'object' && value !== null && 'manifest' in value && 'type' in value
}
