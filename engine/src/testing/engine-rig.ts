import { type Instant, type Random, seededRandom, TurnedClock } from '@snodo/base'
import type { Channel } from '@snodo/channels'
import { freshDatabase } from '@snodo/database/testing'
import type { FlowDocument, FlowEdge, FlowNode, FlowSettings } from '@snodo/flow'
import type { NodeType, OutboundHttp } from '@snodo/node-sdk'
import { createFlow } from '../commands/drafts.ts'
import { publish } from '../commands/publish.ts'
import type { Bells, EngineContext } from '../context.ts'
import { flowCache } from '../flow-cache.ts'
import { idSource } from '../id-source.ts'
import { saveSetting } from '../ledgers/settings/settings.ts'
import { act } from '../loops/act.ts'
import { deliver } from '../loops/deliver.ts'
import type { DeliverContext } from '../loops/deliver-steps/deliver-context.ts'
import { type LaneRun, moveLane } from '../loops/move/move-lane.ts'
import { dateStarts } from '../loops/upkeep-duties/date-starts.ts'
import { scheduleStarts } from '../loops/upkeep-duties/schedule-starts.ts'
import { renderMessage } from '../render/render-message.ts'
import { createTally } from '../tally.ts'

/** The whole engine on a database of its own, with a clock turned by hand and lanes moved when the test says so. */
export type EngineRig = {
  engine: EngineContext
  clock: TurnedClock
  /** What signs the links in messages, and where they lead. */
  settings: { secret: string; publicUrl: string }
  /** Makes a flow out of nodes and edges, publishes it, gives its id. Nodes are `[type, config]`; edges `'from:port>to'`. */
  publishFlow(flow: RigFlow): Promise<string>
  /** Moves and delivers lane by lane until nothing is left to do at the present instant. */
  settle(): Promise<LaneRun[]>
  /** Turns the clock to an instant, stopping at every due time on the way. */
  turnTo(instant: Instant | string): Promise<void>
  /** Begins the flows whose date or schedule has come, as upkeep does every few seconds, and settles. */
  startDue(): Promise<void>
  /** Errors the engine has logged, as [event, data]. */
  problems: readonly unknown[]
  /** As if the process had been started without a node type, and later with all of them again. */
  forgetNodeType(type: string): void
  rememberNodeTypes(): void
  drop(): Promise<void>
}

export type RigFlow = {
  name?: string
  settings?: FlowSettings
  nodes: Record<string, [type: string, config: FlowNode['config'], more?: Partial<FlowNode>]>
  edges: string[]
}

export type RigOptions = {
  nodeTypes: readonly NodeType[]
  start?: Instant | string
  channels?: ReadonlyMap<string, Channel>
  random?: Random
  /** The outside world of nodes that act; absent: nobody acts. */
  http?: OutboundHttp
  /** Absent: off, because the people of most tests have confirmed elsewhere. True: as a workspace has it. */
  doubleOptIn?: boolean
  /** True where the test provokes errors; they are then found in `problems` instead of failing it. */
  expectProblems?: boolean
}

