import { defineFaults, type Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import { Value } from 'typebox/value'
import {
  isSettingName,
  SETTINGS,
  type SettingName,
  STANDARD_SETTINGS,
  type WorkspaceSettings,
} from '../../rules/workspace-settings.ts'

export const settingFaults = defineFaults({
  SETTING_UNKNOWN: {
    status: 404,
    title: 'No such setting',
    say: ({ name }: { name: string }) => `There is no setting "${name}". There are: ${Object.keys(SETTINGS).join(', ')}.`,
  },
  SETTING_INVALID: {
    status: 422,
    title: 'The setting is not valid',
    say: ({ name, path, because }: { name: string; path: string; because: string }) =>
      `The setting "${name}"${path === '' ? '' : ` at ${path}`} ${because}. Nothing was changed.`,
  },
})

/** All settings of the workspace; what nobody has set has its standard value. */
export async function loadSettings(sql: Sql): Promise<WorkspaceSettings> {
  const { rows } = await sql.query<{ key: string; value: unknown }>(/* sql */ `select key, value from settings`, [], {
    name: 'load-settings',
  })
  const settings: Record<string, unknown> = { ...STANDARD_SETTINGS }
  // Rows of other rooms may stand beside ours, and every one of ours was checked when it was written.
  for (const { key, value } of rows) if (isSettingName(key)) settings[key] = value
  return settings as WorkspaceSettings
}

/** A value for a setting, checked. Throws `SETTING_UNKNOWN` or `SETTING_INVALID`, the latter with the first thing that is wrong. */
export function checkSetting(name: string, value: unknown): { name: SettingName; value: unknown } {
  if (!isSettingName(name)) throw settingFaults.SETTING_UNKNOWN({ name })
  const errors = Value.Errors(SETTINGS[name].schema, value)
  const wrong = errors[0]
  if (wrong === undefined) return { name, value }
  const because = choicesOf(errors.filter((error) => error.instancePath === wrong.instancePath)) ?? wrong.message
  throw settingFaults.SETTING_INVALID({ name, path: wrong.instancePath, because })
}

/** Where one of several words is asked for, which ones: the schema says of each by itself that it is not this one. */
function choicesOf(errors: ReturnType<typeof Value.Errors>): string | null {
  const choices = errors.flatMap((error) =>
    error.keyword === 'const'
      ? [JSON.stringify(error.params.allowedValue)]
      : error.keyword === 'type' && error.params.type === 'null'
        ? ['null']
        : [],
  )
  return errors[0]?.keyword === 'const' ? `must be ${choices.length > 1 ? 'one of ' : ''}${choices.join(', ')}` : null
}

/** Writes one setting, checked. Whoever writes several does so in a transaction. */
export async function saveSetting<Name extends SettingName>(
  sql: Sql,
  name: Name,
  value: WorkspaceSettings[Name],
  now: Instant,
): Promise<void> {
  checkSetting(name, value)
  await sql.query(
    /* sql */ `insert into settings (key, value, updated_at) values ($1, $2::jsonb, $3)
      on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`,
    [name, JSON.stringify(value), new Date(now)],
  )
}

/** One setting, its row locked until the transaction ends, for those who change it by what it is. */
export async function lockSetting<Name extends SettingName>(
  sql: Sql,
  name: Name,
  now: Instant,
): Promise<WorkspaceSettings[Name]> {
  // The row must exist to be locked; what is inserted here is the standard, so it says nothing new.
  await sql.query(
    /* sql */ `insert into settings (key, value, updated_at) values ($1, $2::jsonb, $3) on conflict (key) do nothing`,
    [name, JSON.stringify(STANDARD_SETTINGS[name]), new Date(now)],
  )
  const { rows } = await sql.query<{ value: WorkspaceSettings[Name] }>(
    /* sql */ `select value from settings where key = $1 for update`,
    [name],
  )
  return rows[0]!.value
}
