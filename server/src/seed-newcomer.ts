import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { asError, type JsonObject, type Language, type Words } from '@snodo/base'
import { type Collector, createFlow, type EngineContext, publish, readCall, saveDraft } from '@snodo/engine'
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
  const document = sampleFlow('en')
  if (rows.length > 0 || document === undefined) return
  await createFlow(engine, { document, author: SEEDER })
  await collector.collect(
    PEOPLE.map(([firstName, lastName, city]) =>
      callOf(engine, 'identify', firstName, {
        traits: {
          firstName,
          lastName,
          city,
          sample: true,
          email: `${firstName.toLowerCase()}@example.com`,
          consents: { email: { state: true, proof: { form: 'sample' } } },
        },
      }),
    ),
  )
}

export const SEEDER = 'Snodo'

const NOTE: Words = {
  en: 'A sample to look at. Only the invented contacts enter it (the entry filter asks for their field "sample"); nothing leaves in the sandbox. Take the filter away, or begin a flow of your own.',
  it: 'Un esempio da guardare. Vi entrano solo i contatti inventati (il filtro d’ingresso chiede il loro campo "sample"); nell’area di prova non esce nulla. Togli il filtro, o comincia un flusso tuo.',
}

/** Real people who happen to sign up while somebody looks at the sample must not get its mails. */
function sampleFlow(language: Language): FlowDocument | undefined {
  const document = starterFlows.find((each) => each.id === 'newsletter-welcome')?.document(language)
  if (document === undefined) return undefined
  return {
    ...document,
    settings: { ...document.settings, entryFilter: { when: { type: 'attribute', field: 'sample', is: 'isTrue' } } },
    notes: { ...document.notes, sample: { text: NOTE[language], at: { x: 344, y: 0 } } },
  }
}

/**
 * When somebody signs in for the first time and the sample stands as it was made, it is published and its people sign up one
 * after the other, so that a newcomer sees contacts move. In any other workspace nothing happens.
 */
export function sampleSignUps(engine: EngineContext, collector: Collector): (language: Language) => void {
  let done = false
  return (language) => {
    if (done) return
    done = true
    signUpSamples(engine, collector, { apartMs: APART_MS, language }).catch((error: unknown) =>
      engine.log.warn('samples.failed', { because: asError(error).message }),
    )
  }
}

/** Publishes the sample, if it stands as it was made, in the newcomer's language, and lets its people sign up so far apart. */
export async function signUpSamples(
  engine: EngineContext,
  collector: Collector,
  { apartMs, language }: { apartMs: number; language: Language },
): Promise<void> {
  const { rows } = await engine.pool.query<{ id: string }>(
    /* sql */ `select f.id from flows f join audit a on a.subject = 'flow:' || f.id and a.action = 'flow.create' and a.actor = $1
      where f.state = 'draft' and f.revision = 1 limit 1`,
    [SEEDER],
  )
  const [sample] = rows
  if (sample === undefined) return
  const document = language === 'en' ? undefined : sampleFlow(language)
  const { revision } = document
    ? await saveDraft(engine, { id: sample.id, document, revision: 1, author: SEEDER })
    : { revision: 1 }
  await publish(engine, { id: sample.id, revision, author: SEEDER })
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
