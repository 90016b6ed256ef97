import { type Instant, type JsonObject, laneOf, seededRandom, TurnedClock } from '@snodo/base'
import type { Channel, DeliveryFate, OutgoingMessage } from '@snodo/channels'
import type { Pool } from '@snodo/database'
import type { EngineContext } from '../context.ts'
import { flowCache } from '../flow-cache.ts'
import { idSource } from '../id-source.ts'
import type { DeliverContext } from '../loops/deliver-steps/deliver-context.ts'
import { type RenderResult, renderMessage } from '../render/render-message.ts'
import type { Renderer } from '../render/renderer.ts'
import { createTally } from '../tally.ts'

/** Rows set up by hand for tests of one loop or command: people, a flow with a message node, messages that are due. */
export type Scene = ReturnType<typeof makeScene>

export function makeScene(pool: Pool, start: string, nodeTypes: EngineContext['nodeTypes'] = new Map()) {
  const clock = new TurnedClock(start)
  const rung = { move: [] as number[], deliver: [] as number[], act: [] as number[] }
  const ids = idSource()
  const log = { info() {}, warn() {}, error() {} }
  const engine: EngineContext = {
    pool,
    clock,
    pause: async () => undefined,
    ids,
    nodeTypes,
    flows: flowCache(nodeTypes, log),
    bells: {
      ringMove: async (lanes) => void rung.move.push(...lanes),
      ringMoveAt: async () => undefined,
      ringDeliver: async (lanes) => void rung.deliver.push(...lanes),
      ringAct: async (lanes) => void rung.act.push(...lanes),
    },
    log,
    tally: createTally(),
  }
  let made = 0
  const newId = async (lane: number) => {
    await ids.reserve(pool, 1)
    return ids.next(lane)
  }
  return {
    engine,
    clock,
    rung,
    newId,

    deliverContext(more: Partial<DeliverContext> = {}): DeliverContext {
      return {
        ...engine,
        channels: new Map(),
        renderer: inlineRenderer,
        random: seededRandom('scene'),
        secret: 'a secret for tests only',
        publicUrl: 'https://snodo.example',
        listensTo: () => false,
        ...more,
      }
    },

    async contact(
      about: {
        lane?: number
        email?: string | null
        phone?: string | null
        userId?: string | null
        attributes?: JsonObject
        tags?: string[]
      } = {},
    ): Promise<string> {
      const lane = about.lane ?? 5
      const id = await newId(lane)
      made += 1
      await pool.query(
        /* sql */ `insert into contacts (lane, id, user_id, email, phone, attributes, tags, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $8)`,
        [
          lane,
          id,
          about.userId ?? null,
          about.email === undefined ? `person${made}@example.com` : about.email,
          about.phone ?? null,
          JSON.stringify(about.attributes ?? {}),
          about.tags ?? [],
          new Date(clock.now()),
        ],
      )
      return id
    },

    async consent(
      contact: string,
      state: 'granted' | 'denied' | 'pending',
      channel = 'email',
      purpose = 'marketing',
      basis = 'consent',
    ): Promise<void> {
      await pool.query(
        /* sql */ `insert into consents (lane, contact_id, channel, purpose, state, basis, at) values ($1, $2, $3, $4, $5, $6, $7)
          on conflict (lane, contact_id, channel, purpose) do update set state = excluded.state, basis = excluded.basis`,
        [laneOf(contact), contact, channel, purpose, state, basis, new Date(clock.now())],
      )
    },

    /** A published flow; gives its id and that of its version. */
    async flow(document: JsonObject = {}, state = 'live'): Promise<{ flow: string; version: string }> {
      const whole = { format: 1, name: 'Test', settings: {}, nodes: {}, edges: [], ...document }
      const { rows } = await pool.query<{ id: string }>(
        /* sql */ `insert into flows (name, state, draft, created_at, updated_at) values ('Test', $1, $2, $3, $3) returning id`,
        [state, JSON.stringify(whole), new Date(clock.now())],
      )
      const flow = rows[0]!.id
      const version = await pool.query<{ id: string }>(
        /* sql */ `insert into flow_versions (flow_id, number, document, published_at, published_by) values ($1, 1, $2, $3, 'test') returning id`,
        [flow, JSON.stringify(whole), new Date(clock.now())],
      )
      await pool.query(/* sql */ `update flows set live_version_id = $2 where id = $1`, [flow, version.rows[0]!.id])
      return { flow, version: version.rows[0]!.id }
    },

    async content(flow: string, node: string, content: JsonObject, revision = 1): Promise<void> {
      await pool.query(
        /* sql */ `insert into flow_contents (flow_id, node, revision, content, at, author) values ($1, $2, $3, $4, $5, 'test')`,
        [flow, node, revision, JSON.stringify(content), new Date(clock.now())],
      )
    },

    async enrollment(
      contact: string,
      at: { flow: string; version: string },
      more: {
        node?: string
        state?: string
        nextAt?: Instant | null
        visit?: number
        entityKey?: string
        urgency?: 0 | 1
        enteredAt?: Instant
        entry?: JsonObject
      } = {},
    ): Promise<string> {
      const lane = laneOf(contact)
      const id = await newId(lane)
      const entered = new Date(more.enteredAt ?? clock.now())
      await pool.query(
        /* sql */ `insert into enrollments (lane, id, contact_id, flow_id, version_id, entity_key, state, node, visit, urgency, next_at, entered_at, node_entered_at, entry, vars)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $13, $10, $11, $11, $12, '{}')`,
        [
          lane,
          id,
          contact,
          at.flow,
          at.version,
          more.entityKey ?? '',
          more.state ?? 'active',
          more.node ?? 'wait',
          more.visit ?? 1,
          more.nextAt === null ? null : new Date(more.nextAt ?? clock.now()),
          entered,
          more.entry ? JSON.stringify(more.entry) : null,
          more.urgency ?? 1,
        ],
      )
      await pool.query(
        /* sql */ `insert into node_counts (lane, version_id, node, inside, entered) values ($1, $2, $3, 1, 1)
          on conflict (lane, version_id, node) do update set inside = node_counts.inside + 1, entered = node_counts.entered + 1`,
        [lane, at.version, more.node ?? 'wait'],
      )
      return id
    },

    /** A message that is due now; gives its key `enrollment:visit`. */
    async message(
      contact: string,
      at: { flow: string; version: string },
      more: {
        node?: string
        channel?: string
        purpose?: string
        awaited?: boolean
        enrollment?: string
        visit?: number
        expiresAt?: Instant | null
        scope?: JsonObject
        dueAt?: Instant
        urgency?: 0 | 1
      } = {},
    ): Promise<string> {
      const lane = laneOf(contact)
      const enrollment = more.enrollment ?? (await newId(lane))
      const visit = more.visit ?? 2
      await pool.query(
        /* sql */ `insert into messages (lane, urgency, enrollment_id, visit, contact_id, flow_id, version_id, node, channel, purpose, state, awaited, created_at, due_at, expires_at, scope)
          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'due', $11, $12, $13, $14, $15)`,
        [
          lane,
          more.urgency ?? 0,
          enrollment,
          visit,
          contact,
          at.flow,
          at.version,
          more.node ?? 'hello',
          more.channel ?? 'email',
          more.purpose ?? 'marketing',
          more.awaited ?? false,
          new Date(clock.now()),
          new Date(more.dueAt ?? clock.now()),
          more.expiresAt == null ? null : new Date(more.expiresAt),
          more.scope ? JSON.stringify(more.scope) : null,
        ],
      )
      return `${enrollment}:${visit}`
    },

    async readMessage(key: string): Promise<MessageSeen> {
      const [enrollment, visit] = key.split(':')
      const { rows } = await pool.query<MessageSeen>(
        /* sql */ `select state, because, rendered, attempts, due_at, provider, provider_id from messages where enrollment_id = $1 and visit = $2`,
        [enrollment, visit],
      )
      if (rows[0] === undefined) throw new Error(`there is no message ${key}`)
      return rows[0]
    },

    async inbox(): Promise<{ kind: string; name: string; contact_id: string; payload: JsonObject | null }[]> {
      const { rows } = await pool.query<{ kind: string; name: string; contact_id: string; payload: JsonObject | null }>(
        /* sql */ `select kind, name, contact_id, payload from unread order by lane, event_id`,
      )
      return rows
    },

    async set(key: string, value: unknown): Promise<void> {
      await pool.query(
        /* sql */ `insert into settings (key, value, updated_at) values ($1, $2, $3) on conflict (key) do update set value = excluded.value`,
        [key, JSON.stringify(value), new Date(clock.now())],
      )
    },
  }
}

