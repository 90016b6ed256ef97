/** What `pnpm check-nodes FOLDER` runs: the contract of nodes on every node type of a folder. */
import { resolve } from 'node:path'
import { asError } from '@snodo/base'
import { loadNodes } from './load-nodes.ts'
import { nodeRegistry } from './registry.ts'
import { checkNode, schemaHash } from './testing/check-node.ts'

const [folder] = process.argv.slice(2).filter((each) => each !== '--')

if (folder === undefined) {
  process.stderr.write('Expected the folder of your node types: pnpm check-nodes FOLDER\n')
  process.exitCode = 2
} else {
  try {
    for (const node of nodeRegistry(await loadNodes(resolve(folder))).types) {
      await checkNode(node)
      process.stdout.write(`${node.type} keeps the contract (version ${node.version}, schema hash ${schemaHash(node)})\n`)
    }
  } catch (thrown) {
    process.stderr.write(`${asError(thrown).message}\n`)
    process.exitCode = 1
  }
}
