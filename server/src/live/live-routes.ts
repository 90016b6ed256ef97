import { isId } from '@snodo/base'
import { loadFlow } from '@snodo/engine'
import { LIVE_CLOSE, type LiveMessage, LiveRequest } from '@snodo/protocol'
import type { FastifyInstance } from 'fastify'
import { Value } from 'typebox/value'
import { findWho, isOwnOrigin, type WhoOptions } from '../plugins/who.ts'
import type { Doors } from '../routes/doors.ts'
import { serverFaults } from '../server-faults.ts'
import { createLiveHub, type LiveHub, type Watcher } from './live-hub.ts'

/** Messages one socket may send in ten seconds: a person switches between flows, a program gone wrong does more. */
const PER_TEN_SECONDS = 50
/** Flows one socket may watch. */
const FLOWS_MOST = 20
/** A socket whose browser does not read is let go of before it fills our memory. */
const BUFFERED_MOST = 1024 * 1024
/** Who signed out, or whose key was taken back, stops seeing numbers within this time. */
const ASK_AGAIN_MS = 60_000

/** `/api/live`: numbers of flows, pushed to those who watch them. */
export async function liveRoutes(app: FastifyInstance, options: Doors): Promise<void> {
  const hub = createLiveHub({
    pool: options.pool,
    clock: options.clock,
    onProblem: (because) => app.log.warn({ because }, 'live.listen'),
  })
  app.addHook('preClose', async () => {
    for (const client of app.websocketServer.clients) client.close(LIVE_CLOSE.goingAway, 'the server is being stopped')
    await hub.close()
  })

  // A refused handshake leaves a socket that the HTTP server no longer knows: nobody else would close it, and a stop would wait for it.
  app.addHook('onResponse', async (request) => {
    request.raw.socket.destroySoon()
  })

  app.get(
    '/api/live',
    {
      websocket: true,
      schema: { hide: true },
      // A browser sends cookies with a socket to anyone's page, so the origin is what tells ours from theirs.
      preValidation: async (request) => {
        const { origin } = request.headers
        if (origin !== undefined && !isOwnOrigin(origin, request, options.publicUrl()))
          throw serverFaults.ORIGIN_FOREIGN({ got: origin.slice(0, 100) })
      },
    },
    (socket, request) => {
      const watching = new Set<string>()
      let said = 0
      const watcher: Watcher = {
        send(message) {
          if (socket.bufferedAmount > BUFFERED_MOST) socket.terminate()
          else socket.send(JSON.stringify(message))
        },
        gone() {
          socket.close(LIVE_CLOSE.goingAway, 'the flow is gone')
        },
      }
      const calm = setInterval(() => {
        said = 0
      }, 10_000)
      const ask = setInterval(async () => {
        const who = await findWho(request, options as WhoOptions).catch(() => request.who) // while the database is away nobody is thrown out
        if (who === null) socket.close(LIVE_CLOSE.signedOut, 'signed out')
      }, ASK_AGAIN_MS)
      socket.on('close', () => {
        clearInterval(calm)
        clearInterval(ask)
        for (const flow of watching) hub.unwatch(flow, watcher)
      })
      socket.on('error', () => socket.terminate())
      socket.on('message', (data, binary) => {
        said += 1
        if (said > PER_TEN_SECONDS) return socket.close(LIVE_CLOSE.tooFast, 'too many messages')
        if (binary) return socket.close(1003, 'expected text')
        listen(String(data)).catch((error: unknown) => {
          app.log.warn({ because: String(error) }, 'live.watch')
          socket.close(1011, 'the numbers could not be read')
        })
      })

      async function listen(text: string): Promise<void> {
        const message = readRequest(text)
        if (message === null)
          return tell({
            type: 'problem',
            code: 'LIVE_INVALID',
            detail: 'Expected {"type":"watch","flow":"…"}, resume or unwatch.',
          })
        if (message.type === 'unwatch') {
          for (const flow of message.flow === undefined ? [...watching] : [message.flow]) {
            watching.delete(flow)
            hub.unwatch(flow, watcher)
          }
          return
        }
        const { flow } = message
        if (!isId(flow) || (await loadFlow(options.pool, flow)) === undefined)
          return tell({ type: 'problem', code: 'FLOW_UNKNOWN', detail: `There is no flow with the id ${flow}.` })
        if (!watching.has(flow) && watching.size >= FLOWS_MOST)
          return tell({
            type: 'problem',
            flow,
            code: 'LIVE_TOO_MANY',
            detail: `Expected at most ${FLOWS_MOST} flows watched at once.`,
          })
        watching.add(flow)
        await hub.watch(flow, watcher, message.type === 'resume' ? message.seq : undefined)
        // The socket may have closed while the numbers were read.
        if (socket.readyState !== socket.OPEN) hub.unwatch(flow, watcher)
      }

      function tell(message: LiveMessage): void {
        socket.send(JSON.stringify(message))
      }
    },
  )
}

function readRequest(text: string): LiveRequest | null {
  try {
    const message: unknown = JSON.parse(text)
    return Value.Check(LiveRequest, message) ? message : null
  } catch {
    return null // told to the sender as what was expected
  }
}

export type { LiveHub }
