import type { Json } from '@snodo/base'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FlowDocument } from './document.ts'
import { appendPointer, applyEdit, applyEdits, checkFlow, documentProblems, type FlowEdit, starterFlows } from './index.ts'
import { testManifests } from './testing.ts'

/** Every place in a config, as pointers. */
function places(value: Json, path = ''): string[] {
  if (value === null || typeof value !== 'object') return [path]
  return [path, ...Object.entries(value).flatMap(([key, part]) => places(part, appendPointer(path, key)))]
}

const predicate = fc.letrec((tie) => ({
  clause: fc.oneof(
    { maxDepth: 3 },
    fc.record(
      { type: fc.constantFrom('all', 'any'), of: fc.oneof(fc.array(tie('clause'), { maxLength: 3 }), fc.jsonValue()) },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('not'), of: tie('clause') }, { requiredKeys: ['type'] }),
    fc.record(
      { type: fc.constant('reaction'), node: fc.oneof(fc.constantFrom('offer', 'start', 'gone'), fc.jsonValue()) },
      { requiredKeys: ['type'] },
    ),
    fc.record({ type: fc.constant('events'), since: fc.jsonValue() }, { requiredKeys: ['type'] }),
    fc.record(
      { type: fc.constantFrom('consent', 'list', 'tag'), channel: fc.jsonValue(), list: fc.jsonValue() },
      { requiredKeys: ['type'] },
    ),
  ),
})).clause as fc.Arbitrary<Json>

/** JSON as it arrives: `__proto__` is then a member like any other. */
const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), predicate).map((value) => JSON.parse(JSON.stringify(value)) as Json)

const flows = starterFlows.map((starter) => starter.document('en'))
const damaged = fc.record({
  flow: fc.constantFrom(...flows),
  damages: fc.array(fc.record({ node: fc.nat(), place: fc.nat(), value: anything }), { minLength: 1, maxLength: 4 }),
  where: fc.option(anything),
})

test('whatever stands in the configs, the checker answers with findings and never throws', () => {
  let found = 0
  fc.assert(
    fc.property(damaged, ({ flow, damages, where }) => {
      const document = damage(flow, damages, where)
      const findings = checkFlow(document, { manifests: testManifests, lists: ['a'], purposes: ['b'] })
      found += findings.length
      for (const { node, path, message, consequence } of findings) {
        for (const words of [message, consequence])
          expect([words.en.includes('undefined'), words.it.includes('undefined')]).toEqual([false, false])
        if (node !== undefined && path !== undefined) expect(path).toMatch(/^(\/|$)/)
      }
    }),
    { numRuns: 500 },
  )
  expect(found).toBeGreaterThan(1000)
})

test('every fix the checker offers can be applied', () => {
  fc.assert(
    fc.property(damaged, ({ flow, damages, where }) => {
      const document = damage(flow, damages, where)
      for (const { fix } of checkFlow(document, { manifests: testManifests })) {
        if (fix)
          expect(documentProblems(applyEdits(document, fix.edits, testManifests).document)).toEqual(documentProblems(document))
      }
    }),
    { numRuns: 300 },
  )
})

test('what is remembered of the state before says the same as a look at everything anew', () => {
  const pick = fc.nat()
  const step = fc.oneof(
    fc.record({ what: fc.constant('damage' as const), node: pick, place: pick, value: anything }),
    fc.record({
      what: fc.constantFrom(
        'off' as const,
        'on' as const,
        'name' as const,
        'move' as const,
        'cut' as const,
        'remove' as const,
        'lead' as const,
        'add' as const,
      ),
      node: pick,
    }),
  )
  let found = 0
  fc.assert(
    fc.property(fc.constantFrom(...flows), fc.array(step, { minLength: 1, maxLength: 12 }), (flow, steps) => {
      let document = flow
      for (const one of steps) {
        const ids = Object.keys(document.nodes)
        const id = ids[one.node % Math.max(1, ids.length)]
        if (id === undefined) break
        if (one.what === 'damage') document = damage(document, [one], null)
        else document = applyEdit(document, editOf(one.what, id, document), testManifests).document
        const findings = checkFlow(document, { manifests: testManifests })
        // A copy shares no object with the state before, so nothing is remembered of it.
        expect(findings).toEqual(checkFlow(structuredClone(document), { manifests: testManifests }))
        found += findings.length
      }
    }),
    { numRuns: 60 },
  )
  expect(found).toBeGreaterThan(300)
})

function editOf(
  what: 'off' | 'on' | 'name' | 'move' | 'cut' | 'remove' | 'lead' | 'add',
  id: string,
  document: FlowDocument,
): FlowEdit {
  const edge = document.edges.find((line) => line.from === id)
  if (what === 'cut' && edge) return { do: 'disconnect', from: id, port: edge.port }
  if (what === 'lead' && edge) {
    // No line may lead to a start.
    const ends = Object.keys(document.nodes).filter((one) => testManifests.get(document.nodes[one]!.type)?.kind !== 'start')
    return { do: 'connect', edge: { ...edge, to: ends.at(-1) ?? edge.to }, replace: true }
  }
  if (what === 'add') {
    let n = Object.keys(document.nodes).length
    while (Object.hasOwn(document.nodes, `new-${n}`)) n += 1
    return { do: 'addNode', id: `new-${n}`, node: document.nodes[id]! }
  }
  if (what === 'name') return { do: 'renameNode', id, name: 'Another name' }
  if (what === 'remove') return { do: 'removeNode', id, rejoin: true }
  if (what === 'off' || what === 'on') return { do: 'setOff', id, off: what === 'off' }
  return { do: 'moveNodes', to: { [id]: { x: 8, y: 8 } } }
}

function damage(flow: FlowDocument, damages: { node: number; place: number; value: Json }[], where: Json | null): FlowDocument {
  let document = flow
  for (const { node, place, value } of damages) {
    const ids = Object.keys(document.nodes)
    const id = ids[node % ids.length]!
    const all = places(document.nodes[id]!.config).slice(1)
    const path = all[place % Math.max(1, all.length)]
    if (path !== undefined) document = applyEdit(document, { do: 'setConfig', id, path, value }).document
  }
  // The schema asks a predicate only for a type; everything else in it may be anything.
  if (where !== null && typeof where === 'object' && !Array.isArray(where) && typeof where.type === 'string') {
    const exits = [{ id: 'x', name: 'X', when: { where: where as never } }]
    return { ...document, settings: { ...document.settings, exits, entryFilter: { when: where as never } } }
  }
  return document
}