export async function makeEngineRig(options: RigOptions): Promise<EngineRig> {
  const db = await freshDatabase()
  const clock = new TurnedClock(options.start ?? '2026-03-02T09:00:00Z')
  if (options.doubleOptIn === true) await saveSetting(db.pool, 'doubleOptIn', { email: true }, clock.now())
  const bells: Bells = {
    ringMove: async () => undefined,
    ringMoveAt: async () => undefined,
    ringDeliver: async () => undefined,
    ringAct: async () => undefined,
  }
  const nodeTypes = new Map(options.nodeTypes.map((type) => [type.manifest.type, type]))
  const problems: unknown[] = []
  const log = { info() {}, warn() {}, error: (event: string, data?: unknown) => void problems.push([event, data]) }
  const pause = async () => undefined
  const flows = flowCache(nodeTypes, log)
  const engine: EngineContext = {
    pool: db.pool,
    clock,
    pause,
    ids: idSource(),
    nodeTypes,
    flows,
    bells,
    log,
    tally: createTally(),
  }
  const settings = { secret: 'a secret of the rig, known to nobody else', publicUrl: 'https://snodo.example' }
  const delivering: DeliverContext = {
    ...engine,
    channels: options.channels ?? new Map(),
    renderer: {
      render: async (jobs) => new Map(jobs.map((job) => [job.key, renderMessage(job)])),
      close: async () => undefined,
    },
    random: options.random ?? seededRandom('rig'),
    ...settings,
    listensTo: (name) => engine.flows.listensTo(name),
  }

  let looks: Instant[] = []
  async function settle(): Promise<LaneRun[]> {
    const runs: LaneRun[] = []
    // A round that did nothing ends it; a system that never comes to rest is a bug worth a loud end.
    for (let round = 0; round < 200; round++) {
      let did = 0
      looks = []
      for (const lane of await lanesWithWork()) {
        const run = await moveLane({ ...engine, secret: settings.secret }, lane)
        const sent = await deliver(delivering, lane)
        if (options.http !== undefined) did += (await act({ ...delivering, flows: engine.flows, http: options.http }, lane)).acted
        if (sent.nextAt !== null && sent.nextAt > clock.now()) looks.push(sent.nextAt)
        did += run.taken + run.moved + sent.claimed
        runs.push(run)
      }
      if (problems.length > 0 && options.expectProblems !== true)
        throw new Error(`the engine complained: ${JSON.stringify(problems)}`)
      if (did === 0) return runs
    }
    throw new Error('the engine does not come to rest')
  }

  async function lanesWithWork(): Promise<number[]> {
    const { rows } = await db.pool.query<{ lane: number }>(
      /* sql */ `select lane from unread union select lane from enrollments where state = 'active' and next_at <= $1
        union select lane from enrollments where $2 and state = 'acting' and next_at <= $1
        union select lane from messages where state = 'due' and due_at <= $1 order by lane`,
      [new Date(clock.now()), options.http !== undefined],
    )
    return rows.map((row) => row.lane)
  }

  async function nextDue(): Promise<Instant | null> {
    const { rows } = await db.pool.query<{ at: Instant | null }>(
      /* sql */ `select min(at) as at from (
        select min(next_at) as at from enrollments e join flows f on f.id = e.flow_id where (e.state = 'active' or (e.state = 'acting' and $1)) and f.state <> 'paused'
        union all select min(due_at) from messages m join flows f on f.id = m.flow_id where m.state = 'due' and m.due_at > $2 and f.state <> 'paused') d`,
      [options.http !== undefined, new Date(clock.now())],
    )
    // What is due and waits for a budget has its turn when deliver said that it would look again.
    const instants = [rows[0]?.at ?? null, ...looks].filter((at) => at !== null)
    return instants.length === 0 ? null : Math.min(...instants)
  }

  return {
    engine,
    clock,
    settings,
    problems,
    forgetNodeType(type) {
      nodeTypes.delete(type)
      engine.flows = flowCache(nodeTypes, log)
    },
    rememberNodeTypes() {
      for (const type of options.nodeTypes) nodeTypes.set(type.manifest.type, type)
      engine.flows = flowCache(nodeTypes, log)
    },
    settle,
    async publishFlow(flow) {
      const created = await createFlow(engine, { document: documentOf(flow), author: 'rig' })
      await publish(engine, { id: created.id, revision: created.revision, author: 'rig' })
      return created.id
    },
    async turnTo(instant) {
      const target = typeof instant === 'string' ? Date.parse(instant) : instant
      await settle()
      for (let due = await nextDue(); due !== null && due <= target; due = await nextDue()) {
        clock.turnTo(Math.max(due, clock.now()))
        await settle()
      }
      clock.turnTo(target)
      await settle()
    },
    async startDue() {
      const upkeep = { ...engine, listensTo: delivering.listensTo }
      await dateStarts()(upkeep)
      await scheduleStarts(upkeep)
      await settle()
    },
    drop: () => db.drop(),
  }
}

export function documentOf(flow: RigFlow): FlowDocument {
  const nodes = Object.entries(flow.nodes).map(([id, [type, config, more]], i) => [
    id,
    { type, version: 1, config, at: { x: 0, y: i * 128 }, ...more } satisfies FlowNode,
  ])
  const edges = flow.edges.map((edge): FlowEdge => {
    const [, from, port, to] = /^([^:]+):([^>]+)>(.+)$/.exec(edge) ?? []
    if (from === undefined || port === undefined || to === undefined) throw new Error(`not an edge: ${edge}`)
    return { from, port, to }
  })
  return { format: 1, name: flow.name ?? 'A flow', settings: flow.settings ?? {}, nodes: Object.fromEntries(nodes), edges }
}
