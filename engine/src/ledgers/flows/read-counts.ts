import type { Sql } from '@snodo/database'

export type NodeNumbers = { inside: number; entered: number; failed: number }
/** How many stand at, entered and failed at each node, and left by each port (`node:port`), over all versions of a flow. */
export type FlowNumbers = { nodes: Record<string, NodeNumbers>; edges: Record<string, number> }

/** Numbers of several flows, over all their versions or of one, in one statement; lane by lane, because the counts are kept and indexed so. */
export async function readCounts(sql: Sql, flowIds: readonly string[], version?: number): Promise<Map<string, FlowNumbers>> {
  const numbers = new Map<string, FlowNumbers>(flowIds.map((id) => [id, { nodes: {}, edges: {} }]))
  if (flowIds.length === 0) return numbers
  const { rows } = await sql.query<{ flow: string; node: string; port: string | null; a: string; b: string; c: string }>(
    /* sql */ `select v.flow_id as flow, n.node, null as port, sum(n.inside)::text as a, sum(n.entered)::text as b, sum(n.failed)::text as c
      from flow_versions v cross join lanes l join node_counts n on n.lane = l.lane and n.version_id = v.id
      where v.flow_id = any ($1::bigint[]) and ($2::int is null or v.number = $2) group by v.flow_id, n.node
      union all
      select v.flow_id, p.node, p.port, sum(p.passed)::text, '0', '0'
      from flow_versions v cross join lanes l join port_counts p on p.lane = l.lane and p.version_id = v.id
      where v.flow_id = any ($1::bigint[]) and ($2::int is null or v.number = $2) group by v.flow_id, p.node, p.port`,
    [flowIds, version ?? null],
    { name: 'read-counts' },
  )
  for (const row of rows) {
    const flow = numbers.get(row.flow)
    if (!flow) continue
    if (row.port === null) flow.nodes[row.node] = { inside: Number(row.a), entered: Number(row.b), failed: Number(row.c) }
    else flow.edges[`${row.node}:${row.port}`] = Number(row.a)
  }
  return numbers
}

/** How many are inside each flow, and how many journeys each ever had: sums of counts, however many journeys there were. */
export async function readFlowTotals(
  sql: Sql,
  flowIds: readonly string[],
): Promise<Map<string, { inside: number; entered: number }>> {
  const { rows } = await sql.query<{ flow: string; inside: string; entered: string }>(
    /* sql */ `select f.id as flow, coalesce(sum(n.inside), 0)::text as inside,
        coalesce(sum(n.entered) filter (where n.node = any (v.starts)), 0)::text as entered
      from flows f left join (flow_versions v cross join lanes l join node_counts n on n.lane = l.lane and n.version_id = v.id)
        on v.flow_id = f.id
      where f.id = any ($1::bigint[]) group by f.id`,
    [flowIds],
    { name: 'read-flow-totals' },
  )
  return new Map(rows.map((row) => [row.flow, { inside: Number(row.inside), entered: Number(row.entered) }]))
}

/** How many are inside each version of a flow, by the version's id. */
export async function readInsideByVersion(sql: Sql, flowId: string): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ version: string; inside: string }>(
    /* sql */ `select v.id as version, sum(n.inside)::text as inside
      from flow_versions v cross join lanes l join node_counts n on n.lane = l.lane and n.version_id = v.id
      where v.flow_id = $1 group by v.id`,
    [flowId],
  )
  return new Map(rows.map((row) => [row.version, Number(row.inside)]))
}
