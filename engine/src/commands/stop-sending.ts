import { isoOf } from '@snodo/base'
import { transaction } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { engineFaults } from '../faults.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { loadContents, loadFlow } from '../ledgers/flows/flow-rows.ts'
import { countStopped, type StoppedCounts } from '../ledgers/messages/count-stopped.ts'
import { loadSettings, lockSetting, saveSetting } from '../ledgers/settings/settings.ts'
import { allLanes } from '../rules/all-lanes.ts'
import type { StopOrder, StopScope } from '../rules/workspace-settings.ts'
import { channelsOf } from './channels-of.ts'
import { personFaults } from './person-faults.ts'

/**
 * Stops sending: everything, a channel, a flow or one message of it. It holds from the commit: what is due is not taken any more,
 * what is claimed is not begun, and a provider at work is told to begin nothing new within a second. Nobody is ejected from a
 * flow; the messages wait until the order is lifted. Ordering the same twice is one order. Throws where the scope names what is not there.
 */
export async function stopSending(
  engine: EngineContext,
  given: { scope: StopScope; author: string; reason?: string | null },
): Promise<{ order: StopOrder; counts: StoppedCounts }> {
  await mustCoverSomething(engine, given.scope)
  const order = await transaction(engine.pool, async (sql) => {
    const now = engine.clock.now()
    const orders = await lockSetting(sql, 'stopSending', now)
    const known = orders.find((one) => nameOf(one.scope) === nameOf(given.scope))
    if (known !== undefined) return known
    const added: StopOrder = { id: nameOf(given.scope), scope: given.scope, by: given.author, at: now }
    await saveSetting(sql, 'stopSending', [...orders, added], now)
    await writeAudit(sql, [
      {
        at: now,
        actor: given.author,
        action: 'sending.stop',
        subject: added.id,
        reason: given.reason ?? null,
        details: { at: isoOf(now) },
      },
    ])
    return added
  })
  return { order, counts: await countStopped(engine.pool, given.scope, engine.clock.now()) }
}

/** How many messages an order would concern; changes nothing. */
export async function previewStop(engine: EngineContext, scope: StopScope): Promise<StoppedCounts> {
  await mustCoverSomething(engine, scope)
  return countStopped(engine.pool, scope, engine.clock.now())
}

/** Lets sending go on; what is too late by then says so. Throws STOP_UNKNOWN where no such order is in force. */
export async function liftStop(
  engine: EngineContext,
  given: { id: string; author: string; reason?: string | null },
): Promise<void> {
  await transaction(engine.pool, async (sql) => {
    const now = engine.clock.now()
    const orders = await lockSetting(sql, 'stopSending', now)
    const rest = orders.filter((order) => order.id !== given.id)
    if (rest.length === orders.length) throw personFaults.STOP_UNKNOWN({ id: given.id })
    await saveSetting(sql, 'stopSending', rest, now)
    await writeAudit(sql, [
      { at: now, actor: given.author, action: 'sending.goOn', subject: given.id, reason: given.reason ?? null },
    ])
  })
  await engine.bells.ringDeliver(allLanes())
}

/** The orders in force, and what each of them holds. */
export async function listStops(engine: EngineContext): Promise<{ order: StopOrder; counts: StoppedCounts }[]> {
  const { stopSending: orders } = await loadSettings(engine.pool)
  const now = engine.clock.now()
  return Promise.all(orders.map(async (order) => ({ order, counts: await countStopped(engine.pool, order.scope, now) })))
}

/** Whoever mistypes a name in a hurry must not be told that sending has stopped. */
async function mustCoverSomething(engine: EngineContext, scope: StopScope): Promise<void> {
  if (scope.of === 'channel') {
    const known = channelsOf(engine)
    if (!known.includes(scope.channel)) throw personFaults.CHANNEL_UNKNOWN({ channel: scope.channel, known: known.join(', ') })
  }
  if (!('flow' in scope)) return
  if ((await loadFlow(engine.pool, scope.flow)) === undefined) throw engineFaults.FLOW_UNKNOWN({ id: scope.flow })
  if (scope.of !== 'message') return
  const messages = await loadContents(engine.pool, scope.flow)
  if (!messages.has(scope.node))
    throw personFaults.NO_MESSAGE_OF_FLOW({ flow: scope.flow, node: scope.node, known: [...messages.keys()].join(', ') })
}

/** One order has one name: `all`, `channel:email`, `flow:7`, `message:7:hello`. */
function nameOf(scope: StopScope): string {
  if (scope.of === 'all') return 'all'
  if (scope.of === 'channel') return `channel:${scope.channel}`
  return scope.of === 'flow' ? `flow:${scope.flow}` : `message:${scope.flow}:${scope.node}`
}
