import { defineFaults } from '@snodo/base'
import { transaction } from '@snodo/database'
import { type FlowDocument, fieldsIn, type indexManifests, type Manifest, predicatesIn } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { deleteListRow, readList } from '../ledgers/contacts/lists.ts'
import { leaveListOfLane } from '../ledgers/contacts/memberships.ts'
import { type NamedDrawing, readDrawings } from '../ledgers/flows/flow-rows.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { allLanes } from '../rules/all-lanes.ts'
import { manifestsOf } from './manifests-of.ts'

export const listFaults = defineFaults({
  LIST_UNKNOWN: {
    status: 404,
    title: 'No such list',
    say: ({ name }: { name: string }) => `There is no list “${name}”. GET /api/lists has them all.`,
  },
  LIST_IN_USE: {
    status: 409,
    title: 'The list is in use',
    say: ({ flows }: { name: string; flows: string[] }) =>
      `Expected a list no published flow speaks of, got one that is named in ${flows.map((flow) => `“${flow}”`).join(', ')}. Take it out of them, or end them, first. Nothing was changed.`,
  },
})

export type ListUse = { flow: string; name: string; state: string; published: boolean; starts: boolean }

/** Flows that speak of a list, in their draft or in what is live, and whether joining it begins them. */
export async function usesOfList(engine: EngineContext, list: string): Promise<ListUse[]> {
  const manifests = manifestsOf(engine)
  return (await readDrawings(engine.pool)).flatMap((flow) => {
    const drawings = [flow.live, flow.draft].filter((drawing) => drawing !== null)
    const naming = drawings.filter((drawing) => namesList(drawing, list, manifests))
    if (naming.length === 0) return []
    return [
      {
        flow: flow.id,
        name: flow.name,
        state: flow.state,
        published: flow.live !== null && naming.includes(flow.live) && RUNNING.has(flow.state),
        starts: naming.some((drawing) => beginsByList(drawing, list, manifests)),
      },
    ]
  })
}

const RUNNING: ReadonlySet<NamedDrawing['state']> = new Set(['live', 'paused', 'closed'])

/** Takes everybody off a list and the list away. Refused while a flow that is published speaks of it. No flow is told. */
export async function deleteList(engine: EngineContext, given: { name: string; author: string }): Promise<void> {
  if ((await readList(engine.pool, given.name)) === undefined) throw listFaults.LIST_UNKNOWN({ name: given.name })
  const using = (await usesOfList(engine, given.name)).filter(({ published }) => published)
  if (using.length > 0) throw listFaults.LIST_IN_USE({ name: given.name, flows: using.map(({ name }) => name) })
  let members = 0
  for (const lane of allLanes())
    members += await transaction(engine.pool, async (sql) => {
      await lockLane(sql, lane)
      return leaveListOfLane(sql, lane, given.name)
    })
  await transaction(engine.pool, async (sql) => {
    await deleteListRow(sql, given.name)
    const subject = `list:${given.name}`
    const at = engine.clock.now()
    await writeAudit(sql, [{ at, actor: given.author, action: 'list.delete', subject, details: { members } }])
  })
}

type Index = ReturnType<typeof indexManifests>

function namesList(document: FlowDocument, list: string, manifests: Index): boolean {
  return Object.values(document.nodes).some((node) => {
    const manifest = manifests.get(node.type)
    return manifest !== undefined && listsNamed(manifest, node.config).has(list)
  })
}

function beginsByList(document: FlowDocument, list: string, manifests: Index): boolean {
  return Object.values(document.nodes).some((node) => {
    const manifest = manifests.get(node.type)
    return manifest?.kind === 'start' && listsNamed(manifest, node.config).has(list)
  })
}

/** Every list a block speaks of: in its own fields, and in its conditions. */
function listsNamed(manifest: Manifest, config: FlowDocument['nodes'][string]['config']): Set<string> {
  const named = new Set<string>()
  for (const { schema, value } of fieldsIn(manifest, config)) {
    if (schema['x-widget'] === 'list' && typeof value === 'string') named.add(value)
    if (schema['x-widget'] === 'lists' && Array.isArray(value))
      for (const name of value) if (typeof name === 'string') named.add(name)
  }
  for (const { predicate } of predicatesIn(manifest, config)) collect(predicate, named)
  return named
}

function collect(part: unknown, named: Set<string>): void {
  if (typeof part !== 'object' || part === null) return
  if ('type' in part && part.type === 'list' && 'list' in part && typeof part.list === 'string') named.add(part.list)
  if ('of' in part) for (const inner of Array.isArray(part.of) ? part.of : [part.of]) collect(inner, named)
}
