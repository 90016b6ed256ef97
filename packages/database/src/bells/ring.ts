import { type Clock, type Instant, systemClock } from '@snodo/base'
import type { Sql } from '../pool.ts'

/** What a bell is for within its task: a lane, or the name of a channel. */
export type Place = number | string

/** A bell that keeps failing to be added is given up: upkeep rings the lanes with work again every few seconds. */
const ATTEMPTS = 3

/** Bells carry no attempts of their own to spare: a task that fails is rung again by `runTask`, only dead processes consume these. */
const MAX_ATTEMPTS = 25

/** Before whom a place is looked at: `now` before `soon`, `soon` before `turn`, each behind its like. */
export type Precedence = 'now' | 'soon' | 'turn'

/**
 * By how much bells go before those in turn. graphile-worker takes the job with the earliest `run_at`, so a bell with a head start is
 * dated back: it is answered before what has waited for less than that, and after what has waited longer. So fresh work does not stand
 * behind a drain, and nothing starves however much fresh work there is. The sixty-four lanes of a drain take their turns within
 * a few seconds; a minute is far more than that.
 */
const HEAD_START_MS: Readonly<Record<Precedence, number>> = { now: 60_000, soon: 10_000, turn: 0 }

/**
 * Asks for a look, now, at each of these places: one statement and one NOTIFY however many there are. A place that has been
 * rung and not yet looked at stays rung once, where it stands; one that is being looked at is looked at again. Ring on the pool, after
 * the commit: inside a transaction the bell's row stays locked until its end, and whoever rings the same place waits.
 * Gives how many could be rung; fewer than asked only under contention, three times in a row.
 */
export function ringNow(sql: Sql, task: string, places: readonly Place[], precedence: Precedence = 'now'): Promise<number> {
  return add(sql, task, precedence, places, -HEAD_START_MS[precedence])
}

/** Asks for a look at an instant of the clock; an earlier order for the same place is replaced. */
export function ringDue(sql: Sql, task: string, place: Place, at: Instant, clock: Clock = systemClock): Promise<number> {
  return add(sql, task, 'due', [place], Math.max(0, at - clock.now()))
}

async function add(sql: Sql, task: string, kind: Precedence | 'due', places: readonly Place[], delayMs: number): Promise<number> {
  // In one order everywhere, so that two rings of the same places never wait for each other crosswise.
  let missing = [...new Set(places)].sort(byText)
  const asked = missing.length
  for (let attempt = 0; missing.length > 0 && attempt < ATTEMPTS; attempt++) {
    // The delay is added to the database's time: graphile-worker compares run_at with that, and the clock here may be turned by hand.
    const { rows } = await sql.query<{ place: Place }>(
      /* sql */ `
      select (job.payload ->> 'place') as place
      from graphile_worker.add_jobs(array(
        select row($1, json_build_object('place', each.place), null, now() + $3 * interval '1 millisecond', $4, $1 || ':' || $5 || ':' || (each.place #>> '{}'), null, array[$1])::graphile_worker.job_spec
        from json_array_elements($2::json) with ordinality as each (place, number) order by each.number
      ), job_key_preserve_run_at => $6) as job`,
      // The task is its own flag: by it a process passes over bells of which it answers as many as it may.
      // Who is rung again while waiting keeps the place in the row: else a place rung often would never be looked at.
      [task, JSON.stringify(missing), delayMs, MAX_ATTEMPTS, kind, kind !== 'due'],
      { name: 'ring-bells' },
    )
    // Under contention add_jobs leaves out a job that was taken between its two statements (graphile-worker issue 580).
    const rung = new Set(rows.map((row) => String(row.place)))
    missing = missing.filter((place) => !rung.has(String(place)))
  }
  return asked - missing.length
}

function byText(a: Place, b: Place): number {
  return String(a) < String(b) ? -1 : 1
}
