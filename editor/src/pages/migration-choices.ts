import type { Migration } from '../api/flows.ts'

/** What becomes of those at one block: stay on their version, come along (waits kept or counted anew), end, or go elsewhere. */
export type Choice = 'stay' | 'carry' | 'recompute' | 'end' | `to:${string}`

/** The choices as the server takes them. What was not chosen stays: nobody is moved or ended by a default. */
export function migrationOf(nodes: readonly { node: string }[], choices: Readonly<Record<string, Choice>>): Migration {
  return Object.fromEntries(nodes.map(({ node }) => [node, stepOf(choices[node] ?? 'stay')]))
}

function stepOf(choice: Choice): Migration[string] {
  switch (choice) {
    case 'stay':
      return { do: 'stay' }
    case 'carry':
      return { do: 'move', waits: 'keep' }
    case 'recompute':
      return { do: 'move', waits: 'recompute' }
    case 'end':
      return { do: 'end' }
    default:
      return { do: 'move', to: choice.slice('to:'.length) }
  }
}
