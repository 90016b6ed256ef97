import { isFault, type Json } from '@snodo/base'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  applyEdit,
  type Contradiction,
  documentProblems,
  type FlowDocument,
  type FlowEdit,
  mayConnect,
  rebase,
  squash,
  valueAt,
} from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const wait = testNode('core.wait', { duration: 'P1D' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const tag = testNode('core.tag', { add: ['x'] })
const end = testNode('core.end')
const flow = testFlow({ start, wait, mail, end }, ['start:started>wait', 'wait:after>mail', 'mail:sent>end'])

const set = (id: string, path: string, value: Json): FlowEdit => ({ do: 'setConfig', id, path, value })
const does = (document: FlowDocument, ...edits: FlowEdit[]) =>
  edits.reduce((now, edit) => applyEdit(now, edit, testManifests).document, document)
/** Mine on top of one other author's edits. */
const over = (mine: FlowEdit[], theirs: FlowEdit[], base = flow) =>
  rebase(base, mine, [{ after: does(base, ...theirs), author: 'Ana', at: '2026-01-01T10:00:00.000Z' }], testManifests)

describe('rebase', () => {
  test('different fields of one block are both kept', () => {
    const { document, contradictions } = over([set('mail', '/content/subject', 'Mine')], [set('mail', '/content/body', 'Theirs')])
    expect(document.nodes.mail?.config).toEqual({ content: { subject: 'Mine', body: 'Theirs' } })
    expect(contradictions).toEqual([])
  })

  test('the same field gives both values, with author and time; theirs stands', () => {
    const { document, kept, contradictions } = over(
      [set('mail', '/content/subject', 'Mine')],
      [set('mail', '/content/subject', 'Theirs')],
    )
    expect(valueAt(document.nodes.mail!.config, '/content/subject')).toBe('Theirs')
    expect(kept).toEqual([])
    expect(contradictions).toEqual([
      expect.objectContaining({
        because: 'overwrites',
        mine: 'Mine',
        theirs: 'Theirs',
        author: 'Ana',
        at: '2026-01-01T10:00:00.000Z',
      }),
    ])
  })

  test('what both did alike is no contradiction', () => {
    const same: FlowEdit[] = [set('wait', '/duration', 'P9D'), { do: 'removeNode', id: 'mail' }]
    const { kept, contradictions } = over(same, same)
    expect([kept, contradictions]).toEqual([[], []])
  })

  test('a block they wrote in is not deleted under their hands, nor a line they drew', () => {
    for (const theirs of [set('mail', '/content/subject', 'New'), connect('mail', 'notSent', 'end')]) {
      const { document, contradictions } = over([{ do: 'removeNode', id: 'mail' }], [theirs])
      expect(document.nodes).toHaveProperty('mail')
      expect(contradictions).toHaveLength(1)
    }
  })

  test('an edit of a block they deleted is told, not dropped in silence', () => {
    const { contradictions } = over([set('mail', '/content/subject', 'New')], [{ do: 'removeNode', id: 'mail', rejoin: true }])
    expect(contradictions).toEqual([expect.objectContaining({ because: 'gone', author: 'Ana' })])
  })

  test('two blocks put into the same line by two people both stand in it', () => {
    const splice = (id: string): FlowEdit => ({ do: 'insertOnEdge', from: 'wait', port: 'after', id, node: tag, out: 'next' })
    const { document, contradictions } = over([splice('mine')], [splice('theirs')])
    expect(contradictions).toEqual([])
    expect(document.edges).toEqual(
      expect.arrayContaining([
        { from: 'wait', port: 'after', to: 'mine' },
        { from: 'mine', port: 'next', to: 'theirs' },
        { from: 'theirs', port: 'next', to: 'mail' },
      ]),
    )
  })

  test('who wrote in a block of their own by the id of one of the others does not write into theirs', () => {
    const add = (subject: string): FlowEdit => ({ do: 'addNode', id: 'new', node: { ...mail, config: { subject } } })
    const { document, contradictions } = over([add('Mine'), set('new', '/subject', 'Mine, better')], [add('Theirs')])
    expect(document.nodes.new?.config).toEqual({ subject: 'Theirs' })
    expect(contradictions.map((each) => each.because)).toEqual(['gone', 'overwrites'])
  })

  test('a block both moved stands where it was moved last, and nobody is asked', () => {
    const move = (x: number): FlowEdit => ({ do: 'moveNodes', to: { mail: { x, y: 0 } } })
    const { document, contradictions } = over([move(80)], [move(8)])
    expect(document.nodes.mail?.at.x).toBe(80)
    expect(contradictions).toEqual([])
  })

  test('what waits to be sent keeps the last word of each field and every other edit', () => {
    const typed = ['H', 'He', 'Hey'].map((text) => set('mail', '/content/subject', text))
    const appended = ['a', 'b'].map((text) => set('mail', '/list/-', text))
    const waiting = [...typed, set('wait', '/duration', 'P2D'), ...appended].reduce<FlowEdit[]>(squash, [])
    expect(waiting).toEqual([typed[2], set('wait', '/duration', 'P2D'), ...appended])
  })
})

function connect(from: string, port: string, to: string): FlowEdit {
  return { do: 'connect', edge: { from, port, to }, replace: true }
}

/** One who edits: what the server told last, what waits, and the screen. */
type Author = {
  revision: number
  base: FlowDocument
  waiting: FlowEdit[]
  screen: FlowDocument
  told: Contradiction[]
}

/** An edit as it was made: what its author saw, and what it writes. */
type Made = { by: number; saw: FlowDocument; edit: FlowEdit }

describe('two authors in one draft', () => {
  const id = fc.constantFrom('start', 'wait', 'mail', 'end', 'a', 'b')
  const door = fc.constantFrom<[string, string]>(['start', 'started'], ['wait', 'after'], ['mail', 'sent'], ['mail', 'notSent'])
  // Every text written is another one, so that the test can find out what became of it.
  const kind = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(fc.constant('text' as const), id, fc.constantFrom('/a', '/b', '/content/subject')) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('add' as const), id, fc.constantFrom(tag, mail)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('remove' as const), id, fc.boolean()) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('connect' as const), door, id) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('splice' as const), door, id) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('off' as const), id, fc.boolean()) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('move' as const), id, fc.integer({ min: 0, max: 9 })) },
  )
  const happening = fc.oneof(
    { weight: 4, arbitrary: fc.record({ by: fc.constantFrom(0, 1), kind }) },
    { weight: 3, arbitrary: fc.record({ by: fc.constantFrom(0, 1), kind: fc.constantFrom('push' as const, 'pull' as const) }) },
  )

  function editOf(given: Exclude<typeof kind extends fc.Arbitrary<infer Kind> ? Kind : never, never>, n: number): FlowEdit {
    switch (given[0]) {
      case 'text':
        return set(given[1], given[2], `text ${n}`)
      case 'add':
        return { do: 'addNode', id: given[1], node: { ...given[2], config: { made: `text ${n}` } } }
      case 'remove':
        return { do: 'removeNode', id: given[1], rejoin: given[2] }
      case 'connect':
        return connect(...given[1], given[2])
      case 'splice':
        return { do: 'insertOnEdge', from: given[1][0], port: given[1][1], id: given[2], node: tag, out: 'next' }
      case 'off':
        return { do: 'setOff', id: given[1], off: given[2] }
      case 'move':
        return { do: 'moveNodes', to: { [given[1]]: { x: given[2], y: 0 } } }
    }
  }

  test('converge to one valid flow in any order of delivery, and no text of either is lost but told or overwritten by one who saw it', () => {
    let contradictions = 0
    let overtaken = 0
    fc.assert(
      fc.property(fc.array(happening, { minLength: 4, maxLength: 40 }), (happenings) => {
        const log: FlowDocument[] = [flow]
        const authors = [0, 1].map((): Author => ({ revision: 0, base: flow, waiting: [], screen: flow, told: [] }))
        const made: Made[] = []
        const pull = (me: Author) => {
          const others = log.slice(me.revision + 1).map((after) => ({ after, author: 'other', at: '' }))
          if (others.length === 0) return
          if (me.waiting.length > 0) overtaken += 1
          const { document, kept, contradictions: told } = rebase(me.base, me.waiting, others, testManifests)
          Object.assign(me, { revision: log.length - 1, base: log.at(-1), waiting: kept, screen: document })
          me.told.push(...told)
          contradictions += told.length
        }
        /** The server takes edits only from who has seen everything before. */
        const push = (me: Author) => {
          pull(me)
          if (me.waiting.length === 0) return
          log.push(does(log.at(-1)!, ...me.waiting))
          Object.assign(me, { revision: log.length - 1, base: log.at(-1), waiting: [] })
          expect(me.screen).toEqual(me.base)
        }
        for (const [n, { by, kind: what }] of happenings.entries()) {
          const me = authors[by]!
          if (what === 'pull') pull(me)
          else if (what === 'push') push(me)
          else {
            const edit = editOf(what, n)
            try {
              const { document: after } = applyEdit(me.screen, edit, testManifests)
              made.push({ by, saw: me.screen, edit })
              me.screen = after
              me.waiting = squash(me.waiting, edit)
            } catch (thrown) {
              if (!isFault(thrown)) throw thrown
            }
          }
        }
        for (const me of authors) push(me)
        for (const me of authors) pull(me)

        const final = log.at(-1)!
        for (const me of authors) expect(me.screen).toEqual(final)
        expect(documentProblems(final)).toEqual([])
        for (const { from, port, to } of final.edges)
          expect(mayConnect(final, testManifests, from, port, to, { replace: true })).toBe(true)
        for (const { by, edit } of made) {
          if (edit.do !== 'setConfig') continue
          const stands = (document: FlowDocument) =>
            document.nodes[edit.id] !== undefined && valueAt(document.nodes[edit.id]!.config, edit.path) === edit.value
          const told = authors[by]!.told.some((each) => JSON.stringify(each.edit) === JSON.stringify(edit))
          const knowingly = made.some((each) => stands(each.saw) && !stands(attempt(each.saw, each.edit)))
          expect(stands(final) || told || knowingly, `what became of ${JSON.stringify(edit)}`).toBe(true)
        }
      }),
      { numRuns: 600 },
    )
    // The runs really were about two people in each other's way.
    expect(contradictions).toBeGreaterThan(30)
    expect(overtaken).toBeGreaterThan(150)
  })

  function attempt(document: FlowDocument, edit: FlowEdit): FlowDocument {
    return applyEdit(document, edit, testManifests).document
  }
})
