import type { Instant } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { FlowDocument } from '@snodo/flow'
import type { FlowState } from '../../rules/flows/flow-catalog.ts'

export type CatalogFlowRow = {
  id: string
  name: string
  state: FlowState
  paused_at: Instant | null
  live_version_id: string | null
}

/** What a catalog is made of: the flows, drafts too since other flows may lead into them, and the versions somebody is inside. */
export async function loadCatalogFlows(sql: Sql): Promise<{ flows: CatalogFlowRow[]; living: string[] }> {
  const flows = await sql.query<CatalogFlowRow>(
    /* sql */ `select id, name, state, paused_at, live_version_id from flows order by id`,
  )
  // The counts know in a few rows what the enrollments would have to be searched for.
  const living = await sql.query<{ version_id: string }>(
    /* sql */ `select distinct version_id from node_counts where inside <> 0`,
  )
  return { flows: flows.rows, living: living.rows.map((row) => row.version_id) }
}

export type VersionRow = { id: string; flow_id: string; number: number; document: FlowDocument }

export async function loadVersions(sql: Sql, ids: readonly string[]): Promise<VersionRow[]> {
  if (ids.length === 0) return []
  const { rows } = await sql.query<VersionRow>(
    /* sql */ `select id, flow_id, number, document from flow_versions where id = any ($1::bigint[])`,
    [ids],
  )
  return rows
}

/** The nodes any published version of a flow has. */
export async function nodesOfVersions(sql: Sql, flowId: string): Promise<Set<string>> {
  const { rows } = await sql.query<{ node: string }>(
    /* sql */ `select distinct node from flow_versions, jsonb_object_keys(document -> 'nodes') as node where flow_id = $1`,
    [flowId],
  )
  return new Set(rows.map((row) => row.node))
}
