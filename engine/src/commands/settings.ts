import type { JsonObject } from '@snodo/base'
import { CHANNEL_NAMES, PROVIDER_NAMES } from '@snodo/channels'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { bumpEpoch } from '../ledgers/flows/flow-rows.ts'
import { checkSetting, loadSettings, lockSetting, saveSetting, settingFaults } from '../ledgers/settings/settings.ts'
import type { SettingName, WorkspaceSettings } from '../rules/workspace-settings.ts'
import { channelsOf } from './channels-of.ts'

/** The workspace's settings, with the standard for what nobody has set. */
export async function readSettings(engine: EngineContext): Promise<WorkspaceSettings> {
  return loadSettings(engine.pool)
}

/** Changes settings, all or none. Throws SETTING_UNKNOWN or SETTING_INVALID. Orders to stop sending have their own commands. */
export async function changeSettings(
  engine: EngineContext,
  given: { values: Record<string, unknown>; author: string },
): Promise<WorkspaceSettings> {
  const checked = Object.entries(given.values).map(([name, value]) => checkSetting(name, value))
  if (checked.some(({ name }) => name === 'stopSending'))
    throw settingFaults.SETTING_INVALID({ name: 'stopSending', path: '', because: 'is changed by POST /api/stop-sending only' })
  for (const { name, value } of checked) mustNameWhatThereIs(engine, name, value)
  await transaction(engine.pool, async (sql) => {
    const now = engine.clock.now()
    const changes: { name: SettingName; details: JsonObject }[] = []
    for (const { name, value } of checked) {
      const before = await lockSetting(sql, name, now)
      await saveSetting(sql, name, value as never, now) // checked against the schema of this very name
      changes.push({ name, details: JSON.parse(JSON.stringify({ before, after: value })) })
    }
    // Compiled flows hold the workspace's zone.
    await bumpEpoch(sql)
    await writeAudit(
      sql,
      changes.map(({ name, details }) => ({
        at: now,
        actor: given.author,
        action: 'settings.change',
        subject: `setting:${name}`,
        details,
      })),
    )
  })
  return loadSettings(engine.pool)
}

/** A rule for a channel or a provider that is not there would be saved and never hold. */
function mustNameWhatThereIs(engine: EngineContext, name: SettingName, value: unknown): void {
  for (const { path, given, what, known } of namesIn(engine, { [name]: value })) {
    if (known.includes(given)) continue
    throw settingFaults.SETTING_INVALID({
      name,
      path,
      because: `names the ${what} "${given}", which there is not; there are ${known.join(', ')}`,
    })
  }
}

type Named = { path: string; given: string; what: 'channel' | 'provider'; known: readonly string[] }

function namesIn(engine: EngineContext, { quietHours, doubleOptIn, providers, caps }: Partial<WorkspaceSettings>): Named[] {
  // What we can send by ourselves may have its rules before a block that uses it is installed.
  const channels = { what: 'channel' as const, known: [...new Set([...CHANNEL_NAMES, ...channelsOf(engine)])] }
  return [
    ...[...Object.keys(quietHours ?? {}), ...Object.keys(doubleOptIn ?? {})].map((given) => ({
      path: `/${given}`,
      given,
      ...channels,
    })),
    ...(caps ?? []).flatMap(({ channel }, i) =>
      channel === null ? [] : [{ path: `/${i}/channel`, given: channel, ...channels }],
    ),
    ...Object.keys(providers ?? {}).map((given) => ({
      path: `/${given}`,
      given,
      what: 'provider' as const,
      known: PROVIDER_NAMES,
    })),
  ]
}
