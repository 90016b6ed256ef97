import type { AddressInfo } from 'node:net'
import { builtInNodes } from '@snodo/nodes'
import type { LiveMessage } from '@snodo/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { makeServerRig, type ServerRig, TEST_ADMIN_TOKEN } from '../testing.ts'
import { difference } from './live-hub.ts'

let rig: ServerRig
let url: string
let flow: string

beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: builtInNodes })
  await rig.app.listen({ port: 0, host: '127.0.0.1' })
  url = `ws://127.0.0.1:${(rig.app.server.address() as AddressInfo).port}/api/live`
  flow = await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Arrived' }],
      pause: ['core.wait', { duration: 'P1D' }],
      end: ['core.end', {}],
    },
    edges: ['start:started>pause', 'pause:after>end'],
  })
})
afterAll(() => rig.close())

type Socket = { say(message: unknown): void; next(): Promise<LiveMessage>; closed: Promise<{ code: number }>; close(): void }

async function open(headers: Record<string, string> = { authorization: `Bearer ${TEST_ADMIN_TOKEN}` }): Promise<Socket> {
  const socket = new WebSocket(url, { headers })
  const messages: LiveMessage[] = []
  const waiting: ((message: LiveMessage) => void)[] = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as LiveMessage
    const take = waiting.shift()
    if (take) take(message)
    else messages.push(message)
  })
  const closed = new Promise<{ code: number }>((resolve) => socket.on('close', (code) => resolve({ code })))
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return {
    say: (message) => socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message)),
    next: () => {
      const message = messages.shift()
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve))
    },
    closed,
    close: () => socket.close(),
  }
}

let people = 0
async function arrive(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await rig.send('track', { userId: `guest-${people++}`, event: 'Arrived' })
  await rig.settle()
}

/** The socket's messages until one says that so many stand at the wait. */
async function untilInside(socket: Socket, inside: number): Promise<LiveMessage> {
  for (;;) {
    const message = await socket.next()
    if ('nodes' in message && message.nodes.pause?.inside === inside) return message
  }
}

describe('live numbers', () => {
  test('a watcher gets a snapshot, then absolute numbers of what changed, as the engine commits it', async () => {
    await arrive(2)
    const socket = await open()
    socket.say({ type: 'watch', flow })
    const first = await socket.next()
    expect(first).toMatchObject({
      type: 'snapshot',
      flow,
      nodes: { pause: { inside: 2, entered: 2, failed: 0 } },
      edges: { 'start:started': 2 },
    })
    await arrive(3)
    expect(await untilInside(socket, 5)).toMatchObject({ type: 'delta', flow, nodes: { pause: { inside: 5, entered: 5 } } })
    socket.close()
  })

  test('who comes back with its last number gets only what it missed, and a snapshot from another life of the server', async () => {
    const socket = await open()
    socket.say({ type: 'watch', flow })
    const { seq } = (await socket.next()) as { seq: string }
    const other = await open()
    other.say({ type: 'watch', flow })
    await other.next()
    socket.close()
    await arrive(1)
    const told = (await untilInside(other, 6)) as { seq: string }
    const back = await open()
    back.say({ type: 'resume', flow, seq })
    expect(await back.next()).toMatchObject({ type: 'delta', nodes: { pause: { inside: 6 } } })
    back.say({ type: 'resume', flow, seq: 'another:7' })
    expect(await back.next()).toMatchObject({ type: 'snapshot', seq: told.seq, nodes: { pause: { inside: 6 } } })
    other.close()
    back.close()
  })

  test('who comes back after everybody had let go gets a snapshot, however many changes there were meanwhile', async () => {
    const alone = await open()
    alone.say({ type: 'watch', flow })
    const { seq } = (await alone.next()) as { seq: string }
    alone.say({ type: 'unwatch' })
    // Said after the unwatch and answered at once: it has been heard.
    alone.say('{}')
    await alone.next()
    const other = await open()
    other.say({ type: 'watch', flow })
    const again = (await other.next()) as { seq: string }
    expect(again.seq).not.toBe(seq)
    alone.say({ type: 'resume', flow, seq })
    expect(await alone.next()).toMatchObject({ type: 'snapshot', seq: again.seq })
    alone.close()
    other.close()
  })

  test('a hundred watchers that come at once get the same numbers, and all hear of one change', async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, () => open()))
    for (const socket of sockets) socket.say({ type: 'watch', flow })
    const first = await Promise.all(sockets.map((socket) => socket.next()))
    for (const snapshot of first) expect(snapshot).toMatchObject({ type: 'snapshot', nodes: { pause: { inside: 6 } } })
    await arrive(1)
    await Promise.all(sockets.map((socket) => untilInside(socket, 7)))
    for (const socket of sockets) socket.close()
  })

  test('after unwatch nothing comes any more', async () => {
    const [quiet, other] = [await open(), await open()]
    for (const socket of [quiet, other]) {
      socket.say({ type: 'watch', flow })
      await socket.next()
    }
    quiet.say({ type: 'unwatch' })
    // Understood in order: the answer to nonsense says that the unwatch before it was heard.
    quiet.say({ type: 'hello' })
    expect(await quiet.next()).toMatchObject({ type: 'problem', code: 'LIVE_INVALID' })
    await arrive(1)
    await untilInside(other, 8)
    quiet.say({ type: 'watch', flow })
    expect(await quiet.next()).toMatchObject({ type: 'snapshot', nodes: { pause: { inside: 8 } } })
    quiet.close()
    other.close()
  })
})

