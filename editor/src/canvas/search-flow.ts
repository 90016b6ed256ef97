import type { Json, Language } from '@snodo/base'
import type { Finding, FlowDocument, FlowNode, Manifests, NodeId } from '@snodo/flow'
import { outlineRows } from '../outline/outline-rows.ts'
import { fold } from '../palette/type-list.ts'
import { nameOf, summaryOf } from './summary-of.ts'

/** What is said of each block, in the order one reads the flow, ready to be searched. */
export type SearchIndex = {
  entries: readonly Entry[]
  /** How many blocks had to be read to make it; the others were taken from the index before. */
  read: number
}

type Entry = {
  id: NodeId
  node: FlowNode
  findings: readonly Finding[] | undefined
  summary: string
  language: Language
  text: string
}

export type Searched = {
  document: FlowDocument
  manifests: Manifests
  findings: ReadonlyMap<NodeId, readonly Finding[]>
  language: Language
}

/** Names, types, settings, texts and problems of every block. A block that has not changed keeps what was read of it. */
export function indexFlow({ document, manifests, findings, language }: Searched, before?: SearchIndex): SearchIndex {
  const known = new Map(before?.entries.map((entry) => [entry.id, entry]))
  let read = 0
  const entries = outlineRows(document, manifests).flatMap((row) => {
    if (row.kind !== 'block') return []
    const { id } = row
    const node = document.nodes[id]!
    const own = findings.get(id)
    const summary = summaryOf(document, id, manifests, language)
    const old = known.get(id)
    if (old && old.node === node && old.findings === own && old.summary === summary && old.language === language) return [old]
    read += 1
    const type = manifests.get(node.type)?.title[language] ?? node.type
    const name = nameOf(document, id, manifests, language)
    const said = (own ?? []).map((finding) => finding.message[language])
    const text = fold([name, type, summary, ...textsIn(node.config), ...said].join('\n'))
    return [{ id, node, findings: own, summary, language, text }]
  })
  return { entries, read }
}

/** The blocks that hold every word of the query, in the order of the flow. */
export function findInFlow({ entries }: SearchIndex, query: string): NodeId[] {
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  return entries.filter(({ text }) => words.every((word) => text.includes(word))).map(({ id }) => id)
}

/** Every text a setting holds, however deep. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(textsIn)
}
