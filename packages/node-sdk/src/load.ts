export { loadNodes } from './load-nodes.ts'
