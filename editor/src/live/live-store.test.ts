import { describe, expect, it } from 'vitest'
import { createLiveStore, type LiveMessage } from './live-store.ts'

const snapshot = (seq: string, inside: Record<string, number>): LiveMessage => ({
  type: 'snapshot',
  flow: '1',
  seq,
  nodes: Object.fromEntries(Object.entries(inside).map(([id, count]) => [id, { inside: count, entered: count, failed: 0 }])),
  edges: { 'a:after': 3 },
})
const delta = (seq: string, id: string, inside: number): LiveMessage => ({
  type: 'delta',
  flow: '1',
  seq,
  nodes: { [id]: { inside, entered: inside, failed: 0 } },
  edges: {},
})

describe('the live store', () => {
  it('commits once a frame, however many messages came', () => {
    const { live, frame, commits } = setUp()
    live.receive(snapshot('e:1', { a: 1 }), 0)
    for (let n = 2; n < 100; n++) live.receive(delta(`e:${n}`, 'a', n), n)
    expect(commits()).toBe(0)
    frame()
    expect(commits()).toBe(1)
    expect(live.store.getState().nodes.a?.inside).toBe(99)
  })

  it('keeps the object of a block whose numbers did not change', () => {
    const { live, frame } = setUp()
    live.receive(snapshot('e:1', { a: 1, b: 2 }), 0)
    frame()
    const before = live.store.getState().nodes
    live.receive(delta('e:2', 'a', 5), 1)
    frame()
    expect(live.store.getState().nodes.b).toBe(before.b)
    live.receive(snapshot('e:3', { a: 5, b: 2 }), 2)
    frame()
    expect(live.store.getState().nodes.b).toBe(before.b)
  })

  it('takes a repeated or an old delta for nothing', () => {
    const { live, frame } = setUp()
    live.receive(snapshot('e:5', { a: 5 }), 0)
    live.receive(delta('e:5', 'a', 1), 1)
    live.receive(delta('e:4', 'a', 2), 2)
    frame()
    expect(live.store.getState().nodes.a?.inside).toBe(5)
    expect(live.store.getState().seq).toBe('e:5')
  })

  it('waits for a snapshot when another server answers', () => {
    const { live, frame } = setUp()
    live.receive(snapshot('e:5', { a: 5 }), 0)
    live.receive(delta('f:6', 'a', 9), 1)
    frame()
    expect(live.store.getState().nodes.a?.inside).toBe(5)
    live.receive(snapshot('f:1', { a: 9 }), 2)
    live.receive(delta('f:2', 'a', 10), 3)
    frame()
    expect(live.store.getState().nodes.a?.inside).toBe(10)
  })

  it('counts as ten, not as two, the sequence after nine', () => {
    const { live, frame } = setUp()
    live.receive(snapshot('e:9', { a: 1 }), 0)
    live.receive(delta('e:10', 'a', 2), 1)
    frame()
    expect(live.store.getState().nodes.a?.inside).toBe(2)
  })

  it('knows how old its numbers are once the connection is lost', () => {
    const { live } = setUp()
    live.connection('connected', 1_000)
    live.connection('lost', 9_000)
    expect(live.store.getState()).toMatchObject({ connection: 'lost', trueAt: 9_000 })
    live.connection('connecting', 12_000)
    expect(live.store.getState().trueAt).toBe(9_000)
  })
})

/** A live store whose frames are drawn by hand. */
function setUp() {
  let run: (() => void) | null = null
  const live = createLiveStore((next) => {
    run = next
  })
  let commits = 0
  live.store.subscribe(() => {
    commits += 1
  })
  return { live, frame: () => run?.(), commits: () => commits }
}
