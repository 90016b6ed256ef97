import { changeSettings, liftStop, listStops, previewStop, type StopScope, stopSending } from '@snodo/engine'
import { ChangeSetting, nullable, StopPage, StopReply, StopSending, WorkspaceView } from '@snodo/protocol'
import { Type } from 'typebox'
import { mustBeWhole } from '../plugins/validation.ts'
import { serverFaults } from '../server-faults.ts'
import { type Api, actorOf, type Doors } from './doors.ts'
import { iso } from './paging.ts'
import { reasonOf } from './reason.ts'
import { workspaceView } from './workspace.ts'

const tags = ['workspace']

/** Stop sending, at once and by name; and the settings that decide what leaves. */
export function sendingRoutes(app: Api, doors: Doors): void {
  const { engine } = doors

  app.get(
    '/api/stop-sending',
    { schema: { tags, summary: 'Orders to stop sending that are in force, and what each holds', response: { 200: StopPage } } },
    async () => {
      const stops = await listStops(engine)
      return {
        items: stops.map(({ order, counts }) => ({
          id: order.id,
          scope: { ...order.scope },
          by: order.by,
          at: iso(order.at),
          ...reply(true, counts),
        })),
        next: null,
      }
    },
  )

  app.post(
    '/api/stop-sending',
    {
      schema: {
        tags,
        summary: 'Stop sending (all, a channel, a flow, a message of it), or go on',
        body: nullable(StopSending),
        response: { 200: StopReply },
      },
    },
    async (request) => {
      const { stopped = true, preview = false } = request.body ?? {}
      const scope = scopeOf(request.body ?? {})
      const author = actorOf(request)
      const [order] = (await listStops(engine)).filter((each) => sameScope(each.order.scope, scope))
      if (preview) return reply(order !== undefined, await previewStop(engine, scope))
      // Whoever stops in a panic is not asked anything; whoever lets it go on says why.
      const reason = stopped ? (request.body?.reason ?? null) : reasonOf(request.body)
      if (stopped) return reply(true, (await stopSending(engine, { scope, author, reason })).counts)
      if (order) await liftStop(engine, { id: order.order.id, author, reason })
      return reply(false, order?.counts ?? (await previewStop(engine, scope)))
    },
  )

  app.put(
    '/api/workspace/settings/:name',
    {
      schema: {
        tags,
        summary: 'Change one setting of the workspace',
        params: Type.Object({ name: Type.String({ maxLength: 60 }) }),
        body: ChangeSetting,
        response: { 200: WorkspaceView },
      },
    },
    async (request) => {
      mustBeWhole(request)
      await changeSettings(engine, { values: { [request.params.name]: request.body.value }, author: actorOf(request) })
      return workspaceView(doors)
    },
  )
}

function scopeOf(body: { channel?: string; flow?: string; node?: string }): StopScope {
  const { channel, flow, node } = body
  if (node !== undefined && flow === undefined)
    throw serverFaults.INPUT_INVALID({ part: 'body', pointer: '/flow', expected: 'the flow of the message', got: 'nothing' })
  if (channel !== undefined && flow !== undefined)
    throw serverFaults.INPUT_INVALID({ part: 'body', pointer: '/channel', expected: 'a channel or a flow', got: 'both' })
  if (node !== undefined && flow !== undefined) return { of: 'message', flow, node }
  if (flow !== undefined) return { of: 'flow', flow }
  return channel === undefined ? { of: 'all' } : { of: 'channel', channel }
}

function sameScope(a: StopScope, b: StopScope): boolean {
  const name = (scope: StopScope) => JSON.stringify(Object.entries(scope).sort())
  return name(a) === name(b)
}

function reply(stopped: boolean, counts: { handed: number; held: number; waiting: number }) {
  return { stopped, handedOver: counts.handed, held: counts.held, waiting: counts.waiting }
}
