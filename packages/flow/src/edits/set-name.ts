import type { FlowEdits } from '../flow-edit.ts'
import type { Editing } from './editing.ts'

export const setName: Editing<FlowEdits['setName']> = {
  apply(document, { name }) {
    return { document: { ...document, name }, inverse: { do: 'setName', name: document.name } }
  },
  describe({ name }) {
    return { en: `Call the flow “${name}”`, it: `Chiama il flusso “${name}”` }
  },
}
