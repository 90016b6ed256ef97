import type { Json } from '@snodo/base'
import { applyEdit, type FlowDocument, type FlowEdit, sameJson } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Autosave, createAutosave, type Logged } from './autosave.ts'
import { createDocumentStore } from './document-store.ts'
import type { LocalCopy } from './local-copy.ts'

describe('the saved state', () => {
  it('is saving from the first letter, and saved once the server has it', async () => {
    const { ana, server } = setUp()
    ana.types('A')
    expect(ana.state()).toEqual({ is: 'saving' })
    await ana.waits()
    expect(ana.state()).toEqual({ is: 'saved' })
    expect(server.draft().nodes.wait?.config?.duration).toBe('A')
    expect(ana.kept).toBeNull()
  })

  it('takes the typing of one pause as one request with one edit', async () => {
    const { ana, server } = setUp()
    for (const text of ['A', 'An', 'Ana']) ana.types(text)
    await ana.waits()
    expect(server.log.map(({ edits }) => edits)).toEqual([[set('Ana')]])
  })

  it('is offline with the number that waits when the server cannot be reached, and tries again', async () => {
    const { ana, server } = setUp()
    server.network = 'away'
    ana.types('A')
    ana.edits({ do: 'setName', name: 'B' })
    await ana.waits()
    expect(ana.state()).toEqual({ is: 'offline', waiting: 2 })
    expect(ana.kept).toMatchObject({ sent: { edits: [set('A'), { do: 'setName', name: 'B' }] } })
    server.network = 'well'
    await ana.waits()
    expect(ana.state()).toEqual({ is: 'saved' })
  })

  it('knows its own edits again when only the answer was lost: they are neither done twice nor a contradiction', async () => {
    const { ana, server } = setUp()
    server.network = 'mute'
    ana.edits({ do: 'setConfig', id: 'wait', path: '/list/-', value: 'once' })
    await ana.waits()
    ana.types('more')
    expect(ana.state()).toMatchObject({ is: 'offline' })
    server.network = 'well'
    await ana.waits()
    expect(ana.state()).toEqual({ is: 'saved' })
    expect(server.draft().nodes.wait?.config).toEqual({ duration: 'more', list: ['once'] })
  })

  it('asks for attention, in words, when the server refuses', async () => {
    const { ana, server } = setUp()
    server.network = 'refuses'
    ana.types('A')
    await ana.waits()
    expect(ana.state()).toEqual({ is: 'attention', because: 'refused', title: 'No', detail: 'Not so.' })
  })

  it('is not saved for publishing while something waits that cannot be sent', async () => {
    const { ana, server } = setUp()
    ana.types('A')
    server.network = 'away'
    expect(await ana.autosave.flush()).toBe(false)
    server.network = 'well'
    expect(await ana.autosave.flush()).toBe(true)
  })
})

describe('a killed tab', () => {
  it('loses nothing: the next one sends what was kept, on top of what others did meanwhile', async () => {
    const { ana, ben, server } = setUp()
    server.network = 'away'
    ana.types('unsent')
    await ana.waits()
    const kept = structuredClone(ana.kept)!
    ana.autosave.stop()
    server.network = 'well'
    ben.edits({ do: 'setName', name: 'By Ben' })
    await ben.waits()
    const again = openAuthor(server, 'ana again', kept)
    expect(again.document().nodes.wait?.config?.duration).toBe('unsent')
    await again.autosave.flush()
    expect(server.draft()).toMatchObject({ name: 'By Ben', nodes: { wait: { config: { duration: 'unsent' } } } })
    expect(again.document()).toEqual(server.draft())
  })
})

