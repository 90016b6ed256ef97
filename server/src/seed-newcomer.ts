import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { asError, type JsonObject } from '@snodo/base'
import { type Collector, createFlow, type EngineContext, publish, readCall } from '@snodo/engine'
import { type FlowDocument, starterFlows } from '@snodo/flow'

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

/** On an empty database: a welcome flow already drawn, as a draft, and a few invented contacts. */
export async function seedNewcomer(engine: EngineContext, collector: Collector): Promise<void> {
  const { rows } = await engine.pool.query(/* sql */ `select 1 from flows union all (select 1 from contacts limit 1) limit 1`)
  const starter = starterFlows.find((each) => each.id === 'newsletter-welcome')
  if (rows.length > 0 || starter === undefined) return
  await createFlow(engine, { document: forSamplesOnly(starter.document('en')), author: SEEDER })
  await collector.collect(
    PEOPLE.map(([firstName, lastName, city]) =>
      callOf(engine, 'identify', firstName, {
        traits: {
          firstName,
          lastName,
          city,
          sample: true,
          email: `${firstName.toLowerCase()}@example.com`,
          consents: { email: true },
        },
      }),
    ),
  )
}

const SEEDER = 'Snodo'

/** Real people who happen to sign up while somebody looks at the sample must not get its mails. */
function forSamplesOnly(document: FlowDocument): FlowDocument {
  const text =
    'A sample to look at. Only the invented contacts enter it (the entry filter asks for their field "sample"); nothing leaves in the sandbox. Take the filter away, or begin a flow of your own.'
  return {
    ...document,
    settings: { ...document.settings, entryFilter: { when: { type: 'attribute', field: 'sample', is: 'isTrue' } } },
    notes: { ...document.notes, sample: { text, at: { x: 344, y: 0 } } },
  }
}

/**
 * When somebody signs in for the first time and the sample stands as it was made, it is published and its people sign up one
 * after the other, so that a newcomer sees contacts move. In any other workspace nothing happens.
 */
export function sampleSignUps(engine: EngineContext, collector: Collector): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    signUpSamples(engine, collector, APART_MS).catch((error: unknown) =>
      engine.log.warn('samples.failed', { because: asError(error).message }),
    )
  }
}

/** Publishes the sample, if it stands as it was made, and lets its people sign up so far apart. */
export async function signUpSamples(engine: EngineContext, collector: Collector, apartMs: number): Promise<void> {
  const { rows } = await engine.pool.query<{ id: string }>(
    /* sql */ `select f.id from flows f join audit a on a.subject = 'flow:' || f.id and a.action = 'flow.create' and a.actor = $1
      where f.state = 'draft' and f.revision = 1 limit 1`,
    [SEEDER],
  )
  const [sample] = rows
  if (sample === undefined) return
  await publish(engine, { id: sample.id, revision: 1, author: SEEDER })
  for (const [firstName] of PEOPLE) {
    await pause(apartMs, undefined, { ref: false })
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
