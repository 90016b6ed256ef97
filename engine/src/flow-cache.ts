import { asError } from '@snodo/base'
import type { Sql } from '@snodo/database'
import type { NodeType } from '@snodo/node-sdk'
import type { EngineLog } from './engine-log.ts'
import { loadCatalogFlows, loadVersions } from './ledgers/flows/load-versions.ts'
import { loadSettings } from './ledgers/settings/settings.ts'
import { type CompiledFlow, compileFlow } from './rules/flows/compile-flow.ts'
import { type CatalogFlow, type FlowCatalog, makeCatalog } from './rules/flows/flow-catalog.ts'

/**
 * Compiled flows of this process. A version never changes, so it is compiled once; which versions are live, and what is paused, is
 * read again when the epoch has moved. A catalog handed out never changes.
 */
export type FlowCache = {
  /** The catalog as of an epoch, with every version that somebody is inside. */
  catalog(sql: Sql, epoch: string): Promise<FlowCatalog>
  /** One version, loaded if need be; undefined where there is none or its node types are missing here. */
  version(sql: Sql, versionId: string): Promise<CompiledFlow | undefined>
  /**
   * Tells, as of an epoch, whether a call of this name may matter to any flow or to anybody inside one. Where that cannot be known
   * here, everything may.
   */
  mentions(sql: Sql, epoch: string): Promise<(event: string) => boolean>
  /** True where a flow of the newest catalog begins on this event; before the first catalog, of every event. */
  listensTo(event: string): boolean
}

export function flowCache(nodeTypes: ReadonlyMap<string, NodeType>, log: EngineLog): FlowCache {
  const versions = new Map<string, CompiledFlow>()
  let current: { epoch: string; catalog: Promise<FlowCatalog> } | null = null
  let newest: FlowCatalog | null = null
  /** Why versions could not be compiled here. */
  const faults = new Map<string, Error>()
  /** What the compiled versions speak of; `blind` where one of them, or one that could not be compiled, may speak of anything. */
  const mentioned = new Set<string>()
  let blind = false
  const mentions = (event: string) => blind || mentioned.has(event)

  async function compileMissing(sql: Sql, ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !versions.has(id))
    for (const row of await loadVersions(sql, missing)) {
      try {
        const version = compileFlow(
          { flowId: row.flow_id, versionId: row.id, number: row.number, document: row.document },
          nodeTypes,
        )
        versions.set(row.id, version)
        if (version.mentions === null) blind = true
        else for (const mention of version.mentions) mentioned.add(mention)
      } catch (error) {
        faults.set(row.id, asError(error))
        blind = true
        log.error('flow-not-compiled', { flow: row.flow_id, version: row.number, error: String(error) })
      }
    }
  }

  async function load(sql: Sql, epoch: string): Promise<FlowCatalog> {
    const { flows, living } = await loadCatalogFlows(sql)
    const { timeZone, language, currency, usualDelays, doubleOptIn, eventLimit } = await loadSettings(sql)
    const live = flows.flatMap((flow) => (flow.live_version_id === null ? [] : [flow.live_version_id]))
    await compileMissing(sql, [...live, ...living])
    // Without a start's type nobody can say which events begin a live flow: then events wait in the inbox rather than being passed over.
    for (const flow of flows) {
      const fault = flow.live_version_id === null ? undefined : faults.get(flow.live_version_id)
      if (fault !== undefined && (flow.state === 'live' || flow.state === 'paused')) throw fault
    }
    const catalogFlows: CatalogFlow[] = flows.map((flow) => ({
      id: flow.id,
      name: flow.name,
      state: flow.state,
      pausedAt: flow.paused_at,
      live: flow.live_version_id === null ? null : (versions.get(flow.live_version_id) ?? null),
    }))
    newest = makeCatalog({
      epoch,
      workspace: { timeZone, language, currency, usualDelays, doubleOptIn, eventLimit },
      flows: catalogFlows,
      versions,
      mentions,
    })
    return newest
  }

  return {
    catalog(sql, epoch) {
      if (current === null || current.epoch !== epoch) {
        const catalog = load(sql, epoch)
        current = { epoch, catalog }
        // A failed load is not kept: the next trip tries again.
        catalog.catch(() => {
          if (current?.catalog === catalog) current = null
        })
      }
      return current.catalog
    },
    mentions(sql, epoch) {
      return this.catalog(sql, epoch).then(
        () => mentions,
        // Whoever moves contacts meets the same fault and says so; until then nothing is passed over.
        () => () => true,
      )
    },
    listensTo: (event) => newest?.listensTo(event) ?? true,
    async version(sql, versionId) {
      if (!versions.has(versionId)) await compileMissing(sql, [versionId])
      return versions.get(versionId)
    },
  }
}
