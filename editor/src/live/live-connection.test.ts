import { describe, expect, it } from 'vitest'
import { type SocketLike, watchFlow } from './live-connection.ts'
import { createLiveStore } from './live-store.ts'

describe('watching a flow', () => {
  it('asks for a snapshot first, and resumes by sequence number after a lost connection', () => {
    const { sockets, timers, live } = setUp()
    sockets[0]!.onopen?.()
    expect(sockets[0]!.sent).toEqual([{ type: 'watch', flow: '7' }])
    sockets[0]!.onmessage?.({ data: JSON.stringify({ type: 'snapshot', flow: '7', seq: 'e:4', nodes: {}, edges: {} }) })
    sockets[0]!.onclose?.()
    expect(live.store.getState().connection).toBe('lost')
    timers.at(-1)?.()
    sockets[1]!.onopen?.()
    expect(sockets[1]!.sent).toEqual([{ type: 'resume', flow: '7', seq: 'e:4' }])
    expect(live.store.getState().connection).toBe('connected')
  })

  it('takes no notice of other flows, nor of what it does not understand', () => {
    const { sockets, live } = setUp()
    sockets[0]!.onopen?.()
    sockets[0]!.onmessage?.({ data: JSON.stringify({ type: 'snapshot', flow: '8', seq: 'e:4', nodes: {}, edges: {} }) })
    sockets[0]!.onmessage?.({ data: 'not json' })
    expect(live.store.getState().seq).toBeNull()
  })

  it('does not come back once it was stopped', () => {
    const { sockets, timers, stop } = setUp()
    sockets[0]!.onopen?.()
    stop()
    sockets[0]!.onclose?.()
    for (const run of timers) run()
    expect(sockets).toHaveLength(1)
  })
})

type TestSocket = SocketLike & { sent: unknown[] }

function setUp() {
  const sockets: TestSocket[] = []
  const timers: (() => void)[] = []
  const live = createLiveStore((run) => run())
  const stop = watchFlow('7', live, {
    open() {
      const sent: unknown[] = []
      const socket: TestSocket = {
        sent,
        send: (text) => sent.push(JSON.parse(text)),
        close: () => undefined,
        onopen: null,
        onmessage: null,
        onclose: null,
        onerror: null,
      }
      sockets.push(socket)
      return socket
    },
    later(run) {
      timers.push(run)
      return () => timers.splice(timers.indexOf(run), 1)
    },
    now: () => 0,
  })
  return { sockets, timers, live, stop }
}
