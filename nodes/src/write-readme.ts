import { writeFile } from 'node:fs/promises'
import { builtInNodes } from './index.ts'
import { readmeOf } from './readme.ts'

await writeFile(new URL('../README.md', import.meta.url), readmeOf(builtInNodes.map((node) => node.manifest)))
