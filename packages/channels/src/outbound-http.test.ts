import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { OUTBOUND_LIMITS, type OutboundHttpOptions, type OutboundRequest, openOutboundHttp } from './outbound-http.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => stop(server))
  return (server.address() as { port: number }).port
}

function stop(server: Server): Promise<unknown> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
}

function open(options: OutboundHttpOptions = {}) {
  const http = openOutboundHttp(options)
  closing.push(() => http.close())
  return http
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('a host the operator allows', () => {
  it('gets method, headers and body, and its reply comes back whatever the status', async () => {
    const port = await serve(async (request, reply) => {
      reply.writeHead(422, { 'x-one': ['a', 'b'], 'content-type': 'text/plain' })
      reply.end(`${request.method} ${request.url} ${request.headers['x-key']} ${await bodyOf(request)} è`)
    })
    const http = open({ allowHosts: [`127.0.0.1:${port}`] })
    const reply = await http.request({
      url: `http://127.0.0.1:${port}/a?b=c`,
      method: 'post',
      headers: { 'X-Key': 'k' },
      body: 'ciao',
    })
    expect(reply).toMatchObject({ status: 422, body: 'POST /a?b=c k ciao è', headers: { 'x-one': 'a, b' } })
  })

  it('is allowed by the name that was written, on the port that was written', async () => {
    const port = await serve((_request, reply) => reply.end('ok'))
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }]
    await expect(
      open({ allowHosts: ['intranet.example'], resolve }).request({ url: `http://intranet.example:${port}/` }),
    ).resolves.toMatchObject({ body: 'ok' })
    const other = open({ allowHosts: [`intranet.example:${port + 1}`], ports: [port], resolve })
    await expect(other.request({ url: `http://intranet.example:${port}/` })).rejects.toMatchObject({
      code: 'OUTBOUND_ADDRESS_REFUSED',
    })
  })

  it('a list with an entry that is no host is refused at once', () => {
    expect(() => openOutboundHttp({ allowHosts: ['http://intranet.example'] })).toThrow(/not a host or host:port/)
  })
})

