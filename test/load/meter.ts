import type { Sql } from '@snodo/database'
import { cpuSeconds, machineBusySeconds } from './machine.ts'

/** What a stretch of work cost. CPU is of the processes named and of PostgreSQL with all its backends; WAL is of the whole server. */
export type Cost = {
  seconds: number
  nodeCpuSeconds: number
  databaseCpuSeconds: number
  walBytes: number
  /** Cores that others kept busy meanwhile: above 0.2 the wall clock says little, CPU and ratios still hold. */
  foreignCores: number
}

/** Starts the clock; what it returns stops it. */
export async function startMeter(sql: Sql, nodePids: readonly number[], postmaster: number): Promise<() => Promise<Cost>> {
  const walAt = async () => {
    const { rows } = await sql.query<{ at: string }>(
      /* sql */ `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::text as at`,
    )
    return Number(rows[0]?.at)
  }
  const nodeCpu = () => nodePids.reduce((sum, pid) => sum + cpuSeconds(pid), 0)
  const before = {
    wal: await walAt(),
    node: nodeCpu(),
    database: cpuSeconds(postmaster, true),
    busy: machineBusySeconds(),
    at: performance.now(),
  }
  return async () => {
    const seconds = (performance.now() - before.at) / 1000
    const busy = machineBusySeconds() - before.busy
    const nodeCpuSeconds = nodeCpu() - before.node
    const databaseCpuSeconds = cpuSeconds(postmaster, true) - before.database
    return {
      seconds,
      nodeCpuSeconds,
      databaseCpuSeconds,
      walBytes: (await walAt()) - before.wal,
      foreignCores: Math.max(0, (busy - nodeCpuSeconds - databaseCpuSeconds) / seconds),
    }
  }
}

export function perUnit(cost: Cost, units: number) {
  return {
    perSecond: units / cost.seconds,
    cpuMicroseconds: ((cost.nodeCpuSeconds + cost.databaseCpuSeconds) / units) * 1e6,
    nodeCpuMicroseconds: (cost.nodeCpuSeconds / units) * 1e6,
    databaseCpuMicroseconds: (cost.databaseCpuSeconds / units) * 1e6,
    walBytes: cost.walBytes / units,
  }
}

/** The value below which a share of the sorted numbers lies. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}
