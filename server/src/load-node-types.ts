import { readdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { asError, defineFaults } from '@snodo/base'
import { type NodeType, nodeRegistry } from '@snodo/node-sdk'
import { builtInNodes } from '@snodo/nodes'

const faults = defineFaults({
  NODES_UNREADABLE: {
    status: 500,
    title: 'A node type cannot be loaded',
    say: ({ path, because }: { path: string; because: string }) =>
      `${path} cannot be loaded (${because}): mend it, or take it out of the folder.`,
  },
})

/** The built-in node types and those of a folder of TypeScript files, each exporting what `defineNode` made. Refused at boot if they clash. */
export async function loadNodeTypes(directory: string | null): Promise<readonly NodeType[]> {
  const own = directory === null ? [] : await fromFolder(resolve(directory))
  return nodeRegistry([...builtInNodes, ...own]).types
}

async function fromFolder(directory: string): Promise<NodeType[]> {
  const names = await readdir(directory).catch((error: unknown) => {
    throw faults.NODES_UNREADABLE({ path: directory, because: asError(error).message })
  })
  const files = names.filter((name) => /\.(ts|js|mjs)$/.test(name) && !/\.(test|d)\.ts$/.test(name)).sort()
  const found = await Promise.all(files.map((name) => fromFile(join(directory, name))))
  return found.flat()
}

async function fromFile(path: string): Promise<NodeType[]> {
  try {
    const module = (await import(pathToFileURL(path).href)) as Record<string, unknown>
    return Object.values(module).filter(isNodeType)
  } catch (error) {
    throw faults.NODES_UNREADABLE({ path, because: asError(error).message })
  }
}

function isNodeType(value: unknown): value is NodeType {
  return typeof value === 'object' && value !== null && 'manifest' in value && 'kind' in value
}
