import { isFault, type JsonObject, type Language } from '@snodo/base'
import { type FlowDocument, type FlowNode, type Manifests, type NodeId, nodeTitle, summarize } from '@snodo/flow'
import { listFields, renderTemplate } from '@snodo/templates'

type Said = { language: Language; text: string; names: Map<NodeId, string> }
const SAID = new WeakMap<FlowNode, Said>()

/** The line on a card, said once for each state of the node; again only when a block it names is called otherwise. */
export function summaryOf(document: FlowDocument, id: NodeId, manifests: Manifests, language: Language): string {
  const node = document.nodes[id]
  const manifest = node && manifests.get(node.type)
  if (!node || !manifest) return ''
  const known = SAID.get(node)
  if (
    known &&
    known.language === language &&
    [...known.names].every(([each, name]) => nameOf(document, each, manifests, language) === name)
  )
    return known.text
  const names = new Map<NodeId, string>()
  const nodeName = (each: NodeId) => {
    const name = nameOf(document, each, manifests, language)
    names.set(each, name)
    return name
  }
  const text = withoutLiquid(summarize(manifest, node.config, language, { nodeName }))
  SAID.set(node, { language, text, names })
  return text
}

/** A template on a card: its fields as `‹firstName›`, its conditions as if every field had a value. */
export function withoutLiquid(text: string): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  const scope: JsonObject = {}
  for (const path of listFields(text)) putAt(scope, path.split('.'), `‹${path.split('.').at(-1)}›`)
  try {
    return renderTemplate(text, scope, { escape: 'none' })
  } catch (thrown) {
    // A broken template is a problem shown as such; the card shows what was written.
    if (!isFault(thrown)) throw thrown
    return text
  }
}

function putAt(scope: JsonObject, [name, ...rest]: string[], value: string): void {
  if (name === undefined) return
  if (rest.length === 0) {
    scope[name] ??= value
    return
  }
  const inner = scope[name]
  const next: JsonObject = inner !== null && typeof inner === 'object' && !Array.isArray(inner) ? inner : {}
  scope[name] = next
  putAt(next, rest, value)
}

/** What people call a block. */
export function nameOf(document: FlowDocument, id: NodeId, manifests: Manifests, language: Language): string {
  const node = document.nodes[id]
  return node ? nodeTitle(node, manifests.get(node.type))[language] : id
}
