import { pathSteps } from '@snodo/audience'
import { isZone } from '@snodo/base'
import { findDateContacts, loadContactZones } from '../../ledgers/contacts/date-contacts.ts'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import { loadStartingFlows } from '../../ledgers/starts/start-ticks.ts'
import { beginsOn, type DateStart, dueDay, textsToFind } from '../../rules/flows/date-targets.ts'
import { requestStarts } from './request-starts.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** How long the list of zones is kept: reading it means reading everybody. A start is carried out up to a day late, so none is missed. */
const ZONES_KEPT_MS = 3_600_000

/** Begins flows on dates of contacts, by the wall clock of each contact's zone, else the flow's, else the workspace's. */
export function dateStarts(): (context: UpkeepContext) => Promise<void> {
  let zones: { names: string[]; at: number } | null = null
  return async (context) => {
    const starting = await dateNodes(context)
    if (starting.length === 0) return
    const now = context.clock.now()
    if (zones === null || now - zones.at > ZONES_KEPT_MS)
      zones = { names: (await loadContactZones(context.pool)).filter(isZone), at: now }
    const workspace = (await loadSettings(context.pool)).timeZone
    for (const { flow, node, publishedAt, flowZone, start } of starting) {
      const standard = flowZone !== null && isZone(flowZone) ? flowZone : workspace
      const others = zones.names.filter((zone) => zone !== standard)
      for (const zone of [standard, ...others]) {
        const due = dueDay(start, now, zone)
        // A flow published at ten does not begin for the birthdays of nine o'clock.
        if (due === null || due.at < publishedAt) continue
        const tick = {
          flow,
          node,
          name: `${due.day}@${zone}`,
          event: 'Date Arrived',
          // `zone`: by which clock the day and its time were reckoned.
          properties: { field: start.field, day: due.day, zone },
        }
        await requestStarts(context, tick, async (sql, lane) => {
          const found = await findDateContacts(sql, lane, {
            path: pathSteps(start.field) ?? [start.field],
            days: textsToFind(due.day, start),
            yearly: start.yearly,
            zone: zone === standard ? { noneOf: others } : { is: zone },
          })
          return found.filter(({ value }) => beginsOn(value, due.day, start, zone)).map(({ id }) => id)
        })
      }
    }
  }
}

type DateNode = { flow: string; node: string; publishedAt: number; flowZone: string | null; start: DateStart }

async function dateNodes(context: UpkeepContext): Promise<DateNode[]> {
  const nodes: DateNode[] = []
  for (const { id, version, published_at } of await loadStartingFlows(context.pool)) {
    const compiled = await context.flows.version(context.pool, version)
    for (const { node, start } of compiled?.starts ?? [])
      if (start.on === 'date')
        nodes.push({ flow: id, node: node.id, publishedAt: published_at, flowZone: compiled?.timeZone ?? null, start })
  }
  return nodes
}