describe('two authors', () => {
  it('see each other’s work without asking anybody anything', async () => {
    const { ana, ben } = setUp()
    ana.types('by Ana')
    ben.edits({ do: 'setName', name: 'By Ben' })
    await ana.waits()
    await ben.waits()
    await ana.autosave.catchUp()
    for (const each of [ana, ben])
      expect(each.document()).toMatchObject({ name: 'By Ben', nodes: { wait: { config: { duration: 'by Ana' } } } })
    expect(ben.state()).toEqual({ is: 'saved' })
  })

  it('find each other’s steps named, with who did them, beside their own', async () => {
    const { ana, ben } = setUp()
    ben.edits({ do: 'renameNode', id: 'wait', name: 'Rest' })
    ben.types('by Ben')
    await ben.waits()
    ana.edits({ do: 'setName', name: 'By Ana' })
    await ana.waits()
    const { past, others } = ana.documents.store.getState()
    expect(past).toHaveLength(1)
    expect(others.map(({ author, name }) => [author, name?.en.includes('Rest')])).toEqual([
      ['ben', true],
      ['ben', true],
    ])
  })

  it('of one field both values are held until its author has decided; meanwhile everything else is saved', async () => {
    const { ana, ben, server } = setUp()
    ana.types('by Ana')
    ben.types('by Ben')
    ben.edits({ do: 'setName', name: 'By Ben' })
    await ana.waits()
    await ben.waits()
    const state = ben.state()
    expect(state).toMatchObject({
      is: 'attention',
      held: [{ because: 'overwrites', theirs: 'by Ana', mine: 'by Ben', author: 'ana', edit: set('by Ben') }],
    })
    expect(ben.kept).toMatchObject({ held: [{ mine: 'by Ben' }] })
    expect(server.draft()).toMatchObject({ name: 'By Ben', nodes: { wait: { config: { duration: 'by Ana' } } } })
    if (state.is !== 'attention' || state.because !== 'contradiction') throw new Error('expected a contradiction')
    ben.types('by Ben')
    ben.autosave.settle(state.held[0]!)
    await ben.waits()
    expect(ben.state()).toEqual({ is: 'saved' })
    expect(server.draft().nodes.wait?.config?.duration).toBe('by Ben')
  })

  it('go on from the whole draft where it was replaced as a whole', async () => {
    const { ana, server } = setUp()
    ana.types('by Ana')
    server.replace({ ...flow(), name: 'Replaced' })
    await ana.waits()
    expect(ana.document()).toMatchObject({ name: 'Replaced', nodes: { wait: { config: { duration: 'by Ana' } } } })
    expect(ana.document()).toEqual(server.draft())
  })

  it('undo takes back one’s own steps only, and leaves what another one wrote since', async () => {
    const { ana, ben } = setUp()
    ana.types('by Ana')
    ana.edits({ do: 'setName', name: 'By Ana' })
    await ana.waits()
    await ben.autosave.catchUp()
    ben.types('by Ben')
    await ben.waits()
    await ana.autosave.catchUp()
    expect(ana.documents.undo()).toMatchObject({ done: true })
    expect(ana.documents.undo()).toMatchObject({ done: false, author: 'ben' })
    expect(ana.documents.undo()).toBeNull()
    expect(ana.document()).toMatchObject({ name: 'Flow', nodes: { wait: { config: { duration: 'by Ben' } } } })
  })

  it('converge whatever the network does, and “saved” is never said too early', async () => {
    const move = fc.record({ by: fc.constantFrom(0, 1), what: fc.constantFrom('types', 'names', 'waits', 'looks', 'undoes') })
    const network = fc.record({ network: fc.constantFrom('well', 'away', 'mute', 'well') })
    let heldInAll = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof({ weight: 4, arbitrary: move }, network), { maxLength: 30 }), async (moves) => {
        const { ana, ben, server } = setUp()
        const authors = [ana, ben]
        for (const [n, step] of moves.entries()) {
          if ('network' in step) server.network = step.network as Network
          else {
            const me = authors[step.by]!
            if (step.what === 'types') me.types(`text ${n}`)
            if (step.what === 'names') me.edits({ do: 'renameNode', id: 'wait', name: `text ${n}` })
            if (step.what === 'waits') await me.waits()
            if (step.what === 'looks') await me.autosave.catchUp()
            if (step.what === 'undoes') me.documents.undo()
          }
          for (const me of authors) {
            if (me.state().is === 'saved')
              expect(sameJson(me.document() as Json, server.at(me.autosave.revision()) as Json)).toBe(true)
          }
        }
        server.network = 'well'
        for (let round = 0; round < 3; round++) for (const me of authors) await me.autosave.flush()
        for (const me of authors) await me.autosave.catchUp()
        for (const me of authors) expect(me.document()).toEqual(server.draft())
        heldInAll += authors.filter((me) => me.state().is === 'attention').length
      }),
      { numRuns: 150 },
    )
    expect(heldInAll).toBeGreaterThan(10)
  })
})

