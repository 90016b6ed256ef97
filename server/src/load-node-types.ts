import { resolve } from 'node:path'
import { type NodeType, nodeRegistry } from '@snodo/node-sdk'
import { loadNodes } from '@snodo/node-sdk/load'
import { builtInNodes } from '@snodo/nodes'

/** The built-in node types and those of a folder of TypeScript files, each exporting what `defineNode` made. Refused at boot if they clash. */
export async function loadNodeTypes(directory: string | null): Promise<readonly NodeType[]> {
  const own = directory === null ? [] : await loadNodes(resolve(directory))
  return nodeRegistry([...builtInNodes, ...own]).types
}
