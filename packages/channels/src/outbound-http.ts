import { asError, isFault } from '@snodo/base'
import { Agent, type Dispatcher, request as undiciRequest } from 'undici'
import { bulkhead } from './bulkhead.ts'
import { guardedConnect, type Resolve, systemResolve } from './guarded-connect.ts'
import { outboundFaults as faults } from './outbound-faults.ts'

export type OutboundRequest = {
  url: string
  method?: string
  headers?: Record<string, string>
  body?: string
  /** At most, and by default, 15 s, for everything: connection, redirects, body. */
  timeoutMs?: number
}

export type OutboundReply = { status: number; headers: Record<string, string>; body: string }

/** The one door to the outside; node authors know it as `tools.http`. Faults: `outboundFaults`. Any status is a reply, also 500. */
export type OutboundHttp = { request(request: OutboundRequest): Promise<OutboundReply> }

export type OutboundHttpOptions = {
  /** Hosts of the own network the operator lets through: `intranet.local`, `10.0.0.5:8080`. */
  allowHosts?: readonly string[]
  /** Ports anyone may ask for. A gap in the wall is more often an odd port than an odd address. */
  ports?: readonly number[]
  resolve?: Resolve
}

export const OUTBOUND_LIMITS = {
  bodyBytes: 1_000_000,
  timeoutMs: 15_000,
  connectMs: 5_000,
  redirects: 3,
  concurrency: 64,
  perHost: 16,
} as const

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type Method = (typeof METHODS)[number]

/** One step of a request that may be redirected. */
type Hop = { url: URL; method: Method; headers: Record<string, string>; body: string | null }

export function openOutboundHttp(options: OutboundHttpOptions = {}): OutboundHttp & { close(): Promise<void> } {
  const isAllowed = allowList(options.allowHosts ?? [])
  const ports = options.ports ?? [80, 443]
  const connect = guardedConnect(isAllowed, options.resolve ?? systemResolve, OUTBOUND_LIMITS.connectMs)
  const agent = new Agent({ connect, connections: OUTBOUND_LIMITS.perHost })
  const gate = bulkhead(OUTBOUND_LIMITS.concurrency)

  const checkUrl = (text: string, base?: URL): URL => {
    const url = URL.canParse(text, base?.href) ? new URL(text, base?.href) : null
    if (!url) throw faults.OUTBOUND_URL_REFUSED({ problem: 'it is not a complete web address' })
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw faults.OUTBOUND_URL_REFUSED({ problem: `it begins with ${url.protocol} instead of http: or https:` })
    }
    if (url.username || url.password) throw faults.OUTBOUND_URL_REFUSED({ problem: 'it holds a user name or password' })
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
    if (!ports.includes(port) && !isAllowed(bare(url.hostname), port)) {
      throw faults.OUTBOUND_URL_REFUSED({ problem: `port ${port} is not open to requests from here` })
    }
    return url
  }

  const follow = async (first: Hop, signal: AbortSignal): Promise<OutboundReply> => {
    let hop = first
    for (let redirects = 0; ; redirects++) {
      const reply = await exchange(agent, hop, signal)
      const location = reply.headers.location
      if (location === undefined || !REDIRECTS.has(reply.status)) return reply
      if (redirects === OUTBOUND_LIMITS.redirects) {
        throw faults.OUTBOUND_TOO_MANY_REDIRECTS({ host: hop.url.hostname, limit: OUTBOUND_LIMITS.redirects })
      }
      hop = nextHop(hop, reply.status, checkUrl(location, hop.url))
    }
  }

  return {
    request: (asked) =>
      gate.run(async () => {
        const url = checkUrl(asked.url)
        const hop = { url, method: checkMethod(asked.method), headers: checkHeaders(asked.headers), body: checkBody(asked.body) }
        const timeoutMs = Math.min(asked.timeoutMs ?? OUTBOUND_LIMITS.timeoutMs, OUTBOUND_LIMITS.timeoutMs)
        const deadline = AbortSignal.timeout(timeoutMs)
        try {
          return await follow(hop, deadline)
        } catch (thrown) {
          if (isFault(thrown)) throw thrown
          if (deadline.aborted) throw faults.OUTBOUND_TIMEOUT({ host: url.hostname, timeoutMs })
          throw faults.OUTBOUND_NO_ANSWER({ host: url.hostname, because: asError(thrown).message })
        }
      }),
    close: () => agent.destroy(),
  }
}

