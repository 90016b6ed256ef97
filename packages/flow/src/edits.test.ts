import { describe, expect, test } from 'vitest'
import type { FlowDocument } from './document.ts'
import { applyEdit, applyEdits, describeEdit, type FlowEdit, parseEdit } from './index.ts'
import { testEdge, testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const wait = testNode('core.wait', { duration: 'P1D' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const end = testNode('core.end')
const flow = testFlow({ start, wait, mail, end }, ['start:started>wait', 'wait:after>mail', 'mail:sent>end'])
const full: FlowDocument = {
  ...flow,
  groups: { g1: { title: 'Mails', nodes: ['wait', 'mail'] }, g2: { title: 'End', nodes: ['end'] } },
  notes: { n1: { text: 'remember', at: { x: 9, y: 9 } } },
}

/** Applies and takes back; answers the document in between. */
function thereAndBack(document: FlowDocument, edit: FlowEdit): FlowDocument {
  const before = structuredClone(document)
  const { document: after, inverse } = applyEdit(document, edit, testManifests)
  expect(document).toEqual(before)
  expect(applyEdit(after, inverse, testManifests).document).toEqual(before)
  expect(parseEdit(JSON.parse(JSON.stringify(edit)))).toEqual(edit)
  expect(parseEdit(JSON.parse(JSON.stringify(inverse)))).toEqual(inverse)
  return after
}

describe('each edit does its deed, and its inverse restores the document exactly', () => {
  test('addNode', () => {
    expect(thereAndBack(flow, { do: 'addNode', id: 'extra', node: end }).nodes.extra).toBe(end)
  })

  test('removeNode takes its lines and its place in groups with it', () => {
    const after = thereAndBack(full, { do: 'removeNode', id: 'wait' })
    expect(after.edges).toEqual([testEdge('mail:sent>end')])
    expect(after.groups?.g1?.nodes).toEqual(['mail'])
    expect(after.groups?.g2).toBe(full.groups?.g2)
  })

  test('removeNode and rejoin leads what led here on to where its first port led', () => {
    expect(thereAndBack(full, { do: 'removeNode', id: 'wait', rejoin: true }).edges).toEqual(
      ['start:started>mail', 'mail:sent>end'].map(testEdge),
    )
  })

  test('removeNode and rejoin of a node that leads nowhere just removes it', () => {
    expect(thereAndBack(flow, { do: 'removeNode', id: 'end', rejoin: true }).edges).toHaveLength(2)
  })

  test('removeNode with a loop onto itself', () => {
    const looping = testFlow({ start, wait }, ['start:started>wait', 'wait:after>wait'])
    expect(thereAndBack(looping, { do: 'removeNode', id: 'wait', rejoin: true }).edges).toEqual([])
  })

  test('moveNodes moves those and leaves all others the same objects', () => {
    const after = thereAndBack(flow, { do: 'moveNodes', to: { wait: { x: 5, y: 6 } } })
    expect(after.nodes.wait?.at).toEqual({ x: 5, y: 6 })
    expect(after.nodes.mail).toBe(flow.nodes.mail)
    expect(after.edges).toBe(flow.edges)
  })

  test.each<[path: string, value: unknown, got: unknown]>([
    ['/content/subject', 'New', { content: { subject: 'New', body: 'Hello' } }],
    ['/content/preheader', 'P', { content: { subject: 'Hi', body: 'Hello', preheader: 'P' } }],
    ['/a/b/c', 1, { content: { subject: 'Hi', body: 'Hello' }, a: { b: { c: 1 } } }],
    ['/content/body', undefined, { content: { subject: 'Hi' } }],
    ['/content', null, { content: null }],
    ['/x~1y~0z', true, { content: { subject: 'Hi', body: 'Hello' }, 'x/y~z': true }],
  ])('setConfig at %s', (path, value, got) => {
    const edit = { do: 'setConfig', id: 'mail', path, ...(value === undefined ? {} : { value }) } as FlowEdit
    expect(thereAndBack(flow, edit).nodes.mail?.config).toEqual(got)
  })

  test.each<[path: string, value: unknown, got: unknown]>([
    ['/list/1', 'B', ['a', 'B', { deep: [1] }]],
    ['/list/3', 'd', ['a', 'b', { deep: [1] }, 'd']],
    ['/list/-', 'd', ['a', 'b', { deep: [1] }, 'd']],
    ['/list/0', undefined, ['b', { deep: [1] }]],
    ['/list/2/deep/0', undefined, ['a', 'b', { deep: [] }]],
    ['/list/2/deep/-', 2, ['a', 'b', { deep: [1, 2] }]],
    ['/list/-/deep', 2, ['a', 'b', { deep: [1] }, { deep: 2 }]],
  ])('setConfig in a list at %s', (path, value, got) => {
    const listed = testFlow({ start: testNode('core.tag', { list: ['a', 'b', { deep: [1] }] }) }, [])
    const edit = { do: 'setConfig', id: 'start', path, ...(value === undefined ? {} : { value }) } as FlowEdit
    expect(thereAndBack(listed, edit).nodes.start?.config.list).toEqual(got)
  })

  test('setConfig cannot reach what objects inherit', () => {
    const after = thereAndBack(flow, { do: 'setConfig', id: 'mail', path: '/__proto__/polluted', value: true })
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.hasOwn(after.nodes.mail!.config, '__proto__')).toBe(true)
  })

  test('renameNode, and back to no name', () => {
    expect(thereAndBack(flow, { do: 'renameNode', id: 'mail', name: 'Welcome' }).nodes.mail?.name).toBe('Welcome')
    const named = applyEdit(flow, { do: 'renameNode', id: 'mail', name: 'Welcome' }).document
    expect(thereAndBack(named, { do: 'renameNode', id: 'mail', name: null }).nodes.mail).toEqual(mail)
  })

  test('setOff', () => {
    expect(thereAndBack(flow, { do: 'setOff', id: 'mail', off: true }).nodes.mail?.off).toBe(true)
    expect(thereAndBack(flow, { do: 'setOff', id: 'mail', off: false })).toEqual(flow)
  })

  test('setVersion', () => {
    expect(thereAndBack(flow, { do: 'setVersion', id: 'wait', version: 2, config: { for: 'P1D' } }).nodes.wait).toMatchObject({
      version: 2,
      config: { for: 'P1D' },
    })
  })

  test('connect draws a line, and with replace the old one gives way at its place', () => {
    expect(thereAndBack(flow, { do: 'connect', edge: testEdge('mail:notSent>end') }).edges).toHaveLength(4)
    const replaced = thereAndBack(flow, { do: 'connect', edge: testEdge('start:started>mail'), replace: true })
    expect(replaced.edges).toEqual(['start:started>mail', 'wait:after>mail', 'mail:sent>end'].map(testEdge))
  })

  test('disconnect', () => {
    expect(thereAndBack(flow, { do: 'disconnect', from: 'start', port: 'started' }).edges).toHaveLength(2)
  })

  test('insertOnEdge splices a node in', () => {
    const after = thereAndBack(flow, {
      do: 'insertOnEdge',
      from: 'start',
      port: 'started',
      id: 'tag',
      node: testNode('core.tag'),
      out: 'next',
    })
    expect(after.edges).toEqual(['start:started>tag', 'tag:next>wait', 'wait:after>mail', 'mail:sent>end'].map(testEdge))
  })

  test('insertOnEdge of an end leaves what followed unconnected', () => {
    const after = thereAndBack(flow, { do: 'insertOnEdge', from: 'wait', port: 'after', id: 'stop', node: end, out: null })
    expect(after.edges).toEqual(['start:started>wait', 'wait:after>stop', 'mail:sent>end'].map(testEdge))
  })

  test('setName and setSettings', () => {
    expect(thereAndBack(flow, { do: 'setName', name: 'Other' }).name).toBe('Other')
    expect(thereAndBack(flow, { do: 'setSettings', path: '/reentry', value: { mode: 'never' } }).settings.reentry).toEqual({
      mode: 'never',
    })
  })

  test('notes', () => {
    const note = { text: 'x', at: { x: 1, y: 2 } }
    expect(thereAndBack(flow, { do: 'addNote', id: 'n1', note }).notes).toEqual({ n1: note })
    expect(
      thereAndBack(full, { do: 'moveNote', id: 'n1', at: { x: 3, y: 3 }, size: { width: 9, height: 9 } }).notes?.n1?.size,
    ).toEqual({ width: 9, height: 9 })
    expect(thereAndBack(full, { do: 'moveNote', id: 'n1', at: { x: 3, y: 3 } }).notes?.n1?.at).toEqual({ x: 3, y: 3 })
    expect(thereAndBack(full, { do: 'editNote', id: 'n1', text: 'y' }).notes?.n1?.text).toBe('y')
    expect(thereAndBack(full, { do: 'removeNote', id: 'n1' }).notes).toBeUndefined()
  })

  test('groups', () => {
    expect(thereAndBack(flow, { do: 'addGroup', id: 'g', group: { title: 'G', nodes: ['mail'] } }).groups?.g?.nodes).toEqual([
      'mail',
    ])
    expect(thereAndBack(full, { do: 'editGroup', id: 'g1', group: { title: 'G', nodes: ['end'] } }).groups?.g1?.title).toBe('G')
    expect(thereAndBack(full, { do: 'removeGroup', id: 'g2' }).groups).toEqual({ g1: full.groups?.g1 })
  })

  test('compound is one step: all or nothing', () => {
    const edits: FlowEdit[] = [
      { do: 'addNode', id: 'tag', node: testNode('core.tag') },
      { do: 'connect', edge: testEdge('mail:notSent>tag') },
      { do: 'removeNode', id: 'wait', rejoin: true },
    ]
    expect(thereAndBack(flow, { do: 'compound', edits }).edges).toContainEqual(testEdge('start:started>mail'))
    expect(() => applyEdits(flow, [...edits, { do: 'removeNode', id: 'gone' }])).toThrow(
      expect.objectContaining({ code: 'NODE_MISSING' }),
    )
  })
})

describe('an edit that does not fit is a coded fault', () => {
  test.each<[FlowEdit, string]>([
    [{ do: 'addNode', id: 'mail', node: mail }, 'ID_TAKEN'],
    [{ do: 'removeNode', id: 'gone' }, 'NODE_MISSING'],
    [{ do: 'removeNode', id: 'constructor' }, 'NODE_MISSING'],
    [{ do: 'setConfig', id: 'gone', path: '/a', value: 1 }, 'NODE_MISSING'],
    [{ do: 'setConfig', id: 'mail', path: '/gone' }, 'PATH_MISSING'],
    [{ do: 'setConfig', id: 'mail', path: '/content/subject/x', value: 1 }, 'PATH_MISSING'],
    [{ do: 'setConfig', id: 'mail', path: '', value: {} }, 'PATH_MISSING'],
    [{ do: 'connect', edge: testEdge('mail:sent>wait') }, 'CONNECTION_REFUSED'],
    [{ do: 'connect', edge: testEdge('mail:notSent>start') }, 'CONNECTION_REFUSED'],
    [{ do: 'connect', edge: testEdge('mail:nowhere>end') }, 'CONNECTION_REFUSED'],
    [{ do: 'connect', edge: testEdge('end:x>mail') }, 'CONNECTION_REFUSED'],
    [{ do: 'connect', edge: testEdge('mail:notSent>gone') }, 'NODE_MISSING'],
    [{ do: 'disconnect', from: 'mail', port: 'notSent' }, 'EDGE_MISSING'],
    [{ do: 'insertOnEdge', from: 'mail', port: 'notSent', id: 'x', node: end, out: null }, 'EDGE_MISSING'],
    [{ do: 'setSettings', path: '/reentry/mode', value: 'sometimes' }, 'EDIT_INVALID'],
    [{ do: 'editNote', id: 'gone', text: '' }, 'PART_MISSING'],
    [{ do: 'addGroup', id: 'g', group: { title: 'G', nodes: ['gone'] } }, 'NODE_MISSING'],
  ])('%j: %s', (edit, code) => {
    expect(() => applyEdit(flow, edit, testManifests)).toThrow(expect.objectContaining({ code }))
  })
})

test('every edit is said in both languages, by the names people know', () => {
  expect(describeEdit({ do: 'setConfig', id: 'mail', path: '/content/subject', value: '' }, flow, testManifests)).toEqual({
    en: 'Change subject of “send-email”',
    it: 'Cambia subject di “send-email”',
  })
  expect(
    describeEdit({
      do: 'compound',
      edits: [
        { do: 'removeNote', id: 'a' },
        { do: 'removeNote', id: 'b' },
      ],
    }).en,
  ).toBe('Delete a note and 1 more')
})
