import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdit, checkFlow, extractEdit, foldedView, inlineEdit, parseDocument, starterFlows, subFlowsOf } from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const flow = testFlow(
  {
    start: testNode('core.event-happens', { event: 'A' }),
    wait: testNode('core.wait', { duration: 'P1D' }, { at: { x: 0, y: 128 } }),
    mail: testNode('core.send-email', { content: { subject: 'S', body: 'B' } }, { at: { x: 80, y: 256 } }),
    tag: testNode('core.tag', { add: ['x'] }, { at: { x: 400, y: 256 } }),
    end: testNode('core.end', {}, { at: { x: 0, y: 384 } }),
  },
  ['start:started>wait', 'wait:after>mail', 'mail:sent>end', 'mail:notSent>tag', 'tag:next>end'],
)

function extracted(document = flow, nodes: string[] = ['wait', 'mail']) {
  return applyEdit(document, extractEdit(document, nodes, 'part', 'Welcome')!, testManifests).document
}

describe('a sub-flow', () => {
  test('has the crossing lines as its doors, and stands above its blocks', () => {
    const part = subFlowsOf(extracted()).get('part')!
    expect(part.entries).toEqual([{ from: 'start', port: 'started', to: 'wait' }])
    expect(part.exits.map((edge) => `${edge.from}:${edge.port}>${edge.to}`)).toEqual(['mail:sent>end', 'mail:notSent>tag'])
    expect(part.at).toEqual({ x: 40, y: 128 })
  })

  test('is one node in the folded view, and the view of nothing folded is the document itself', () => {
    const document = extracted()
    const { document: view, folded } = foldedView(document, () => true)
    expect(Object.keys(view.nodes)).toEqual(['start', 'tag', 'end', 'sub-flow:part'])
    expect(folded.get('sub-flow:part')?.title).toBe('Welcome')
    expect(view.edges).toEqual([
      { from: 'start', port: 'started', to: 'sub-flow:part' },
      { from: 'sub-flow:part', port: 'mail:sent', to: 'end' },
      { from: 'sub-flow:part', port: 'mail:notSent', to: 'tag' },
      { from: 'tag', port: 'next', to: 'end' },
    ])
    expect(foldedView(document, () => false).document).toBe(document)
  })

  test('takes at least two blocks, none of them in another', () => {
    expect(extractEdit(flow, ['wait'], 'part', 'x')).toBeNull()
    expect(extractEdit(flow, ['wait', 'gone'], 'part', 'x')).toBeNull()
    expect(extractEdit(extracted(), ['mail', 'tag'], 'other', 'x')).toBeNull()
  })

  test('that loses its blocks is drawn no more', () => {
    let document = extracted()
    for (const id of ['wait', 'mail'])
      document = applyEdit(document, { do: 'removeNode', id, rejoin: true }, testManifests).document
    expect(subFlowsOf(document).size).toBe(0)
    expect(foldedView(document, () => true).document).toBe(document)
  })
})

const anyFlow = fc.constantFrom(flow, ...starterFlows.map((starter) => starter.document('en')))

test('extract and inline are exact inverses on any flow and any choice of blocks, and change nothing contacts could notice', () => {
  let extractions = 0
  fc.assert(
    fc.property(anyFlow, fc.array(fc.nat(), { maxLength: 12 }), (document, picks) => {
      const ids = Object.keys(document.nodes)
      const chosen = picks.map((pick) => ids[pick % ids.length]!)
      const edit = extractEdit(document, chosen, 'part', 'Part')
      if (!edit) return
      extractions += 1
      const { document: made, inverse } = applyEdit(document, edit, testManifests)
      expect(parseDocument(structuredClone(made))).toEqual(made)
      expect(made.nodes).toBe(document.nodes)
      expect(made.edges).toBe(document.edges)
      expect(checkFlow(made, { manifests: testManifests })).toEqual(checkFlow(document, { manifests: testManifests }))
      expect(applyEdit(made, inverse, testManifests).document).toEqual(document)
      const inlined = applyEdit(made, inlineEdit('part'), testManifests)
      expect(inlined.document).toEqual(document)
      expect(applyEdit(inlined.document, inlined.inverse, testManifests).document).toEqual(made)
    }),
    { numRuns: 200 },
  )
  expect(extractions).toBeGreaterThan(50)
})

test('a folded view draws every block or its sub-flow, and every line that is not wholly inside one', () => {
  fc.assert(
    fc.property(anyFlow, fc.array(fc.nat(), { minLength: 2, maxLength: 8 }), (document, picks) => {
      const ids = Object.keys(document.nodes)
      const edit = extractEdit(
        document,
        picks.map((pick) => ids[pick % ids.length]!),
        'part',
        'Part',
      )
      if (!edit) return
      const made = applyEdit(document, edit, testManifests).document
      const { document: view, folded } = foldedView(made, () => true)
      const part = [...folded.values()][0]!
      expect(Object.keys(view.nodes).length).toBe(ids.length - part.nodes.length + 1)
      const inner = made.edges.filter((edge) => part.nodes.includes(edge.from) && part.nodes.includes(edge.to))
      expect(view.edges.length).toBe(made.edges.length - inner.length)
      for (const edge of view.edges) {
        expect(view.nodes).toHaveProperty([edge.from])
        expect(view.nodes).toHaveProperty([edge.to])
      }
      expect(new Set(view.edges.map((edge) => `${edge.from} ${edge.port}`)).size).toBe(view.edges.length)
    }),
    { numRuns: 200 },
  )
})
