import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { tagFlowRows } from '../ledgers/flows/flow-rows.ts'

/** Puts tags on flows and takes others off; answers how many are different now. No drawing changes, so nothing has to be published. */
export async function tagFlows(
  engine: EngineContext,
  given: { flows: readonly string[]; add: readonly string[]; remove: readonly string[]; author: string },
): Promise<number> {
  const { author, ...tags } = given
  return transaction(engine.pool, async (sql) => {
    const changed = await tagFlowRows(sql, tags.flows, tags)
    if (changed === 0) return 0
    const details = { add: [...tags.add], remove: [...tags.remove] }
    const at = engine.clock.now()
    await writeAudit(
      sql,
      tags.flows.map((flow) => ({ at, actor: author, action: 'flow.tag', subject: `flow:${flow}`, details })),
    )
    return changed
  })
}