describe('what is refused', () => {
  test('no session and no key', async () => {
    await expect(open({})).rejects.toThrow('401')
  })

  test('a page of another site, even with a session', async () => {
    const reply = await rig.app.inject({ method: 'POST', url: '/api/login', payload: { token: await rig.accounts.offerLink() } })
    const cookie = String(reply.headers['set-cookie']).split(';')[0] ?? ''
    await expect(open({ cookie, origin: 'https://evil.example' })).rejects.toThrow('403')
    const socket = await open({ cookie, origin: 'http://localhost' })
    socket.close()
  })

  test('a flow that is not there, and what is no message of ours, are told and the socket lives on', async () => {
    const socket = await open()
    socket.say({ type: 'watch', flow: '4242' })
    expect(await socket.next()).toMatchObject({ type: 'problem', code: 'FLOW_UNKNOWN' })
    for (const nonsense of ['hello', '[]', { type: 'watch' }, { type: 'watch', flow: 7 }, { type: 'watch', flow, more: 1 }]) {
      socket.say(nonsense)
      expect(await socket.next()).toMatchObject({ type: 'problem', code: 'LIVE_INVALID' })
    }
    socket.close()
  })

  test('binary, too much at once, and too many messages end the socket with the reason', async () => {
    const binary = await open()
    binary.say(Buffer.from([1, 2, 3]))
    expect(await binary.closed).toEqual({ code: 1003 })
    const large = await open()
    large.say('x'.repeat(65 * 1024))
    expect(await large.closed).toEqual({ code: 1009 })
    const fast = await open()
    for (let n = 0; n < 60; n++) fast.say({ type: 'unwatch' })
    expect(await fast.closed).toEqual({ code: 4429 })
  })
})

test('a difference holds only what changed, and zeros for what is gone', () => {
  const node = (inside: number) => ({ inside, entered: 9, failed: 0 })
  expect(
    difference(
      { nodes: { a: node(1), b: node(2) }, edges: { 'a:x': 1 } },
      { nodes: { a: node(1), c: node(3) }, edges: { 'a:x': 2 } },
    ),
  ).toEqual({
    nodes: { c: node(3), b: { inside: 0, entered: 0, failed: 0 } },
    edges: { 'a:x': 2 },
  })
  expect(difference({ nodes: { a: node(1) }, edges: {} }, { nodes: { a: node(1) }, edges: {} })).toBeNull()
})
