import { isFault, type JsonObject, type Language } from '@snodo/base'
import {
  type FlowDocument,
  type FlowNode,
  type Manifest,
  type Manifests,
  type NodeId,
  nodeTitle,
  portsOf,
  reentryOf,
  sayReentry,
  summarize,
} from '@snodo/flow'
import { listFields, renderTemplate } from '@snodo/templates'

type Said = { language: Language; text: string; names: Map<NodeId, string> }
const SAID = new WeakMap<FlowNode, Said>()

/** The line on a card; a start's says as well who may enter again. */
export function summaryOf(document: FlowDocument, id: NodeId, manifests: Manifests, language: Language): string {
  const node = document.nodes[id]
  const manifest = node && manifests.get(node.type)
  if (!node || !manifest) return ''
  const line = lineOf(document, node, manifests, manifest, language)
  return manifest.kind === 'start' ? `${line}. ${sayReentry(reentryOf(document), language)}` : line
}

/** Said once for each state of the node; again only when a block it names is called otherwise. */
function lineOf(document: FlowDocument, node: FlowNode, manifests: Manifests, manifest: Manifest, language: Language): string {
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
  const text = withoutLiquid(summarize(manifest, node.config, language, { nodeName }), language)
  SAID.set(node, { language, text, names })
  return text
}

/** A template on a card: its fields as `‹first name›`, its conditions as if every field had a value. */
export function withoutLiquid(text: string, language: Language): string {
  if (!text.includes('{{') && !text.includes('{%')) return text
  const scope: JsonObject = {}
  for (const path of listFields(text)) putAt(scope, path.split('.'), `‹${sayField(path, language)}›`)
  try {
    return renderTemplate(text, scope, { escape: 'none' })
  } catch (thrown) {
    // A broken template is a problem shown as such; the card shows what was written.
    if (!isFault(thrown)) throw thrown
    return text
  }
}

/** What a field is called: a word of ours for those every contact has, else its own name taken apart: `orderTotal`, `order total`. */
function sayField(path: string, language: Language): string {
  const name = path.split('.').at(-1) ?? path
  if (Object.hasOwn(FIELD_NAMES, name)) return FIELD_NAMES[name as keyof typeof FIELD_NAMES][language]
  return name
    .replace(/([a-z\d])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .replace(/_/g, ' ')
}

const FIELD_NAMES = {
  firstName: { en: 'first name', it: 'nome' },
  lastName: { en: 'last name', it: 'cognome' },
  email: { en: 'e-mail', it: 'e-mail' },
  phone: { en: 'phone', it: 'telefono' },
  city: { en: 'city', it: 'città' },
  code: { en: 'code', it: 'codice' },
  expiresAt: { en: 'expiry', it: 'scadenza' },
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

/** What people call a branch of a block. */
export function portName(document: FlowDocument, id: NodeId, port: string, manifests: Manifests, language: Language): string {
  const node = document.nodes[id]
  const manifest = node && manifests.get(node.type)
  return (node && manifest && portsOf(node, manifest).find((each) => each.id === port)?.title[language]) || port
}

/** What people call a block. */
export function nameOf(document: FlowDocument, id: NodeId, manifests: Manifests, language: Language): string {
  const node = document.nodes[id]
  return node ? nodeTitle(node, manifests.get(node.type))[language] : id
}
