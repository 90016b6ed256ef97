import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  checkFlow,
  documentProblems,
  FLOW_LIMITS,
  flowDocumentSchema,
  parseDocument,
  starterFlows,
  upgradeNodes,
} from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const flow = testFlow({ start: testNode('core.event-happens', { event: 'A' }), end: testNode('core.end') }, ['start:started>end'])

function problemsOf(json: unknown): { path: string; expected: string; got: string }[] {
  try {
    parseDocument(json)
    return []
  } catch (error) {
    return (error as { data: { problems?: { path: string; expected: string; got: string }[] } }).data.problems ?? []
  }
}

describe('parseDocument', () => {
  test('a document comes back as it is', () => {
    expect(parseDocument(flow)).toBe(flow)
    const full = { ...flow, groups: { g: { title: 'G', nodes: ['end'] } }, notes: { n: { text: 'x', at: { x: 0, y: 0 } } } }
    expect(parseDocument(full)).toBe(full)
  })

  test('settings of every kind are taken', () => {
    const settings = {
      timeZone: 'Europe/Rome',
      reentry: { mode: 'afterWindow', window: 'P90D', from: 'exit', inside: 'parallel', key: 'event.properties.order_id' },
      exits: [
        { id: 'bought', name: 'Bought', when: { event: 'Order Completed', where: { type: 'tag', tag: 'x' } }, sameKey: true },
      ],
      goal: { name: 'Goal', when: { event: 'Order Completed' }, within: 'P7D', sameKey: true },
      priority: 5,
      entryFilter: { when: { type: 'tag', tag: 'x' }, asOf: 'before' },
    }
    expect(problemsOf({ ...flow, settings })).toEqual([])
    expect(problemsOf({ ...flow, settings: { ...settings, goal: null } })).toEqual([])
  })

  test.each<[string, unknown, string]>([
    ['no document at all', null, ''],
    ['a member nobody knows', { ...flow, colour: 'red' }, '/colour'],
    ['no edges', { ...flow, edges: undefined }, ''],
    ['a node without a place', { ...flow, nodes: { a: { type: 'core.end', version: 1, config: {} } } }, '/nodes/a'],
    ['a type that is no type name', { ...flow, nodes: { a: testNode('End') } }, '/nodes/a/type'],
    ['a place off the canvas', { ...flow, nodes: { a: testNode('core.end', {}, { at: { x: 1e9, y: 0 } }) } }, '/nodes/a/at/x'],
    ['off: false', { ...flow, nodes: { a: { ...testNode('core.end'), off: false } } }, '/nodes/a/off'],
    [
      'a window that is no duration',
      { ...flow, settings: { reentry: { mode: 'afterWindow', window: '90 days' } } },
      '/settings/reentry/window',
    ],
    ['a mode nobody knows', { ...flow, settings: { reentry: { mode: 'sometimes' } } }, '/settings/reentry/mode'],
    ['a name too long', { ...flow, name: 'x'.repeat(FLOW_LIMITS.name + 1) }, '/name'],
    ['an id that every object has', { ...flow, edges: [{ from: 'constructor', port: 'a', to: 'b' }] }, '/edges/0/from'],
  ])('%s is refused, naming the place, what was expected and what came', (_, json, path) => {
    const [first] = problemsOf(json === null ? null : JSON.parse(JSON.stringify(json)))
    if (json === null) return expect(() => parseDocument(json)).toThrow(expect.objectContaining({ code: 'DOCUMENT_INVALID' }))
    expect(first).toMatchObject({ path, expected: expect.any(String), got: expect.any(String) })
  })

  test('node ids that every object has are refused', () => {
    for (const id of ['constructor', 'toString', '__proto__', 'has space', '']) {
      const json = JSON.parse(
        `{"format":1,"name":"x","settings":{},"edges":[],"nodes":{${JSON.stringify(id)}:${JSON.stringify(testNode('core.end'))}}}`,
      )
      expect([id, problemsOf(json).length > 0]).toEqual([id, true])
    }
  })

  test.each([0, 2, '1', null, undefined, 1.5])('format %j is not one this release can open', (format) => {
    expect(() => parseDocument({ ...flow, format })).toThrow(expect.objectContaining({ code: 'FORMAT_UNKNOWN' }))
  })

  test('nesting without end, NUL characters and sheer size are refused before anything looks inside', () => {
    let deep: unknown = 1
    for (let i = 0; i < 50_000; i++) deep = [deep]
    expect(problemsOf({ ...flow, nodes: { a: testNode('core.end', { deep: deep as never }) } })[0]?.expected).toContain('levels')
    expect(problemsOf({ ...flow, name: 'a\u0000b' })[0]?.expected).toContain('NUL')
    expect(
      problemsOf({ ...flow, nodes: { a: testNode('core.end', { big: 'x'.repeat(FLOW_LIMITS.documentBytes) }) } })[0]?.expected,
    ).toContain('characters')
  })

  test('the largest number of nodes passes, one more does not', () => {
    const many = (n: number) => ({
      ...flow,
      edges: [],
      nodes: Object.fromEntries(Array.from({ length: n }, (_, i) => [`n${i}`, testNode('core.end')])),
    })
    expect(problemsOf(many(FLOW_LIMITS.nodes))).toEqual([])
    expect(problemsOf(many(FLOW_LIMITS.nodes + 1))[0]).toMatchObject({
      path: '/nodes',
      expected: `at most ${FLOW_LIMITS.nodes} members`,
    })
  })

  test('no notes and empty notes are the same document', () => {
    expect(parseDocument({ ...flow, notes: {}, groups: {} })).toEqual(flow)
  })
})

test('the published schema is plain JSON and is the one that checks', () => {
  expect(JSON.parse(JSON.stringify(flowDocumentSchema))).toEqual(flowDocumentSchema)
  expect(documentProblems(flow)).toEqual([])
})

describe('every document ever written opens', () => {
  const folder = new URL('../fixtures/', import.meta.url)
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'))

  test.each(files)('%s', (file) => {
    const json = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    const document = parseDocument(json)
    expect(Object.keys(document.nodes)).toEqual(Object.keys(json.nodes))
    expect(document.edges).toHaveLength(json.edges.length)
    expect(checkFlow(document, { manifests: testManifests })).toEqual([])
  })

  test('there is one in each language for each starter flow', () => {
    expect(files.length).toBeGreaterThanOrEqual(starterFlows.length * 2)
  })
})

describe('upgradeNodes', () => {
  const wait = testManifests.get('core.wait')!
  const manifests = new Map([...testManifests, ['core.wait', { ...wait, version: 3, upgradesFrom: [1, 2] }]])
  const old = testFlow(
    { a: testNode('core.wait', { days: 3 }), b: testNode('core.wait', { x: 1 }, { version: 9 }), c: testNode('core.end') },
    [],
  )

  test('brings old configs to the present version and touches nothing else', () => {
    const upgraded = upgradeNodes(old, manifests, (_, version, config) => ({ version: 3, config: { from: version, ...config } }))
    expect(upgraded.nodes.a).toMatchObject({ version: 3, config: { from: 1, days: 3 } })
    expect(upgraded.nodes.b).toBe(old.nodes.b)
    expect(upgraded.nodes.c).toBe(old.nodes.c)
  })

  test('a document with nothing to upgrade comes back as the same object', () => {
    expect(upgradeNodes(old, testManifests, () => ({ version: 1, config: {} }))).toBe(old)
  })
})
