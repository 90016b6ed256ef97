import { LANGUAGES } from '@snodo/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyEdit, changesBetween, type FlowDocument, type FlowEdit, revertChange, sayChange, starterFlows } from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const end = testNode('core.end')
const flow = testFlow({ start, mail, end }, ['start:started>mail', 'mail:sent>end'])
const does = (document: FlowDocument, ...edits: FlowEdit[]) =>
  edits.reduce((now, edit) => applyEdit(now, edit, testManifests).document, document)

describe('what changed between two states of a flow', () => {
  test('the same is no change, and neither is another order of lines or members', () => {
    const copy = structuredClone(flow)
    expect(changesBetween(flow, { ...copy, edges: copy.edges.toReversed() })).toEqual([])
  })

  test('fields are told one by one, lines by the door they leave by, and a block that only moved as moved', () => {
    const after = does(
      flow,
      { do: 'setConfig', id: 'mail', path: '/content/subject', value: 'Ciao' },
      { do: 'moveNodes', to: { end: { x: 8, y: 8 } } },
      {
        do: 'insertOnEdge',
        from: 'mail',
        port: 'sent',
        id: 'rest',
        node: testNode('core.wait', { duration: 'P1D' }),
        out: 'after',
      },
      { do: 'setSettings', path: '/timeZone', value: 'Europe/Rome' },
    )
    expect(changesBetween(flow, after)).toEqual([
      { what: 'setting', path: '/timeZone', was: undefined, is: 'Europe/Rome' },
      { what: 'config', node: 'mail', path: '/content/subject', was: 'Hi', is: 'Ciao' },
      { what: 'moved', node: 'end' },
      { what: 'node-added', node: 'rest' },
      { what: 'line', from: 'mail', port: 'sent', was: ['end'], is: ['rest'] },
      { what: 'line', from: 'rest', port: 'after', was: [], is: ['end'] },
    ])
  })

  test('a list that grew is one change of the list; one of the same length is looked into', () => {
    const split = (...names: string[]) =>
      testFlow({ split: testNode('core.random-split', { branches: names.map((name) => ({ id: name, name })) }) }, [])
    expect(changesBetween(split('a', 'b'), split('a', 'c'))).toMatchObject([
      { path: '/branches/1/id' },
      { path: '/branches/1/name' },
    ])
    expect(changesBetween(split('a'), split('a', 'c'))).toMatchObject([{ path: '/branches' }])
  })

  test('every change is said in both languages, values in words', () => {
    const after = does(
      flow,
      { do: 'setConfig', id: 'mail', path: '/content/subject', value: 'Ciao' },
      { do: 'connect', edge: { from: 'start', port: 'started', to: 'end' }, replace: true },
      { do: 'setOff', id: 'mail', off: true },
    )
    const said = changesBetween(flow, after).map((change) => sayChange(change, { before: flow, after }, testManifests, 'it'))
    expect(said).toEqual([
      { title: 'Spento' },
      { title: 'subject', was: 'Hi', is: 'Ciao' },
      { title: 'Porta a', was: 'send-email', is: 'end' },
    ])
  })
})

describe('taking back single changes', () => {
  const flows = starterFlows.map((starter) => starter.document('en'))
  const nat = fc.nat()
  const step = fc.record({
    what: fc.constantFrom('text', 'name', 'off', 'move', 'cut', 'remove', 'add', 'flow', 'note'),
    one: nat,
  })

  test('in any order leads back to the state before, and each leaves the others as they are', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...flows),
        fc.array(step, { minLength: 1, maxLength: 8 }),
        fc.array(nat),
        (before, steps, order) => {
          let now = before
          for (const { what, one } of steps) now = changed(now, what, one)
          for (const language of LANGUAGES) {
            for (const change of changesBetween(before, now))
              expect(sayChange(change, { before, after: now }, testManifests, language).title).not.toBe('')
          }
          for (let i = 0; ; i++) {
            const changes = changesBetween(before, now)
            const able = changes.flatMap((change) => revertChange(change, before, now) ?? [])
            if (changes.length === 0) break
            expect(able, `something can be taken back of ${JSON.stringify(changes)}`).not.toEqual([])
            now = applyEdit(now, able[(order[i] ?? 0) % able.length]!, testManifests).document
            expect(changesBetween(before, now).length).toBeLessThan(changes.length)
          }
        },
      ),
      { numRuns: 150 },
    )
  })

  function changed(document: FlowDocument, what: string, one: number): FlowDocument {
    const ids = Object.keys(document.nodes)
    const id = ids[one % ids.length]!
    const edge = document.edges.find((line) => line.from === id)
    const fresh = `new-${one}`
    switch (what) {
      case 'text':
        return does(document, { do: 'setConfig', id, path: '/added', value: `text ${one}` })
      case 'name':
        return does(document, { do: 'renameNode', id, name: `Name ${one}` })
      case 'off':
        return does(document, { do: 'setOff', id, off: !document.nodes[id]!.off })
      case 'move':
        return does(document, { do: 'moveNodes', to: { [id]: { x: one % 999, y: 1 } } })
      case 'cut':
        return edge ? does(document, { do: 'disconnect', from: id, port: edge.port }) : document
      case 'remove':
        return does(document, { do: 'removeNode', id, rejoin: one % 2 === 0 })
      case 'add':
        if (!edge || document.nodes[fresh]) return document
        return does(document, {
          do: 'insertOnEdge',
          from: id,
          port: edge.port,
          id: fresh,
          node: testNode('core.tag'),
          out: 'next',
        })
      case 'flow':
        return does(document, { do: 'setName', name: `Flow ${one}` })
      default:
        return document.notes?.[fresh]
          ? document
          : does(document, { do: 'addNote', id: fresh, note: { text: 'x', at: { x: 0, y: 0 } } })
    }
  }
})
