import type { FlowDocument } from '@snodo/flow'
import { describe, expect, it } from 'vitest'
import { createAutosave, type SaveOutcome } from './autosave.ts'

describe('autosave', () => {
  it('says saved only when the server holds the very document on the screen', async () => {
    const { autosave, server, turn } = setUp()
    autosave.changed(draft('one'))
    expect(autosave.state.getState().is).toBe('saving')
    turn()
    autosave.changed(draft('two'))
    await server.answer({ fate: 'saved', revision: 2 })
    expect(autosave.state.getState().is).toBe('saving')
    turn()
    await server.answer({ fate: 'saved', revision: 3 })
    expect(server.received.map((each) => [each.revision, each.document.name])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    expect(autosave.state.getState()).toEqual({ is: 'saved' })
    expect(autosave.revision()).toBe(3)
  })

  it('sends one request for all the typing within a pause', async () => {
    const { autosave, server, turn } = setUp()
    for (const name of ['a', 'ab', 'abc']) autosave.changed(draft(name))
    turn()
    await server.answer({ fate: 'saved', revision: 2 })
    expect(server.received.map((each) => each.document.name)).toEqual(['abc'])
    expect(autosave.state.getState().is).toBe('saved')
  })

  it('counts what waits while the server cannot be reached, and sends the newest when it can', async () => {
    const { autosave, server, turn } = setUp()
    autosave.changed(draft('one'))
    turn()
    await server.answer({ fate: 'unreachable' })
    expect(autosave.state.getState()).toEqual({ is: 'offline', waiting: 1 })
    autosave.changed(draft('two'))
    expect(autosave.state.getState()).toEqual({ is: 'offline', waiting: 2 })
    turn()
    await server.answer({ fate: 'saved', revision: 2 })
    expect(server.received.at(-1)?.document.name).toBe('two')
    expect(autosave.state.getState()).toEqual({ is: 'saved' })
  })

  it('knows its own draft again when only the answer to an attempt was lost, and goes on from there', async () => {
    const { autosave, server, turn } = setUp()
    autosave.changed(draft('one'))
    turn()
    await server.answer({ fate: 'unreachable' })
    turn()
    await server.answer({ fate: 'conflict', theirs: draft('one'), theirRevision: 2 })
    expect(autosave.state.getState()).toEqual({ is: 'saved' })
    expect(autosave.revision()).toBe(2)

    autosave.changed(draft('two'))
    turn()
    await server.answer({ fate: 'unreachable' })
    autosave.changed(draft('three'))
    turn()
    await server.answer({ fate: 'conflict', theirs: draft('two'), theirRevision: 3 })
    expect(autosave.state.getState().is).toBe('saving')
    turn()
    await server.answer({ fate: 'saved', revision: 4 })
    expect(server.received.at(-1)).toEqual({ revision: 3, document: draft('three') })
    expect(autosave.state.getState()).toEqual({ is: 'saved' })
  })

  it('never saves over a conflict until its author has chosen', async () => {
    const { autosave, server, turn } = setUp()
    autosave.changed(draft('mine'))
    turn()
    await server.answer({ fate: 'conflict', theirs: draft('theirs'), theirRevision: 7 })
    autosave.changed(draft('mine, more'))
    turn()
    expect(server.received).toHaveLength(1)
    expect(await autosave.flush()).toBe(false)
    autosave.keepMine()
    await server.answer({ fate: 'saved', revision: 8 })
    expect(server.received.at(-1)).toEqual({ revision: 7, document: draft('mine, more') })
    expect(autosave.state.getState().is).toBe('saved')
  })

  it('gives up ours only when theirs is chosen', async () => {
    const { autosave, server, turn, kept } = setUp()
    autosave.changed(draft('mine'))
    turn()
    await server.answer({ fate: 'conflict', theirs: draft('theirs'), theirRevision: 7 })
    expect(kept()?.document.name).toBe('mine')
    expect(autosave.takeTheirs()?.name).toBe('theirs')
    expect(kept()).toBeNull()
    expect(autosave.revision()).toBe(7)
    expect(autosave.state.getState().is).toBe('saved')
  })

  it('keeps a local copy from the first keystroke until the server has it', async () => {
    const { autosave, server, turn, kept } = setUp()
    autosave.changed(draft('one'))
    expect(kept()).toEqual({ revision: 1, document: draft('one'), unanswered: [] })
    turn()
    // On its way: if the tab dies now, the next one knows that the server may hold it.
    expect(kept()).toMatchObject({ revision: 1, document: draft('one'), unanswered: [expect.any(String)] })
    await server.answer({ fate: 'saved', revision: 2 })
    expect(kept()).toBeNull()
  })

  it('tells a refusal in the words of the server, and tries again at the next change', async () => {
    const { autosave, server, turn } = setUp()
    autosave.changed(draft('wrong'))
    turn()
    await server.answer({ fate: 'refused', title: 'Not a flow', detail: 'Expected nodes.' })
    expect(autosave.state.getState()).toMatchObject({ is: 'attention', because: 'refused', detail: 'Expected nodes.' })
    autosave.changed(draft('right'))
    turn()
    await server.answer({ fate: 'saved', revision: 2 })
    expect(autosave.state.getState().is).toBe('saved')
  })

  it('flushes what waits at once, before a publish', async () => {
    const { autosave, server } = setUp()
    autosave.changed(draft('one'))
    const flushed = autosave.flush()
    await server.answer({ fate: 'saved', revision: 2 })
    expect(await flushed).toBe(true)
  })
})

function draft(name: string): FlowDocument {
  return { format: 1, name, settings: {}, nodes: {}, edges: [] }
}

/** An autosave over a server answered by hand and a clock turned by hand. */
function setUp() {
  const received: { revision: number; document: FlowDocument }[] = []
  const open: ((outcome: SaveOutcome) => void)[] = []
  let timer: (() => void) | null = null
  let copy: { revision: number; document: FlowDocument } | null = null
  const autosave = createAutosave(1, {
    save(revision, document) {
      received.push({ revision, document })
      return new Promise((settle) => open.push(settle))
    },
    later(run) {
      timer = run
      return () => {
        timer = null
      }
    },
    keep(next) {
      copy = next
    },
  })
  return {
    autosave,
    server: {
      received,
      async answer(outcome: SaveOutcome) {
        open.shift()?.(outcome)
        await new Promise((settle) => setImmediate(settle))
      },
    },
    turn() {
      const run = timer
      timer = null
      run?.()
    },
    kept: () => copy,
  }
}
