import { randomBytes } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asError } from '@snodo/base'
import type { StartSettings } from './start-settings.ts'
import { supervisorFaults } from './supervisor-faults.ts'

/** The secrets a newcomer should not have to invent. */
export type Secrets = { SNODO_ADMIN_TOKEN: string; SNODO_WRITE_KEY: string; SNODO_SECRET: string }

const makers: Record<keyof Secrets, () => string> = {
  SNODO_ADMIN_TOKEN: () => `snodo_admin_${randomBytes(24).toString('base64url')}`,
  SNODO_WRITE_KEY: () => `snodo_write_${randomBytes(18).toString('base64url')}`,
  SNODO_SECRET: () => randomBytes(32).toString('base64url'),
}

/** Those the environment does not give are made once and kept in the data folder, in `secrets.json`, readable by us alone. */
export async function keepSecrets(settings: StartSettings): Promise<Secrets> {
  const path = join(settings.dataDirectory, 'secrets.json')
  try {
    const kept = await readKept(path)
    const secrets = Object.fromEntries(Object.entries(makers).map(([name, make]) => [name, kept[name] ?? make()])) as Secrets // its names are those of makers
    if (Object.keys(makers).some((name) => kept[name] === undefined)) {
      await writeFile(path, `${JSON.stringify({ ...kept, ...secrets }, null, 2)}\n`, { mode: 0o600 })
      await chmod(path, 0o600)
    }
    const given = Object.entries(settings).filter(([name, value]) => name in makers && value !== null)
    return { ...secrets, ...Object.fromEntries(given) }
  } catch (error) {
    throw supervisorFaults.DATA_DIRECTORY_UNUSABLE({ directory: settings.dataDirectory, because: asError(error).message })
  }
}

async function readKept(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw error
  })
  return JSON.parse(text) as Record<string, string> // written by us alone
}
