import type { LiveMessage, LiveStore } from './live-store.ts'

export type SocketLike = {
  send(text: string): void
  close(): void
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  onerror: (() => void) | null
}

export type LiveTools = {
  open(): SocketLike
  later(run: () => void, ms: number): () => void
  now(): number
}

const RETRY_FIRST_MS = 500
const RETRY_LONGEST_MS = 10_000
/** A connection that says nothing for this long is asked for a sign of life by resuming; the screen may be 5 s behind, not more. */
const SILENCE_MS = 30_000

/** Watches one flow over the websocket; after a lost connection it resumes by sequence number. Answers how to stop. */
export function watchFlow(flow: string, live: LiveStore, tools: LiveTools): () => void {
  let socket: SocketLike | null = null
  let stopped = false
  let retryMs = RETRY_FIRST_MS
  let cancelRetry: (() => void) | null = null
  let cancelSilence: (() => void) | null = null

  const resume = () => {
    const seq = live.store.getState().seq
    socket?.send(JSON.stringify(seq === null ? { type: 'watch', flow } : { type: 'resume', flow, seq }))
  }
  const listenForSilence = () => {
    cancelSilence?.()
    cancelSilence = tools.later(() => {
      resume()
      listenForSilence()
    }, SILENCE_MS)
  }
  const connect = () => {
    cancelRetry = null
    const opened = tools.open()
    socket = opened
    opened.onopen = () => {
      retryMs = RETRY_FIRST_MS
      live.connection('connected', tools.now())
      resume()
      listenForSilence()
    }
    opened.onmessage = ({ data }) => {
      const message = readMessage(data)
      if (message && message.flow === flow) live.receive(message, tools.now())
      listenForSilence()
    }
    opened.onclose = () => lost(opened)
    opened.onerror = () => lost(opened)
  }
  const lost = (closed: SocketLike) => {
    if (socket !== closed) return
    socket = null
    cancelSilence?.()
    if (stopped) return
    live.connection('lost', tools.now())
    cancelRetry = tools.later(connect, retryMs)
    retryMs = Math.min(retryMs * 2, RETRY_LONGEST_MS)
  }

  connect()
  return () => {
    stopped = true
    cancelRetry?.()
    cancelSilence?.()
    const open = socket
    socket = null
    open?.close()
  }
}

/** A snapshot or a delta, or null for any other message. */
export function readMessage(data: unknown): LiveMessage | null {
  if (typeof data !== 'string') return null
  try {
    const message = JSON.parse(data) as LiveMessage
    return message.type === 'snapshot' || message.type === 'delta' ? message : null
  } catch {
    // Not ours to understand; the next snapshot repairs whatever it said.
    return null
  }
}

/** The browser's socket to this very origin. */
export function openSocket(): SocketLike {
  const url = new URL('/api/live', window.location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  return new WebSocket(url) as SocketLike
}