type Network = 'well' | 'away' | 'mute' | 'refuses'

function set(value: string): FlowEdit {
  return { do: 'setConfig', id: 'wait', path: '/duration', value }
}

function flow(): FlowDocument {
  return {
    format: 1,
    name: 'Flow',
    settings: {},
    nodes: { wait: { type: 'core.wait', version: 1, config: { duration: 'P1D', list: [] }, at: { x: 0, y: 0 } } },
    edges: [],
  }
}

/** The server as autosave sees it: a log, and edits taken from none who is behind. */
function openServer() {
  const states = [flow()]
  const log: (Logged & { edits: FlowEdit[] | null })[] = []
  const write = (document: FlowDocument, edits: FlowEdit[] | null, key: string | null, author: string) => {
    states.push(document)
    log.push({ revision: states.length, edits, key, author, at: '2026-01-01T10:00:00.000Z' })
  }
  return {
    log,
    network: 'well' as Network,
    draft: () => states.at(-1)!,
    at: (revision: number) => states[revision - 1]!,
    revision: () => states.length,
    take(edits: FlowEdit[], key: string, author: string) {
      write(
        edits.reduce((now, edit) => applyEdit(now, edit, testManifests).document, states.at(-1)!),
        edits,
        key,
        author,
      )
    },
    replace: (document: FlowDocument) => write(document, null, null, 'import'),
  }
}

function openAuthor(server: ReturnType<typeof openServer>, name: string, from?: LocalCopy) {
  const opened = from ?? { base: server.draft(), revision: server.revision(), sent: null, waiting: [], held: [] }
  const apply = (before: FlowDocument, edit: FlowEdit) => applyEdit(before, edit, testManifests)
  const unsent = [...(opened.sent?.edits ?? []), ...opened.waiting]
  const documents = createDocumentStore(
    unsent.reduce((now, edit) => apply(now, edit).document, opened.base),
    apply,
    () => ({ en: 'Step', it: 'Passo' }),
  )
  let keys = 0
  let timers: (() => void)[] = []
  let kept: LocalCopy | null = from ?? null
  const autosave: Autosave = createAutosave(opened, documents.store.getState().document, {
    manifests: testManifests,
    async push({ revision, key, edits }) {
      if (server.network === 'away') return { fate: 'unreachable' }
      if (server.network === 'refuses') return { fate: 'refused', title: 'No', detail: 'Not so.' }
      if (revision !== server.revision()) return { fate: 'behind' }
      server.take(structuredClone(edits), key, name)
      return server.network === 'mute' ? { fate: 'unreachable' } : { fate: 'saved', revision: server.revision() }
    },
    async pull(after) {
      return server.network === 'well' ? structuredClone(server.log.filter(({ revision }) => revision > after)) : null
    },
    async draft() {
      return server.network === 'well' ? { revision: server.revision(), document: server.draft() } : null
    },
    receive: (document, written, steps) => documents.receive(document, written, steps),
    later(run) {
      timers.push(run)
      return () => {
        timers = timers.filter((each) => each !== run)
      }
    },
    keep(copy) {
      kept = copy
    },
    newKey() {
      keys += 1
      return `${name} ${keys}`
    },
  })
  documents.onEdit((edit, document) => autosave.did(edit, document))
  const edits = (edit: FlowEdit) => documents.edit(edit)
  return {
    autosave,
    documents,
    edits,
    types: (text: string) => edits(set(text)),
    state: () => autosave.state.getState(),
    document: () => documents.store.getState().document,
    get kept() {
      return kept
    },
    /** Lets the pause end, and everything that follows from it be answered. */
    async waits() {
      for (const run of timers.splice(0)) run()
      // Everything here is answered at once, so that a few turns of the event loop are all it can take.
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function setUp() {
  const server = openServer()
  return { server, ana: openAuthor(server, 'ana'), ben: openAuthor(server, 'ben') }
}
