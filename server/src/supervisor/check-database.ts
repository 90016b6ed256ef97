import { LANES, systemClock } from '@snodo/base'
import { checkSchema, createPool } from '@snodo/database'
import { checkAllTogether, checkLane, type Found } from '@snodo/engine'
import { say } from './say.ts'
import { supervisorFaults } from './supervisor-faults.ts'

/**
 * Looks at every invariant in every lane, beside whatever is running, and says what it finds. Lane by lane, each in a snapshot of
 * its own, then what only all lanes together can tell. Throws INVARIANTS_BROKEN where something breaks one.
 */
export async function checkDatabase(url: string, stopAsked: AbortSignal): Promise<void> {
  const pool = createPool({ url, max: 1, applicationName: 'snodo-check', statementTimeoutMs: 0, log: say })
  try {
    await checkSchema(pool)
    const broken = new Map<string, number>()
    const unchecked = new Set<string>()
    const note = (found: Found, where: string) => {
      for (const { name, rows, some } of found.broken) {
        broken.set(name, (broken.get(name) ?? 0) + rows)
        say.error(`${where}: ${name} is broken by ${rows} rows`, { such_as: some })
      }
      for (const name of found.unchecked) unchecked.add(name)
    }
    for (let lane = 0; lane < LANES; lane++) {
      stopAsked.throwIfAborted()
      note(await checkLane(pool, lane, systemClock.now()), `lane ${lane}`)
    }
    note(await checkAllTogether(pool), 'all lanes together')
    for (const name of unchecked) say.warn(`${name}: could not be looked at everywhere in the time it may take`)
    if (broken.size > 0) throw supervisorFaults.INVARIANTS_BROKEN({ broken: [...broken.keys()] })
    say.info('everything that must hold holds, in all lanes')
  } finally {
    await pool.end()
  }
}
