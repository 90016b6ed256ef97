import { readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { asError } from '@snodo/base'
import { lendKitTo } from './lend-kit.ts'
import { nodeFaults } from './node-faults.ts'
import type { NodeType } from './node-type.ts'

/**
 * Node types of a folder of the owner's, wherever it lies: every `.ts`, `.js` or `.mjs` file in it, tests left out, each exporting
 * what defineNode made. Throws NODE_FILE_BROKEN naming the file, or NODE_FOLDER_UNREADABLE. Runs in the server only.
 */
export async function loadNodes(given: string): Promise<NodeType[]> {
  const folder = await realFolder(given)
  lendKitTo(folder)
  const nodes: NodeType[] = []
  for (const file of await filesOf(folder)) {
    const exported = await importFile(file)
    const found = Object.values(exported).filter(isNodeType)
    if (found.length === 0)
      throw nodeFaults.NODE_FILE_BROKEN({
        file,
        problem: 'It exports no node type. Export one or more made with defineNode, by name.',
      })
    nodes.push(...found)
  }
  return nodes
}

/** Links followed: Node tells an importing file by its real path. */
async function realFolder(given: string): Promise<string> {
  try {
    return await realpath(given)
  } catch (thrown) {
    throw nodeFaults.NODE_FOLDER_UNREADABLE({ folder: given, because: asError(thrown).message })
  }
}

async function filesOf(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((thrown: unknown) => {
    throw nodeFaults.NODE_FOLDER_UNREADABLE({ folder, because: asError(thrown).message })
  })
  const files = names.filter((name) => /\.(ts|js|mjs)$/.test(name) && !/(\.test\.|\.d\.ts$)/.test(name)).sort()
  return files.map((name) => join(folder, name))
}

async function importFile(file: string): Promise<Record<string, unknown>> {
  try {
    // The time of change is part of the address, or a file mended and loaded again would give its old self.
    const { mtimeMs } = await stat(file)
    return await import(`${pathToFileURL(file).href}?changed=${mtimeMs}`)
  } catch (thrown) {
    throw nodeFaults.NODE_FILE_BROKEN({ file, problem: `It cannot be imported: ${asError(thrown).message}` })
  }
}

function isNodeType(value: unknown): value is NodeType {
  return typeof value === 'object' && value !== null && 'manifest' in value && 'type' in value
}
