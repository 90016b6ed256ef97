import type { Sql } from '@snodo/database'
import { type Budget, freshBudget } from '../../rules/sending/budget.ts'

const COLUMNS = /* sql */ `name, next_at as "nextAt", day, used, failures, paused_until as "pausedUntil", say`

/** Every budget that was ever drawn on, by name: a handful of rows, read without waiting for anybody. */
export async function loadBudgets(sql: Sql): Promise<Map<string, Budget>> {
  const { rows } = await sql.query<Budget>(/* sql */ `select ${COLUMNS} from budgets`, [], { name: 'load-budgets' })
  return new Map(rows.map((row) => [row.name, row]))
}

/** Some budgets, their rows locked until the transaction ends, always in the same order. */
export async function lockBudgets(sql: Sql, names: readonly string[]): Promise<Map<string, Budget>> {
  if (names.length === 0) return new Map()
  const { rows } = await sql.query<Budget>(
    /* sql */ `select ${COLUMNS} from budgets where name = any ($1::text[]) order by name for update`,
    [names],
    { name: 'lock-budgets' },
  )
  if (rows.length === names.length) return new Map(rows.map((row) => [row.name, row]))
  // The first time anybody draws on it: the row must exist to be locked.
  await sql.query(
    /* sql */ `insert into budgets (name) select name from unnest($1::text[]) as n(name) order by name on conflict do nothing`,
    [names],
  )
  return lockBudgets(sql, names)
}

export async function saveBudgets(sql: Sql, budgets: readonly Budget[]): Promise<void> {
  if (budgets.length === 0) return
  await sql.query(
    /* sql */ `update budgets b set next_at = k.next_at, day = k.day, used = k.used, failures = k.failures, paused_until = k.paused_until, say = k.say
      from unnest($1::text[], $2::timestamptz[], $3::text[], $4::int[], $5::int[], $6::timestamptz[], $7::text[])
        as k(name, next_at, day, used, failures, paused_until, say) where b.name = k.name`,
    [
      budgets.map((b) => b.name),
      budgets.map((b) => instantOrNull(b.nextAt)),
      budgets.map((b) => b.day),
      budgets.map((b) => b.used),
      budgets.map((b) => b.failures),
      budgets.map((b) => instantOrNull(b.pausedUntil)),
      budgets.map((b) => b.say),
    ],
    { name: 'save-budgets' },
  )
}

/** One budget by name, for those who only want to see it. */
export function budgetNamed(budgets: ReadonlyMap<string, Budget>, name: string): Budget {
  return budgets.get(name) ?? freshBudget(name)
}

function instantOrNull(at: number | null): Date | null {
  return at === null ? null : new Date(at)
}
