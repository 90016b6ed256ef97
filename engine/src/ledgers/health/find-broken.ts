import { type Pool, transaction } from '@snodo/database'
import type { Invariant } from './invariants.ts'

/** What was found: for each broken invariant how many rows break it and some of them, and what could not be looked at in time. */
export type Found = { broken: { name: string; rows: number; some: Record<string, unknown>[] }[]; unchecked: string[] }

/** Bounds of one look: it must not keep old rows alive for long, nor hold up anybody. */
export type LookBounds = { statementMs: number; allMs: number }

const SHOWN = 5
/** Rows counted of one invariant: beyond it the number says nothing more. */
const COUNTED = 1_000
/** SQLSTATE of a statement that took longer than it may. */
const TIMED_OUT = '57014'

/**
 * Looks for what breaks these invariants in these lanes, in one snapshot: a trip is one transaction, so whatever is under way
 * is seen wholly or not at all. No lock is taken, nothing is written.
 */
export async function findBroken(
  pool: Pool,
  invariants: readonly Invariant[],
  lanes: readonly number[],
  bounds: LookBounds,
): Promise<Found> {
  const end = performance.now() + bounds.allMs
  return transaction(
    pool,
    async (sql) => {
      const found: Found = { broken: [], unchecked: [] }
      for (const { name, statement } of invariants) {
        const patience = Math.min(bounds.statementMs, Math.floor(end - performance.now()))
        if (patience <= 0) {
          found.unchecked.push(name)
          continue
        }
        await sql.query(/* sql */ `select set_config('statement_timeout', $1, true)`, [String(patience)])
        await sql.query('savepoint looking')
        try {
          const { rows } = await sql.query(/* sql */ `select * from (${statement}) broken limit ${COUNTED}`, [lanes])
          if (rows.length > 0) found.broken.push({ name, rows: rows.length, some: rows.slice(0, SHOWN) })
        } catch (error) {
          if (!(error instanceof Error && 'code' in error && error.code === TIMED_OUT)) throw error
          await sql.query('rollback to savepoint looking')
          found.unchecked.push(name)
        }
      }
      return found
    },
    { isolation: 'repeatable read', readOnly: true },
  )
}
