import { must } from '@snodo/base'
import type { Pool } from '@snodo/database'

/** What PostgreSQL did to carry out one statement, in the words of its `explain (analyze, buffers)`. */
export type Explained = { statement: string; planned: 'for these values' | 'for any values'; plan: PlanNode }

export type PlanNode = {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Index Cond'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  'Shared Hit Blocks': number
  'Shared Read Blocks': number
  Plans?: PlanNode[]
}

type Query = { text: string; values?: unknown[]; name?: string }
type Asked = { query(...given: unknown[]): unknown }

/** Each statement is looked at so often: the first time it may find nothing to do. */
const LOOKS = 3

/**
 * From now on every statement of this pool is first carried out under `explain`, by a plan made for its values and by one made for
 * any values (named statements end up with either), and undone; then it runs as it would have. Gives what was seen, growing.
 */
export function explainStatements(pool: Pool): Explained[] {
  const explained: Explained[] = []
  const looks = new Map<string, number>()
  const seen = new WeakSet<object>()
  pool.raw.on('acquire', (client) => {
    if (seen.has(client)) return
    seen.add(client)
    const asked = client as unknown as Asked // pg's overloads of query, of which only the first argument matters here
    const query = asked.query.bind(client)
    let open = false
    asked.query = (...given) => {
      const config = given[0] as Query | string
      const { text, values = [] } = typeof config === 'string' ? { text: config } : config
      if (/^\s*begin/i.test(text)) open = true
      if (/^\s*(commit|rollback)/i.test(text)) open = false
      const look = looks.get(text) ?? 0
      if (look === LOOKS || !/^\s*(with|select|insert|update|delete)/i.test(text)) return query(...given)
      looks.set(text, look + 1)
      return explain(query, open, text, values)
        .then((found) => explained.push(...found))
        .then(() => query(...given))
    }
  })
  return explained
}

async function explain(query: Asked['query'], open: boolean, text: string, values: readonly unknown[]): Promise<Explained[]> {
  const ask = (sql: string) => query(sql) as Promise<{ rows: Record<string, unknown>[] }>
  const found: Explained[] = []
  await ask(open ? 'savepoint explaining' : 'begin')
  await ask(`prepare explained as ${text}`)
  for (const [mode, planned] of [
    ['force_custom_plan', 'for these values'],
    ['force_generic_plan', 'for any values'],
  ] as const) {
    await ask(`set local plan_cache_mode = ${mode}`)
    const given = values.length === 0 ? '' : `(${values.map(literal).join()})`
    const { rows } = await ask(`explain (analyze, buffers, format json) execute explained${given}`)
    const plans = must(rows[0], 'explain answers with one row')['QUERY PLAN'] as { Plan: PlanNode }[] // the shape of its answer
    found.push(...plans.map(({ Plan: plan }) => ({ statement: text, planned, plan })))
    await ask(open ? 'rollback to savepoint explaining' : 'rollback')
    if (!open) await ask('begin')
  }
  await ask('deallocate explained')
  await ask(open ? 'release savepoint explaining' : 'rollback')
  return found
}

/** A value as PostgreSQL reads it in a statement; its type is that of the parameter. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return `'${inText(value).replaceAll("'", "''")}'`
}

function inText(value: unknown): string {
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return `{${value.map(element).join()}}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function element(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  return `"${inText(value).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

/** All nodes of a plan, the topmost first. */
export function planNodes(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(planNodes)]
}
