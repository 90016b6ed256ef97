import { Fault, type Json } from '@snodo/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FlowDocument } from './document.ts'
import { applyEdit, documentProblems, EDIT_NAMES, type FlowEdit, type Manifests, mayConnect, portsOf } from './index.ts'
import { testEdge, testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const wait = testNode('core.wait', { duration: 'P1D' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const end = testNode('core.end')
const flow = testFlow({ start, wait, mail, end }, ['start:started>wait', 'wait:after>mail', 'mail:sent>end'])
const full: FlowDocument = {
  ...flow,
  groups: { g1: { title: 'Mails', nodes: ['wait', 'mail'], folded: true }, g2: { title: 'End', nodes: ['end'] } },
  notes: { n1: { text: 'remember', at: { x: 9, y: 9 } } },
}

/** Applies and takes back; answers the document in between. */
describe('properties', () => {
  const id = fc.constantFrom('start', 'wait', 'mail', 'end', 'a', 'b', 'c')
  const port = fc.constantFrom('started', 'after', 'sent', 'notSent', 'next', 'given')
  const node = fc.constantFrom(
    wait,
    mail,
    end,
    testNode('core.tag', { add: ['x'] }),
    testNode('core.give-coupon', { as: 'c', value: 1 }),
  )
  const at = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) })
  const path = fc.constantFrom('/duration', '/content/subject', '/content', '/add/0', '/add/-', '/deep/er/still', '/add')
  const value: fc.Arbitrary<Json> = fc.oneof(
    fc.constant('P2D'),
    fc.constant(null),
    fc.constant(['x', 'y'] as Json),
    fc.constant({ subject: 's' }),
  )
  const part = fc.constantFrom('g1', 'n1', 'p1')
  // Doors that are mostly there: a line drawn from nowhere is refused, which proves little.
  const door = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        ...['start:started', 'wait:after', 'mail:sent', 'mail:notSent'].map((text) => text.split(':') as [string, string]),
      ),
    },
    fc.tuple(id, port),
  )
  const group = fc.record(
    { title: fc.string(), nodes: fc.uniqueArray(id, { maxLength: 3 }), folded: fc.constant(true as const) },
    { requiredKeys: ['title', 'nodes'] },
  )
  const simple: fc.Arbitrary<FlowEdit> = fc.oneof(
    fc.record({ do: fc.constant('addNode' as const), id, node }),
    fc.record({ do: fc.constant('removeNode' as const), id, rejoin: fc.boolean() }),
    fc.record({ do: fc.constant('moveNodes' as const), to: fc.dictionary(id, at, { maxKeys: 3, noNullPrototype: true }) }),
    fc.record({ do: fc.constant('setConfig' as const), id, path, value }, { requiredKeys: ['do', 'id', 'path'] }),
    fc.record({ do: fc.constant('renameNode' as const), id, name: fc.constantFrom(null, 'N', 'M') }),
    fc.record({ do: fc.constant('setOff' as const), id, off: fc.boolean() }),
    fc.record({ do: fc.constant('setVersion' as const), id, version: fc.constantFrom(1, 2), config: fc.constant({}) }),
    fc
      .record({ door, to: id, replace: fc.boolean() })
      .map(({ door: [from, port], to, replace }): FlowEdit => ({ do: 'connect', edge: { from, port, to }, replace })),
    door.map(([from, port]): FlowEdit => ({ do: 'disconnect', from, port })),
    fc
      .record({ door, id, node, out: fc.constantFrom('after', 'sent', 'next', null) })
      .map(({ door: [from, port], ...rest }): FlowEdit => ({ do: 'insertOnEdge', from, port, ...rest })),
    fc.record({ do: fc.constant('setName' as const), name: fc.constantFrom('A', 'B') }),
    fc.record(
      {
        do: fc.constant('setSettings' as const),
        path: fc.constantFrom('/timeZone', '/priority'),
        value: fc.constantFrom('Europe/Rome', 3),
      },
      { requiredKeys: ['do', 'path'] },
    ),
    fc.record({ do: fc.constant('addNote' as const), id: part, note: fc.record({ text: fc.string(), at }) }),
    fc.record(
      { do: fc.constant('moveNote' as const), id: part, at, size: fc.constant({ width: 9, height: 9 }) },
      { requiredKeys: ['do', 'id', 'at'] },
    ),
    fc.record({ do: fc.constant('editNote' as const), id: part, text: fc.string() }),
    fc.record({ do: fc.constant('removeNote' as const), id: part }),
    fc.record({
      do: fc.constant('addGroup' as const),
      id: part,
      group,
    }),
    fc.record({
      do: fc.constant('editGroup' as const),
      id: part,
      group,
    }),
    fc.record({ do: fc.constant('removeGroup' as const), id: part }),
  )
  const edits = fc.array(
    fc.oneof(
      { weight: 9, arbitrary: simple },
      fc.array(simple, { maxLength: 3 }).map((list): FlowEdit => ({ do: 'compound', edits: list })),
    ),
    { minLength: 1, maxLength: 25 },
  )

  /** Null where the edit was refused with a fault. */
  function attempt(document: FlowDocument, edit: FlowEdit, manifests: Manifests | undefined = testManifests) {
    try {
      return applyEdit(document, edit, manifests)
    } catch (error) {
      if (error instanceof Fault) return null
      throw error
    }
  }

  test('whatever is done, the inverse restores the document exactly, or the edit was refused with a fault', () => {
    const done = new Set<string>()
    fc.assert(
      fc.property(edits, (list) => {
        let document = full
        for (const edit of list) {
          const before = structuredClone(document)
          const applied = attempt(document, edit)
          expect(document).toEqual(before)
          if (!applied) continue
          expect(applyEdit(applied.document, applied.inverse, testManifests).document).toEqual(before)
          document = applied.document
          done.add(edit.do)
        }
      }),
      { numRuns: 600 },
    )
    // Each kind was really done, not only refused.
    expect([...done].sort()).toEqual([...EDIT_NAMES].sort())
  })

  test('undo also restores what was broken before', () => {
    const ask = testNode('core.branch', {
      branches: [
        { id: 'a', name: 'A', when: {} },
        { id: 'b', name: 'B', when: {} },
      ],
    })
    const broken: FlowDocument = {
      ...full,
      nodes: { ...full.nodes, ask, stranger: testNode('acme.gone') },
      edges: [
        ...full.edges,
        ...[
          'ask:a>mail',
          'ask:gone>end',
          'ask:a>end',
          'mail:notSent>start',
          'wait:after>end',
          'mail:notDelivered>lost',
          'lost:x>end',
          'stranger:y>wait',
        ].map(testEdge),
      ],
    }
    const ids = fc.constantFrom('ask', 'mail', 'start', 'wait', 'end', 'stranger')
    const onBroken: fc.Arbitrary<FlowEdit> = fc.oneof(
      fc.record({ do: fc.constant('removeNode' as const), id: ids, rejoin: fc.boolean() }),
      fc.constantFrom(...broken.edges).map(({ from, port }): FlowEdit => ({ do: 'disconnect', from, port })),
      fc.constantFrom(...broken.edges).map((edge): FlowEdit => ({ do: 'connect', edge, replace: true })),
      fc.constantFrom<FlowEdit>(
        { do: 'setConfig', id: 'ask', path: '/branches/0' },
        { do: 'setConfig', id: 'ask', path: '/branches' },
      ),
      fc
        .constantFrom(...broken.edges)
        .map(({ from, port }): FlowEdit => ({ do: 'insertOnEdge', from, port, id: 'x', node: wait, out: 'after' })),
    )
    let done = 0
    fc.assert(
      fc.property(fc.array(onBroken, { maxLength: 12 }), fc.boolean(), (list, known) => {
        const manifests = known ? testManifests : undefined
        let document = broken
        const undo: FlowEdit[] = []
        for (const edit of list) {
          try {
            const applied = applyEdit(document, edit, manifests)
            document = applied.document
            undo.push(applied.inverse)
            done += 1
          } catch (error) {
            if (!(error instanceof Fault)) throw error
          }
        }
        while (undo.length > 0) document = applyEdit(document, undo.pop()!, manifests).document
        expect(document).toEqual(broken)
      }),
      { numRuns: 500 },
    )
    expect(done).toBeGreaterThan(500)
  })

  test('a flow does not grow beyond its bounds', () => {
    const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`n${i}`, end]))
    expect(() => applyEdit({ ...flow, nodes: many }, { do: 'addNode', id: 'more', node: end })).toThrow(
      expect.objectContaining({ code: 'FLOW_FULL' }),
    )
  })

  test('random edits with random undo and redo keep every invariant', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(simple, simple, simple, fc.constantFrom('undo' as const, 'redo' as const)), { maxLength: 40 }),
        (moves) => {
          let document = full
          const undo: FlowEdit[] = []
          const redo: FlowEdit[] = []
          for (const move of moves) {
            const edit = move === 'undo' ? undo.pop() : move === 'redo' ? redo.pop() : move
            if (!edit) continue
            try {
              const applied = applyEdit(document, edit, testManifests)
              document = applied.document
              if (move === 'undo') redo.push(applied.inverse)
              else undo.push(applied.inverse)
              if (move !== 'undo' && move !== 'redo') redo.length = 0
            } catch (error) {
              // Undo and redo must never be refused; a new edit may be.
              if (!(error instanceof Fault) || move === 'undo' || move === 'redo') throw error
            }
            keepsInvariants(document)
          }
          while (undo.length > 0) document = applyEdit(document, undo.pop()!, testManifests).document
          expect(document).toEqual(full)
        },
      ),
      { numRuns: 300 },
    )
  })

  function keepsInvariants(document: FlowDocument): void {
    expect(documentProblems(document)).toEqual([])
    const doors = new Set<string>()
    for (const { from, port, to } of document.edges) {
      expect(doors.has(`${from}:${port}`)).toBe(false)
      doors.add(`${from}:${port}`)
      const source = document.nodes[from]!
      expect(portsOf(source, testManifests.get(source.type)!).some((one) => one.id === port)).toBe(true)
      expect(mayConnect(document, testManifests, from, port, to, { replace: true })).toBe(true)
    }
    for (const group of Object.values(document.groups ?? {}))
      for (const member of group.nodes) expect(document.nodes).toHaveProperty(member)
  }
})
