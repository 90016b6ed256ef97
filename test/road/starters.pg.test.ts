import { durationMs, LANGUAGES } from '@snodo/base'
import { checkDocument, simulate, type Trace } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { type StarterFlow, type StarterSample, starterFlows } from '@snodo/flow'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** A Monday. Samples say how long before or after it something happens. */
const START = Date.parse('2026-03-02T09:00:00Z')
let rig: EngineRig
beforeAll(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: START })
})
afterAll(() => rig.drop())

async function walk(starter: StarterFlow, sample: StarterSample, language: 'en' | 'it'): Promise<Trace> {
  const { before = [], then = [], entry = {}, contact } = sample
  return simulate(rig.engine, {
    id: '0',
    draft: starter.document(language),
    at: START,
    entry,
    contact: {
      ...contact,
      history: before.map(({ ago, event, properties = {} }) => ({ at: START - durationMs(ago), event, properties })),
    },
    events: then.map(({ after, event, properties = {} }) => ({ at: START + durationMs(after), event, properties })),
  })
}

/** Block after block: a wait that is left later stands there once. */
function pathOf(trace: Trace): string[] {
  const path: string[] = []
  for (const { node } of trace.steps) if (path.at(-1) !== node) path.push(node)
  return path
}

describe.each(starterFlows.map((starter) => [starter.id, starter] as const))('the template %s', (_, starter) => {
  test.each(LANGUAGES)('can be published as it is in %s: nothing is missing but what its needs name', async (language) => {
    const { findings } = await checkDocument(rig.engine, starter.document(language))
    expect(findings.filter(({ code }) => code !== 'LIST_UNKNOWN')).toEqual([])
  })

  test.each(starter.samples.map((sample) => [sample.name.en, sample] as const))(
    '%s: comes past the same blocks in both languages, and every text can be filled in',
    async (_name, sample) => {
      for (const language of LANGUAGES) {
        const trace = await walk(starter, sample, language)
        expect(pathOf(trace)).toEqual(sample.path)
        expect(trace.messages.filter(({ because }) => because?.code === 'RENDER_ERROR')).toEqual([])
        expect(trace.cut).toBe(false)
      }
    },
  )
})

test('every block of a template is on the path of somebody, so that each is shown and tried', () => {
  const never = starterFlows.flatMap((starter) => {
    const walked = new Set(starter.samples.flatMap(({ path }) => path))
    return Object.keys(starter.document('en').nodes).flatMap((node) => (walked.has(node) ? [] : [`${starter.id}: ${node}`]))
  })
  expect(never).toEqual([])
})
