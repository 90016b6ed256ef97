import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { bumpEpoch } from '../ledgers/flows/flow-rows.ts'
import { checkSetting, loadSettings, saveSetting, settingFaults } from '../ledgers/settings/settings.ts'
import type { WorkspaceSettings } from '../rules/workspace-settings.ts'

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
  await transaction(engine.pool, async (sql) => {
    const now = engine.clock.now()
    for (const { name, value } of checked) await saveSetting(sql, name, value as never, now) // checked against the schema of this very name
    // Compiled flows hold the workspace's zone.
    await bumpEpoch(sql)
    await writeAudit(
      sql,
      checked.map(({ name }) => ({ at: now, actor: given.author, action: 'settings.change', subject: `setting:${name}` })),
    )
  })
  return loadSettings(engine.pool)
}
