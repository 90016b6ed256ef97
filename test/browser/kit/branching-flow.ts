import type { FlowDocument } from '@snodo/flow'
import { tinyFlow } from './tiny-flow.ts'

/** Start → Bought? → (Yes: Wait) → End: two ways that meet again, and an empty condition to mend. */
export function branchingFlow(name: string): FlowDocument {
  const { nodes, ...rest } = tinyFlow(name)
  const { start, rest: wait, end } = nodes
  return {
    ...rest,
    nodes: {
      start: start!,
      ask: {
        type: 'core.branch',
        version: 1,
        name: 'Bought?',
        config: { branches: [{ id: 'yes', name: 'Yes', when: { type: 'all', of: [] } }] },
        at: { x: 0, y: 128 },
      },
      wait: { ...wait!, at: { x: -152, y: 256 } },
      end: { ...end!, at: { x: 0, y: 384 } },
    },
    edges: [
      { from: 'start', port: 'started', to: 'ask' },
      { from: 'ask', port: 'yes', to: 'wait' },
      { from: 'wait', port: 'after', to: 'end' },
      { from: 'ask', port: 'else', to: 'end' },
    ],
  }
}
