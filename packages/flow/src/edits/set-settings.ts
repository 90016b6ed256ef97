import type { JsonObject, Words } from '@snodo/base'
import type { FlowSettings } from '../document.ts'
import { FlowSettingsSchema } from '../document-schema.ts'
import type { FlowEdits } from '../flow-edit.ts'
import { flowFaults } from '../flow-faults.ts'
import { problemsOf } from '../parse-document.ts'
import type { Editing } from './editing.ts'
import { setAtPath } from './set-at-path.ts'

export const setSettings: Editing<FlowEdits['setSettings']> = {
  apply(document, { path, value }) {
    // Settings are plain JSON; the type only names its members. Their shape is checked here, since an edit names any path in them.
    const { root, back } = setAtPath(document.settings as unknown as JsonObject, path, value, 'setSettings')
    const [problem] = problemsOf(settingsSchema, root)
    if (problem) throw flowFaults.EDIT_INVALID(problem)
    return { document: { ...document, settings: root as unknown as FlowSettings }, inverse: { do: 'setSettings', ...back } }
  },
  describe({ path }) {
    const words = TITLES[path.split('/')[1] ?? ''] ?? OTHER
    return { en: `Change the flow’s ${words.en}`, it: `Cambia ${words.it} del flusso` }
  },
}

const OTHER: Words = { en: 'settings', it: 'impostazioni' }

/** What a setting is called, standing alone. */
export function settingTitle(path: string): Words {
  const { en, it } = TITLES[path.split('/')[1] ?? ''] ?? OTHER
  const alone = it.replace(/^(?:il|la|le|l’|lo|i|gli) ?/, '')
  return { en: capital(en), it: capital(alone) }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

const settingsSchema = JSON.parse(JSON.stringify(FlowSettingsSchema)) as JsonObject

const TITLES: Record<string, Words> = {
  timeZone: { en: 'time zone', it: 'il fuso orario' },
  reentry: { en: 're-entry', it: 'il rientro' },
  exits: { en: 'exits', it: 'le uscite' },
  goal: { en: 'goal', it: 'l’obiettivo' },
  priority: { en: 'priority', it: 'la priorità' },
  entryFilter: { en: 'entry filter', it: 'il filtro d’ingresso' },
}