async function exchange(agent: Agent, { url, method, headers, body }: Hop, signal: AbortSignal): Promise<OutboundReply> {
  const reply = await undiciRequest(url, {
    dispatcher: agent,
    method,
    headers: { 'user-agent': 'Snodo', ...headers },
    body,
    signal,
  })
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of reply.body) {
    bytes += chunk.length
    // Leaving the loop destroys the stream and with it the connection.
    if (bytes > OUTBOUND_LIMITS.bodyBytes) {
      throw faults.OUTBOUND_BODY_TOO_LARGE({ host: url.hostname, limitBytes: OUTBOUND_LIMITS.bodyBytes })
    }
    chunks.push(chunk)
  }
  return { status: reply.statusCode, headers: flatten(reply.headers), body: Buffer.concat(chunks).toString('utf8') }
}

const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** What another origin may still be told. Keys travel under any name (`x-api-key`), so everything not on this list stays home. */
const HARMLESS_HEADERS = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])

function nextHop(hop: Hop, status: number, url: URL): Hop {
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw faults.OUTBOUND_URL_REFUSED({ problem: 'it redirects from https: to http:' })
  }
  const becomesGet = status === 303 || ((status === 301 || status === 302) && hop.method === 'POST')
  const method = becomesGet && hop.method !== 'HEAD' ? 'GET' : hop.method
  const kept = Object.entries(hop.headers).filter(
    ([name]) => (url.origin === hop.url.origin || HARMLESS_HEADERS.has(name)) && !(becomesGet && name === 'content-type'),
  )
  return { url, method, headers: Object.fromEntries(kept), body: becomesGet ? null : hop.body }
}

function checkMethod(given = 'GET'): Method {
  const method = METHODS.find((known) => known === given.toUpperCase())
  if (!method)
    throw faults.OUTBOUND_REQUEST_INVALID({ problem: `the method ${given.slice(0, 20)} is not one of ${METHODS.join(', ')}` })
  return method
}

/** These belong to the connection; setting them by hand is how requests are smuggled. */
const CONNECTION_HEADERS = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'keep-alive',
  'te',
  'trailer',
  'expect',
])

function checkHeaders(given: Record<string, string> = {}): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [written, value] of Object.entries(given)) {
    const name = written.toLowerCase()
    if (!/^[!#$%&'*+.^_`|~0-9a-z-]{1,100}$/.test(name))
      throw faults.OUTBOUND_REQUEST_INVALID({ problem: 'a header has a name with characters that are not allowed' })
    if (CONNECTION_HEADERS.has(name))
      throw faults.OUTBOUND_REQUEST_INVALID({ problem: `the header ${name} is set by the connection itself` })
    if (!/^[\t\x20-\x7e\x80-\xff]{0,8000}$/.test(value)) {
      throw faults.OUTBOUND_REQUEST_INVALID({ problem: `the header ${name} holds a line break or characters outside Latin-1` })
    }
    headers[name] = value
  }
  return headers
}

function checkBody(body: string | undefined): string | null {
  if (body === undefined) return null
  if (Buffer.byteLength(body) <= OUTBOUND_LIMITS.bodyBytes) return body
  throw faults.OUTBOUND_REQUEST_INVALID({ problem: `the body is longer than ${OUTBOUND_LIMITS.bodyBytes} bytes` })
}

function allowList(entries: readonly string[]): (hostname: string, port: number) => boolean {
  const allowed = entries.map((entry) => {
    const [, host, port] = /^(\[[^\]]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(entry.trim().toLowerCase()) ?? []
    if (!host)
      throw faults.OUTBOUND_REQUEST_INVALID({ problem: `"${entry}" in the list of allowed hosts is not a host or host:port` })
    return { host: bare(host), port: port === undefined ? null : Number(port) }
  })
  return (hostname, port) =>
    allowed.some((entry) => entry.host === bare(hostname) && (entry.port === null || entry.port === port))
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '')
}

function flatten(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}
