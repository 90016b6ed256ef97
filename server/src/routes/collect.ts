import { randomUUID } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { Clock } from '@snodo/base'
import { type CallType, type Collector, collectFaults, collectLimits, isRefused, readCall } from '@snodo/engine'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WriteKeys } from '../auth/write-keys.ts'
import { decodeUtf8, parseJsonText } from '../plugins/validation.ts'
import { serverFaults } from '../server-faults.ts'
import { type BodyBudget, bodyBudget } from './body-budget.ts'
import { SNODO_JS } from './snodo-js.ts'

export type CollectOptions = { collector: Collector; clock: Clock; keys: WriteKeys; publicUrl: () => string }

/** The types by the last part of their address: the server clients' words, and the browser client's first letters. */
const ADDRESSES: Record<string, CallType | 'batch'> = {
  identify: 'identify',
  track: 'track',
  page: 'page',
  screen: 'screen',
  group: 'group',
  alias: 'alias',
  batch: 'batch',
  i: 'identify',
  t: 'track',
  p: 'page',
  s: 'screen',
  g: 'group',
  a: 'alias',
  b: 'batch',
}

/** The Segment tracking protocol: what unmodified clients send, in the spellings they send it. */
export async function collectRoutes(app: FastifyInstance, options: CollectOptions): Promise<void> {
  app.removeAllContentTypeParsers()
  // Clients label gzip as form-urlencoded and JSON as plain text; what it is we see for ourselves.
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: INFLATED_MOST }, (_request, body, done) => done(null, body))
  const bodies = bodyBudget(collectLimits.bodyBytes)
  app.addHook('onRequest', async (request, reply) => {
    allowOrigin(request, reply)
    // Before anything of the body is read: whoever is refused should cost nothing.
    if (request.method === 'POST') admit(reply, Number(request.headers['content-length'] ?? INFLATED_MOST), bodies, options)
  })

  for (const [word, type] of Object.entries(ADDRESSES)) {
    // What helmet says is for pages; made anew for each call it cost more than reading it.
    app.post(`/v1/${word}`, { helmet: false, config: { rateLimit: false } }, async (request, reply) => {
      await take(request, reply, type, bodies, options)
      return reply.type('application/json').send('{"success":true}')
    })
    app.options(`/v1/${word}`, (_request, reply) => reply.code(204).send())
  }
  // The browser client's own metrics: nobody asked for them, but a refusal would show as an error in every visitor's console.
  app.post('/v1/m', (_request, reply) => reply.type('application/json').send('{"success":true}'))
  app.options('/v1/m', (_request, reply) => reply.code(204).send())

  app.get<{ Params: { writeKey: string } }>('/v1/projects/:writeKey/settings', (request, reply) => {
    if (options.keys.kindOf(request.params.writeKey) === null) throw serverFaults.WRITE_KEY_WRONG({})
    const url = new URL(options.publicUrl())
    reply.header('cache-control', 'public, max-age=300')
    // Exactly one integration: with more the client fetches destination bundles from somebody's CDN.
    return {
      integrations: {
        'Segment.io': { apiKey: request.params.writeKey, apiHost: `${url.host}/v1`, protocol: url.protocol.slice(0, -1) },
      },
      metrics: { sampleRate: 0 },
    }
  })

  app.get('/snodo.js', (_request, reply) =>
    reply.header('cache-control', 'public, max-age=300').type('text/javascript; charset=utf-8').send(SNODO_JS),
  )
}

/** Unpacked bodies larger than this are not read: a gzip of 200 KB can hold 200 MB. */
const INFLATED_MOST = 1024 * 1024

function admit(reply: FastifyReply, bytes: number, bodies: BodyBudget, { collector }: CollectOptions): void {
  const waiting = collector.waiting()
  if (waiting >= collectLimits.waitingCalls || !bodies.hold(reply, Math.min(bytes, INFLATED_MOST)))
    throw collectFaults.COLLECTION_BUSY({ waiting, retryAfterSeconds: collectLimits.retryAfterSeconds })
}

async function take(
  request: FastifyRequest,
  reply: FastifyReply,
  type: CallType | 'batch',
  bodies: BodyBudget,
  options: CollectOptions,
): Promise<void> {
  const { collector, clock, keys } = options
  const receivedAt = clock.now()
  const packed = request.body
  if (!Buffer.isBuffer(packed) || packed.length === 0) throw serverFaults.BODY_MISSING({})
  const body = await unpack(packed, request.headers['content-encoding'])
  if (body !== packed) admit(reply, body.length, bodies, options)
  const limit = type === 'batch' ? collectLimits.batchBytes : collectLimits.callBytes
  if (body.length > limit) throw serverFaults.BODY_TOO_LARGE({ limit })
  const raw = parseJsonText(decodeUtf8(body))
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    throw serverFaults.INPUT_INVALID({
      part: 'body',
      pointer: '',
      expected: 'a JSON object',
      got: raw === null ? 'null' : Array.isArray(raw) ? 'an array' : `a ${typeof raw}`,
    })
  const members = raw as Record<string, unknown>
  const keyKind = keys.kindOf(
    basicUser(request.headers.authorization) ?? (typeof members.writeKey === 'string' ? members.writeKey : ''),
  )
  if (keyKind === null) throw serverFaults.WRITE_KEY_WRONG({})
  const setting = { receivedAt, keyKind, sentAt: members.sentAt, newMessageId: randomUUID }
  if (type !== 'batch') {
    const call = readCall(raw, { ...setting, type })
    if (isRefused(call)) throw serverFaults.CALL_REFUSED({ ...call.refused })
    return collector.collect([call])
  }
  const { batch } = members
  if (!Array.isArray(batch))
    throw serverFaults.INPUT_INVALID({
      part: 'body',
      pointer: '/batch',
      expected: 'an array of calls',
      got: batch === undefined ? 'nothing' : `a ${typeof batch}`,
    })
  if (batch.length > collectLimits.batchCalls)
    throw serverFaults.INPUT_INVALID({
      part: 'body',
      pointer: '/batch',
      expected: `at most ${collectLimits.batchCalls} calls`,
      got: String(batch.length),
    })
  return collector.collect(batch.map((each) => readCall(each, setting)))
}

const unpackers = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

async function unpack(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return body
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding as keyof typeof unpackers] : undefined
  if (!unpacker) throw serverFaults.ENCODING_BROKEN({ encoding: encoding.slice(0, 40) })
  try {
    return await unpacker(body, { maxOutputLength: INFLATED_MOST })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw serverFaults.BODY_TOO_LARGE({ limit: collectLimits.batchBytes })
    throw serverFaults.ENCODING_BROKEN({ encoding })
  }
}

/** The user of `Basic base64(user:password)`. */
function basicUser(header: string | undefined): string | null {
  const found = /^Basic\s+([A-Za-z0-9+/=_-]+)$/i.exec(header ?? '')
  if (!found) return null
  const text = Buffer.from(found[1] ?? '', 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return colon === -1 ? text : text.slice(0, colon)
}

/** Any site may send events with the public key, and read nothing but whether they arrived. */
function allowOrigin(request: FastifyRequest, reply: FastifyReply): void {
  reply.header('cross-origin-resource-policy', 'cross-origin').header('x-content-type-options', 'nosniff')
  const { origin } = request.headers
  if (origin === undefined) return
  reply.headers({
    'access-control-allow-origin': origin,
    vary: 'origin',
    'access-control-allow-methods': 'POST, GET, OPTIONS',
    'access-control-allow-headers': 'content-type, content-encoding, authorization, x-retry-count, anonymousid',
    'access-control-max-age': '600',
  })
}
