import { compileAudience, type Predicate } from '@snodo/audience'
import { asError, type Instant, isoOf, isZone } from '@snodo/base'
import { Cron } from 'croner'
import { loadSettings } from '../../ledgers/settings/settings.ts'
import { loadStartingFlows } from '../../ledgers/starts/start-ticks.ts'
import { requestStarts } from './request-starts.ts'
import type { UpkeepContext } from './upkeep-context.ts'

/** A tick missed while nothing ran is still carried out for so long. */
const CATCH_UP_MS = 24 * 3_600_000

/**
 * Begins flows at the ticks of their schedules, for everyone in the audience at that moment. Of several ticks missed while
 * nothing ran only the latest is carried out: nobody wants Monday's letter three times on Thursday.
 */
export async function scheduleStarts(context: UpkeepContext): Promise<void> {
  const now = context.clock.now()
  const flows = await loadStartingFlows(context.pool)
  if (flows.length === 0) return
  const workspace = (await loadSettings(context.pool)).timeZone
  for (const { id, version, published_at } of flows) {
    const compiled = await context.flows.version(context.pool, version)
    for (const { node, start } of compiled?.starts ?? []) {
      if (start.on !== 'schedule') continue
      const zone = [start.timeZone, compiled?.timeZone].find((one) => isZone(one)) ?? workspace
      try {
        const at = latestTick(start.cron, zone, Math.max(published_at, now - CATCH_UP_MS), now)
        if (at === null) continue
        const tick = { flow: id, node: node.id, name: isoOf(at), event: 'Schedule Ticked', properties: { at: isoOf(at) } }
        await requestStarts(context, tick, (sql, lane) => audienceOf(sql, start.audience, lane, now))
      } catch (error) {
        // One flow's broken schedule or audience must not keep the others from starting; it is tried again next minute.
        context.log.error('upkeep.schedule-failed', { flow: id, node: node.id, because: asError(error).message })
      }
    }
  }
}

/** The latest tick after `from`, at or before `to`; null where there is none. */
export function latestTick(pattern: string, zone: string, from: Instant, to: Instant): Instant | null {
  const cron = new Cron(pattern, { timezone: zone, paused: true })
  const [latest] = cron.previousRuns(1, new Date(to + 1000))
  if (latest === undefined) return null
  const at = latest.getTime()
  return at > from && at <= to ? at : null
}

async function audienceOf(
  sql: Parameters<Parameters<typeof requestStarts>[2]>[0],
  audience: Predicate,
  lane: number,
  at: Instant,
): Promise<string[]> {
  const { text, values } = compileAudience(audience, { at, lane })
  const { rows } = await sql.query<{ id: string }>(
    /* sql */ `select a.id from (${text}) a join contacts c on c.lane = a.lane and c.id = a.id where c.merged_into is null order by a.id`,
    values,
  )
  return rows.map((row) => row.id)
}
