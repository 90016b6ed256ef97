import type { Json, JsonObject, Language, Words } from '@snodo/base'
import { isObject } from './annotations.ts'
import type { FlowChange } from './changes.ts'
import type { FlowDocument, NodeId, Reentry } from './document.ts'
import { fieldTitle } from './edits/set-config.ts'
import { settingTitle } from './edits/set-settings.ts'
import { pointerKeys } from './json-pointer.ts'
import type { Manifests } from './manifests.ts'
import { nodeTitle, portsOf } from './ports.ts'
import { sayValue } from './summarize.ts'

/** A change in words: what it is about, and where a value changed what stood and what stands there. */
export type SaidChange = { title: string; was?: string; is?: string }

const NOTHING: Words = { en: 'nothing', it: 'niente' }
const SHOWN_MOST = 200

export function sayChange(
  change: FlowChange,
  { before, after }: { before: FlowDocument; after: FlowDocument },
  manifests: Manifests,
  language: Language,
): SaidChange {
  const say = (words: Words) => words[language]
  const name = (id: NodeId) => {
    const node = after.nodes[id] ?? before.nodes[id]
    return node ? say(nodeTitle(node, manifests.get(node.type))) : id
  }
  const values = (was: Json | undefined, is: Json | undefined, schema: JsonObject = {}) => {
    const said = (value: Json | undefined) => {
      const text = value === undefined ? '' : sayValue(schema, value, language, { nodeName: name })
      return shorten(text) || say(NOTHING)
    }
    return { was: said(was), is: said(is) }
  }
  const leads = (ids: NodeId[]) => ids.map(name).join(', ') || say(NOTHING)
  switch (change.what) {
    case 'node-added':
      return { title: say({ en: 'Added', it: 'Aggiunto' }) }
    case 'node-removed':
      return { title: say({ en: 'Removed', it: 'Rimosso' }) }
    case 'node-type':
      return { title: say({ en: 'Another type of block', it: 'Un altro tipo di blocco' }), ...values(change.was, change.is) }
    case 'node-version':
      return { title: say({ en: 'Version of the block', it: 'Versione del blocco' }), ...values(change.was, change.is) }
    case 'config': {
      const manifest = manifests.get((after.nodes[change.node] ?? before.nodes[change.node])?.type ?? '')
      const title = say(fieldTitle(manifest, change.path))
      return { title, ...values(change.was, change.is, schemaAt(manifest?.config, change.path)) }
    }
    case 'renamed':
      return { title: say({ en: 'Name', it: 'Nome' }), ...values(change.was, change.is) }
    case 'switched':
      return change.is === 'off'
        ? { title: say({ en: 'Switched off', it: 'Spento' }) }
        : { title: say({ en: 'Switched on', it: 'Acceso' }) }
    case 'moved':
      return { title: say({ en: 'Moved', it: 'Spostato' }) }
    case 'line': {
      const title = say({ en: 'Leads to', it: 'Porta a' })
      const node = after.nodes[change.from] ?? before.nodes[change.from]
      const manifest = node && manifests.get(node.type)
      const ports = node && manifest ? portsOf(node, manifest) : []
      const port = ports.find(({ id }) => id === change.port)?.title[language] ?? change.port
      return { title: ports.length > 1 ? `“${port}” · ${title}` : title, was: leads(change.was), is: leads(change.is) }
    }
    case 'setting':
      return { title: say(settingTitle(change.path)), ...values(change.was, change.is, settingSchema(change.path)) }
    case 'name':
      return { title: say({ en: 'Name of the flow', it: 'Nome del flusso' }), ...values(change.was, change.is) }
    case 'note':
      return { title: say({ en: 'Note', it: 'Nota' }), ...values(change.was, change.is) }
    case 'note-moved':
      return { title: say({ en: 'Note moved', it: 'Nota spostata' }) }
    case 'group':
      return { title: say({ en: 'Group', it: 'Gruppo' }), ...values(titleOf(change.was), titleOf(change.is)) }
  }
}

/** The choices of a setting, as the panel of settings calls them. */
function settingSchema(path: string): JsonObject {
  if (path !== '/reentry/mode') return {}
  return { 'x-widget': 'choice', 'x-options': Object.entries(REENTRY).map(([value, title]) => ({ value, title })) }
}

const REENTRY: Record<Reentry['mode'], Words> = {
  never: { en: 'Never', it: 'Mai' },
  always: { en: 'Always', it: 'Sempre' },
  afterExit: { en: 'After the journey has ended', it: 'Dopo la fine del percorso' },
  afterWindow: { en: 'After a while', it: 'Dopo un certo tempo' },
}

function titleOf(group: Json | undefined): Json | undefined {
  return isObject(group) ? group.title : undefined
}

/** The annotated schema of the field a pointer leads to. */
function schemaAt(root: JsonObject | undefined, path: string): JsonObject {
  let schema: Json | undefined = root
  for (const key of pointerKeys(path)) {
    if (!isObject(schema)) return {}
    schema = isObject(schema.properties) && Object.hasOwn(schema.properties, key) ? schema.properties[key] : schema.items
  }
  return isObject(schema) ? schema : {}
}

function shorten(text: string): string {
  return text.length > SHOWN_MOST ? `${text.slice(0, SHOWN_MOST - 1)}…` : text
}
