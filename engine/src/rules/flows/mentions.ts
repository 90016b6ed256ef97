import type { FlowDocument } from '@snodo/flow'
import type { NodeType } from '@snodo/node-sdk'

/**
 * Every text in a drawing, and the events its types wait for by themselves: too many rather than one too few. Null where a type is
 * missing here, of which nobody can say what it waits for.
 */
export function mentionsOf(document: FlowDocument, types: readonly (NodeType | null)[]): Set<string> | null {
  const mentions = new Set<string>()
  for (const type of types) {
    if (type === null) return null
    for (const event of type.manifest.traits.awaits ?? []) mentions.add(event)
  }
  const values: unknown[] = [document]
  for (const value of values) {
    if (typeof value === 'string') mentions.add(value)
    else if (value !== null && typeof value === 'object') {
      for (const key of Object.keys(value)) mentions.add(key)
      values.push(...Object.values(value))
    }
  }
  return mentions
}
