import type { JsonObject } from '@snodo/base'
import type { FlowDocument } from '@snodo/flow'

/** The content of the library a block names; null: it says what it says itself. */
export function templateOf(content: unknown): string | null {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return null
  const { template } = content as JsonObject
  return typeof template === 'string' && template !== '' ? template : null
}

/** Every content of the library a drawing names, each once. */
export function templatesNamed(document: FlowDocument): string[] {
  const named = Object.values(document.nodes).map((node) => templateOf(node.config.content))
  return [...new Set(named.filter((id) => id !== null))]
}

/** What a block sends that names a content: that content, under the block's own subject and preview line where it has them. */
export function withOwnWords(compiled: JsonObject, content: JsonObject): JsonObject {
  const filled = { ...compiled }
  for (const name of ['subject', 'preheader']) {
    const own = content[name]
    if (typeof own === 'string' && own !== '') filled[name] = own
  }
  return filled
}

/** A drawing whose blocks say what the contents they name say. */
export function fillTemplates(document: FlowDocument, compiled: ReadonlyMap<string, JsonObject>): FlowDocument {
  const nodes = Object.entries(document.nodes).map(([id, node]) => {
    const template = templateOf(node.config.content)
    const found = template === null ? undefined : compiled.get(template)
    if (found === undefined) return [id, node] as const
    const content = withOwnWords(found, node.config.content as JsonObject) // it has a template, so it is an object
    return [id, { ...node, config: { ...node.config, content } }] as const
  })
  return { ...document, nodes: Object.fromEntries(nodes) }
}
