import type { Json, JsonObject } from '@snodo/base'
import { createCollector, readCall } from '@snodo/engine'
import { type EngineRig, makeEngineRig, type RigFlow, type RigOptions } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll } from 'vitest'
import { expectInvariants } from '../road/kit/invariants.ts'

/**
 * One engine for a file of tests, as starting one costs most of their time. Its clock only goes forward; each test has people and
 * flows of its own, and asks for what became of those.
 */
export type Stage = {
  readonly rig: EngineRig
  /** Takes calls in with a secret key, and lets the engine come to rest. */
  collect(...calls: JsonObject[]): Promise<void>
  /** Publishes a flow. */
  flow(flow: RigFlow): Promise<StagedFlow>
  /** The clock goes on by so many milliseconds, stopping at every due time on the way. */
  pass(ms: number): Promise<void>
  now(): number
  /** The one row of a statement about the stage's people. */
  row<T extends object>(text: string, values?: unknown[]): Promise<T>
}

/** What became of a flow's people, each list in the order in which it came about. */
export type StagedFlow = {
  id: string
  entries(): Promise<{ outcome: string; because: string | null; values: JsonObject | null; at: number }[]>
  ends(): Promise<{ reason: string; node: string; because: string | null; at: number }[]>
  messages(): Promise<{ node: string; state: string; because: string | null; at: number; subject: string | null }[]>
  standing(): Promise<{ contact: string; node: string; state: string; next: number | null; because: string | null }[]>
  /** Nodes and ports as the journal tells them: `wait>after`, or `wait` where the journey came to rest. */
  path(): Promise<string[]>
  /** Reasons as the journal tells them, by node. */
  reasons(): Promise<{ node: string; port: string | null; code: string; values: JsonObject }[]>
}

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

export function useStage(options: Partial<RigOptions> = {}): Stage {
  let rig: EngineRig
  let made = 0
  beforeAll(async () => {
    rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z', ...options })
  })
  afterAll(async () => {
    await expectInvariants(rig.engine.pool)
    await rig.drop()
  })

  const rows = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await rig.engine.pool.query<T & Record<string, unknown>>(text, values)).rows

  return {
    get rig() {
      return rig
    },
    now: () => rig.clock.now(),
    pass: (ms) => rig.turnTo(rig.clock.now() + ms),
    async collect(...calls) {
      made += 1
      const setting = { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `call-${++made}` } as const
      await createCollector(rig.engine).collect(calls.map((call) => readCall(call, setting)))
      await rig.settle()
    },
    async row<T extends object>(text: string, values: unknown[] = []) {
      const [row] = await rows<T>(text, values)
      if (row === undefined) throw new Error(`there is no row: ${text}`)
      return row
    },
    async flow(flow) {
      const id = await rig.publishFlow(flow)
      const steps = () =>
        rows<{ node: string; port: string | null; because: { code: string; values?: JsonObject } | null }>(
          /* sql */ `select step ->> 0 as node, step ->> 1 as port, step -> 2 as because
            from (select lane, id from enrollments where flow_id = $1 union select lane, id from enrollment_ends where flow_id = $1) e
            join journal j on j.lane = e.lane and j.enrollment_id = e.id
            cross join lateral json_array_elements(j.steps) with ordinality as s(step, place)
            order by j.enrollment_id, j.at, j.visit, place`,
          [id],
        )
      return {
        id,
        entries: () =>
          rows(
            /* sql */ `select outcome, because ->> 'code' as because, because -> 'values' as values, at
              from entries where flow_id = $1 order by at, event_id`,
            [id],
          ),
        ends: () =>
          rows(
            /* sql */ `select reason, node, because ->> 'code' as because, ended_at as at from enrollment_ends where flow_id = $1 order by ended_at, id`,
            [id],
          ),
        messages: () =>
          rows(
            /* sql */ `select node, state, because ->> 'code' as because, created_at as at, rendered ->> 'subject' as subject
              from messages where flow_id = $1 order by created_at, enrollment_id, visit`,
            [id],
          ),
        standing: () =>
          rows(
            /* sql */ `select coalesce(c.user_id, c.email, c.id::text) as contact, e.node, e.state, e.next_at as next, e.because ->> 'code' as because
              from enrollments e join contacts c on c.lane = e.lane and c.id = e.contact_id where e.flow_id = $1 order by e.id`,
            [id],
          ),
        path: async () => (await steps()).map(({ node, port }) => (port === null ? node : `${node}>${port}`)),
        reasons: async () =>
          (await steps()).flatMap(({ node, port, because }) =>
            because === null ? [] : [{ node, port, code: because.code, values: because.values ?? {} }],
          ),
      }
    },
  }
}

/** Somebody with an address and consent to marketing on it. */
export const person = (userId: string, traits: JsonObject = {}): JsonObject => ({
  type: 'identify',
  userId,
  traits: { email: `${userId}@example.com`, phone: '+447700900123', consents: { email: true, sms: true }, ...traits },
})

export const track = (userId: string, event: string, properties: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  type: 'track',
  userId,
  event,
  properties,
  ...more,
})

/** Content of a message node. */
export const mail = (subject: string, more: JsonObject = {}) => ({ content: { subject, body: `<p>${subject}</p>` }, ...more })

export const start = (event: string, where?: Json): [string, JsonObject] => [
  'core.event-happens',
  where === undefined ? { event } : { event, where },
]
