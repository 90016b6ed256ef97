import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { asError, type JsonObject } from '@snodo/base'
import { type Collector, createFlow, type EngineContext, publish, readCall } from '@snodo/engine'
import { starterFlows } from '@snodo/flow'

/** Invented people, at a domain that can never receive mail (RFC 2606). */
const PEOPLE = [
  ['Maria', 'Rossi', 'Roma'],
  ['Luca', 'Bianchi', 'Milano'],
  ['Giulia', 'Ferrari', 'Torino'],
  ['Ana', 'Silva', 'Lisboa'],
  ['Paul', 'Meyer', 'Berlin'],
] as const

/** How long after one another the sample people sign up, so that a newcomer sees them arrive. */
const APART_MS = 4_000

/** On an empty database: a welcome flow already drawn and published (in the sandbox nothing leaves), and a few invented contacts. */
export async function seedNewcomer(engine: EngineContext, collector: Collector): Promise<void> {
  const { rows } = await engine.pool.query(/* sql */ `select 1 from flows union all (select 1 from contacts limit 1) limit 1`)
  const starter = starterFlows.find((each) => each.id === 'newsletter-welcome')
  if (rows.length > 0 || starter === undefined) return
  const draft = await createFlow(engine, { document: starter.document('en'), author: 'Snodo' })
  await publish(engine, { id: draft.id, revision: draft.revision, author: 'Snodo' })
  await collector.collect(
    PEOPLE.map(([firstName, lastName, city]) =>
      callOf(engine, 'identify', firstName, {
        traits: { firstName, lastName, city, email: `${firstName.toLowerCase()}@example.com`, consents: { email: true } },
      }),
    ),
  )
}

/**
 * When somebody signs in and no contact has ever entered a flow, the sample people sign up one after the other. Without the
 * samples (a real workspace, an older one) nothing happens.
 */
export function sampleSignUps(engine: EngineContext, collector: Collector): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    signUp(engine, collector).catch((error: unknown) => engine.log.warn('samples.failed', { because: asError(error).message }))
  }
}

async function signUp(engine: EngineContext, collector: Collector): Promise<void> {
  const { rows } = await engine.pool.query<{ untouched: boolean }>(
    /* sql */ `select exists (select from contacts where user_id = $1) and not exists (select from entries) as untouched`,
    [sampleId('Maria')],
  )
  if (rows[0]?.untouched !== true) return
  for (const [firstName] of PEOPLE) {
    await pause(APART_MS, undefined, { ref: false })
    await collector.collect([callOf(engine, 'track', firstName, { event: 'Signed Up', properties: { source: 'sample' } })])
  }
}

function callOf(engine: EngineContext, type: 'identify' | 'track', firstName: string, members: JsonObject) {
  return readCall(
    { userId: sampleId(firstName), ...members },
    { type, receivedAt: engine.clock.now(), keyKind: 'secret', newMessageId: randomUUID },
  )
}

function sampleId(firstName: string): string {
  return `sample-${firstName.toLowerCase()}`
}