describe('redirects', () => {
  it('are followed three times, not four', async () => {
    const port = await serve((request, reply) => {
      const left = Number(request.url!.slice(1))
      if (left === 0) return reply.end('there')
      reply.writeHead(302, { location: `/${left - 1}` }).end()
    })
    const http = open({ allowHosts: ['127.0.0.1'] })
    expect(await http.request({ url: `http://127.0.0.1:${port}/3` })).toMatchObject({ status: 200, body: 'there' })
    await expect(http.request({ url: `http://127.0.0.1:${port}/4` })).rejects.toMatchObject({
      code: 'OUTBOUND_TOO_MANY_REDIRECTS',
    })
  })

  it.each([
    ['http://169.254.169.254/', 'OUTBOUND_ADDRESS_REFUSED'],
    ['http://localhost/', 'OUTBOUND_ADDRESS_REFUSED'],
    ['//[::1]/', 'OUTBOUND_ADDRESS_REFUSED'],
    ['file:///etc/passwd', 'OUTBOUND_URL_REFUSED'],
    ['http://u:p@127.0.0.1/', 'OUTBOUND_URL_REFUSED'],
    ['http://shop.example:6379/', 'OUTBOUND_URL_REFUSED'],
  ])('to %s is not followed', async (location, code) => {
    const port = await serve((_request, reply) => reply.writeHead(302, { location }).end())
    await expect(open({ allowHosts: [`127.0.0.1:${port}`] }).request({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject(
      { code },
    )
  })

  it('to another origin takes no key along, under whatever name; to the same origin all of them', async () => {
    const seen: Record<string, string | string[] | undefined>[] = []
    const elsewhere = await serve((request, reply) => {
      seen.push(request.headers)
      reply.end('ok')
    })
    const port = await serve((request, reply) => {
      if (request.url === '/same') reply.writeHead(307, { location: '/next' })
      else {
        seen.push(request.headers)
        reply.writeHead(307, { location: `http://127.0.0.1:${elsewhere}/` })
      }
      reply.end()
    })
    await open({ allowHosts: ['127.0.0.1'] }).request({
      url: `http://127.0.0.1:${port}/same`,
      method: 'POST',
      headers: { Authorization: 'Bearer k', Cookie: 'c=1', 'X-Api-Key': 'k', 'Content-Type': 'application/json' },
      body: '{}',
    })
    expect(seen[0]).toMatchObject({
      authorization: 'Bearer k',
      cookie: 'c=1',
      'x-api-key': 'k',
      'content-type': 'application/json',
    })
    expect(seen[1]).toMatchObject({ 'content-type': 'application/json' })
    expect(Object.keys(seen[1]!)).not.toEqual(expect.arrayContaining(['authorization']))
    for (const name of ['authorization', 'cookie', 'x-api-key']) expect(seen[1]).not.toHaveProperty(name)
  })

  it.each([
    [301, 'GET', ''],
    [302, 'GET', ''],
    [303, 'GET', ''],
    [307, 'POST', 'ciao'],
    [308, 'POST', 'ciao'],
  ])('%i turns a POST into %s', async (status, method, body) => {
    const port = await serve(async (request, reply) => {
      if (request.url === '/') return reply.writeHead(status, { location: '/next' }).end()
      reply.end(`${request.method} ${await bodyOf(request)}`)
    })
    const reply = await open({ allowHosts: ['127.0.0.1'] }).request({
      url: `http://127.0.0.1:${port}/`,
      method: 'POST',
      body: 'ciao',
    })
    expect(reply.body).toBe(`${method} ${body}`)
  })
})

describe('bounds', () => {
  it('a reply of just the limit comes through, one byte more does not', async () => {
    const port = await serve((request, reply) =>
      reply.end('x'.repeat(OUTBOUND_LIMITS.bodyBytes + (request.url === '/more' ? 1 : 0))),
    )
    const http = open({ allowHosts: ['127.0.0.1'] })
    expect((await http.request({ url: `http://127.0.0.1:${port}/` })).body.length).toBe(OUTBOUND_LIMITS.bodyBytes)
    await expect(http.request({ url: `http://127.0.0.1:${port}/more` })).rejects.toMatchObject({
      code: 'OUTBOUND_BODY_TOO_LARGE',
    })
  })

  it('an endless reply is cut off', async () => {
    const port = await serve((_request, reply) => {
      const pour = () => {
        while (reply.write('x'.repeat(100_000)));
      }
      reply.on('drain', pour)
      pour()
    })
    await expect(open({ allowHosts: ['127.0.0.1'] }).request({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: 'OUTBOUND_BODY_TOO_LARGE',
    })
  })

  it.each([
    ['that never answers', () => {}],
    ['that stops in the middle of its answer', (reply: { write(text: string): unknown }) => reply.write('x')],
  ])('a host %s is given up in time', async (_name, act) => {
    const port = await serve((_request, reply) => void act(reply))
    await expect(
      open({ allowHosts: ['127.0.0.1'] }).request({ url: `http://127.0.0.1:${port}/`, timeoutMs: 100 }),
    ).rejects.toMatchObject({
      code: 'OUTBOUND_TIMEOUT',
      data: { timeoutMs: 100 },
    })
  })

  it('a host that hangs up after the request: the answer is lost, and the fault says that it may have acted', async () => {
    const port = await serve((request) => request.socket.destroy())
    await expect(
      open({ allowHosts: ['127.0.0.1'] }).request({ url: `http://127.0.0.1:${port}/`, method: 'POST', body: 'x' }),
    ).rejects.toMatchObject({
      code: 'OUTBOUND_NO_ANSWER',
    })
  })

  it('a port where nobody listens, a name that does not exist: nothing was sent', async () => {
    const taken = createTcpServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as { port: number }
    await new Promise((resolve) => taken.close(resolve))
    await expect(open({ allowHosts: ['127.0.0.1'] }).request({ url: `http://127.0.0.1:${port}/` })).rejects.toMatchObject({
      code: 'OUTBOUND_UNREACHABLE',
      data: { because: 'ECONNREFUSED' },
    })
    const resolve = () => Promise.reject(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }))
    await expect(open({ resolve }).request({ url: 'http://nowhere.example/' })).rejects.toMatchObject({
      code: 'OUTBOUND_UNREACHABLE',
      data: { because: 'ENOTFOUND' },
    })
  })

  it.each<[string, Partial<OutboundRequest>]>([
    ['a method of its own making', { method: 'CONNECT' }],
    ['a line break in a header', { headers: { 'x-a': 'b\r\nx-evil: 1' } }],
    ['a header name with a colon', { headers: { 'x:a': 'b' } }],
    ['a Host header', { headers: { Host: 'other.example' } }],
    ['a Transfer-Encoding header', { headers: { 'Transfer-Encoding': 'chunked' } }],
    ['a body over the limit', { method: 'POST', body: 'x'.repeat(OUTBOUND_LIMITS.bodyBytes + 1) }],
  ])('a request with %s is not made', async (_name, request) => {
    await expect(open().request({ url: 'http://shop.example/', ...request })).rejects.toMatchObject({
      code: 'OUTBOUND_REQUEST_INVALID',
    })
  })
})
