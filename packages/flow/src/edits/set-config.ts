import type { Words } from '@snodo/base'
import { isObject } from '../annotations.ts'
import type { FlowEdits } from '../flow-edit.ts'
import { pointerKeys } from '../json-pointer.ts'
import type { Manifest } from '../manifest.ts'
import { calledNode, type Editing, nodeAt, withNode } from './editing.ts'
import { setAtPath } from './set-at-path.ts'

export const setConfig: Editing<FlowEdits['setConfig']> = {
  apply(document, { id, path, value }) {
    const node = nodeAt(document, id, 'setConfig')
    const { root, back } = setAtPath(node.config, path, value, 'setConfig')
    return { document: withNode(document, id, { ...node, config: root }), inverse: { do: 'setConfig', id, ...back } }
  },
  describe({ id, path }, names) {
    const called = calledNode(id, names)
    const type = names.document?.nodes[id]?.type
    const field = fieldTitle(type === undefined ? undefined : names.manifests?.get(type), path)
    return { en: `Change ${field.en} of “${called.en}”`, it: `Cambia ${field.it} di “${called.it}”` }
  },
}

/** The title of the innermost field on the way that has one. */
export function fieldTitle(manifest: Manifest | undefined, path: string): Words {
  let title: Words = { en: path, it: path }
  let schema: unknown = manifest?.config
  for (const key of pointerKeys(path)) {
    if (!isObject(schema)) break
    schema = isObject(schema.properties) && Object.hasOwn(schema.properties, key) ? schema.properties[key] : schema.items
    if (isObject(schema) && isObject(schema['x-title'])) title = schema['x-title'] as unknown as Words
  }
  return title
}
