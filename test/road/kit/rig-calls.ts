import type { JsonObject } from '@snodo/base'
import { createCollector, readCall } from '@snodo/engine'
import type { EngineRig } from '@snodo/engine/testing'

let made = 0

/** Takes tracking calls in as the server would, with a secret key, and lets the engine come to rest. */
export async function collect(rig: EngineRig, ...calls: JsonObject[]): Promise<void> {
  const setting = { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `call-${++made}` } as const
  await createCollector(rig.engine).collect(calls.map((call) => readCall(call, setting)))
  await rig.settle()
}

/** Somebody with an address and consent to marketing on it. */
export const person = (userId: string, traits: JsonObject = {}): JsonObject => ({
  type: 'identify',
  userId,
  traits: { email: `${userId}@example.com`, phone: '+447700900123', consents: { email: true, sms: true }, ...traits },
})

export const track = (userId: string, event: string, properties: JsonObject = {}): JsonObject => ({
  type: 'track',
  userId,
  event,
  properties,
})

/** Content of a message node. */
export const mail = (subject: string) => ({ content: { subject, body: `<p>${subject}</p>` } })

export type MessageSeen = { node: string; state: string; because: string | null; at: number }

export async function messagesOf(rig: EngineRig): Promise<MessageSeen[]> {
  const { rows } = await rig.engine.pool.query<MessageSeen>(
    /* sql */ `select node, state, because ->> 'code' as because, created_at as at from messages order by created_at, enrollment_id, visit`,
  )
  return rows
}

export async function endsOf(rig: EngineRig): Promise<{ reason: string; node: string; because: string | null }[]> {
  const { rows } = await rig.engine.pool.query<{ reason: string; node: string; because: string | null }>(
    /* sql */ `select reason, node, because ->> 'code' as because from enrollment_ends order by ended_at, id`,
  )
  return rows
}

export async function entriesOf(rig: EngineRig): Promise<{ outcome: string; because: string | null }[]> {
  const { rows } = await rig.engine.pool.query<{ outcome: string; because: string | null }>(
    /* sql */ `select outcome, because ->> 'code' as because from entries order by at, event_id`,
  )
  return rows
}

export async function standing(rig: EngineRig): Promise<{ node: string; state: string; version: number }[]> {
  const { rows } = await rig.engine.pool.query<{ node: string; state: string; version: number }>(
    /* sql */ `select e.node, e.state, v.number as version from enrollments e join flow_versions v on v.id = e.version_id order by e.id`,
  )
  return rows
}
