import type { FlowEdits } from '../flow-edit.ts'
import { calledNode, type Editing, nodeAt, withNode } from './editing.ts'

export const setOff: Editing<FlowEdits['setOff']> = {
  apply(document, { id, off }) {
    const { off: was, ...rest } = nodeAt(document, id, 'setOff')
    return {
      document: withNode(document, id, off ? { ...rest, off: true } : rest),
      inverse: { do: 'setOff', id, off: was === true },
    }
  },
  describe({ id, off }, names) {
    const called = calledNode(id, names)
    return off
      ? { en: `Switch off “${called.en}”`, it: `Spegni “${called.it}”` }
      : { en: `Switch on “${called.en}”`, it: `Accendi “${called.it}”` }
  },
}
