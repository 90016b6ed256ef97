import type { Language } from '@snodo/base'
import { type FlowDocument, type FlowNode, type Manifests, type NodeId, nodeTitle, summarize } from '@snodo/flow'

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
  const text = summarize(manifest, node.config, language, { nodeName })
  SAID.set(node, { language, text, names })
  return text
}

/** What people call a block. */
export function nameOf(document: FlowDocument, id: NodeId, manifests: Manifests, language: Language): string {
  const node = document.nodes[id]
  return node ? nodeTitle(node, manifests.get(node.type))[language] : id
}
