import { join, resolve } from 'node:path'
import { readSettings } from '@snodo/base'
import { type Settings, settingsTable } from '../settings.ts'

/** The repository's folder. */
export const root: string = join(import.meta.dirname, '../../..')

export type StartSettings = Settings & {
  /** Absolute. A relative one is looked for beside package.json, wherever the command was given. */
  dataDirectory: string
}

export function readStartSettings(environment: NodeJS.ProcessEnv): StartSettings {
  const settings = readSettings(settingsTable, environment)
  return { ...settings, dataDirectory: resolve(root, settings.SNODO_DATA_DIR) }
}