export type MessageSeen = {
  state: string
  because: { code: string; values: JsonObject } | null
  rendered: JsonObject | null
  attempts: number
  due_at: Instant
  provider: string | null
  provider_id: string | null
}

/** Renders where it stands; the thread has its own tests. */
const inlineRenderer: Renderer = {
  render: async (jobs) => new Map<string, RenderResult>(jobs.map((job) => [job.key, renderMessage(job)])),
  close: async () => undefined,
}

/** A provider that answers as it is told and remembers what it was handed. */
export function recordingChannel(
  answer: (message: OutgoingMessage) => DeliveryFate | Promise<DeliveryFate> = () => ({ fate: 'accepted', providerId: 'p' }),
  more: Partial<Channel> = {},
): Channel & { handed: OutgoingMessage[] } {
  const handed: OutgoingMessage[] = []
  return {
    name: 'email',
    provider: 'recorder',
    idempotent: true,
    limits: { batchSize: 100, concurrency: 10 },
    handed,
    async deliver(messages, signal) {
      const fates = new Map<string, DeliveryFate>()
      for (const message of messages) {
        if (signal?.aborted) {
          fates.set(message.key, { fate: 'retry', afterMs: 0, slows: false, because: 'not begun' })
          continue
        }
        handed.push(message)
        fates.set(message.key, await answer(message))
      }
      return fates
    },
    verify: async () => undefined,
    close: async () => undefined,
    ...more,
  }
}
