import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { gzipSync } from 'node:zlib'
import { collectLimits } from '@snodo/engine'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { basic, makeServerRig, type ServerRig, TEST_WRITE_KEY } from '../testing.ts'

let rig: ServerRig
beforeAll(async () => {
  rig = await makeServerRig({ nodeTypes: [] })
})
afterAll(() => rig.close())

const call = { userId: 'u1', event: 'Signed Up' }
const auth = { authorization: basic(TEST_WRITE_KEY) }

function post(url: string, payload: InjectOptions['payload'], headers: Record<string, string> = auth) {
  return rig.app.inject({ method: 'POST', url, payload, headers } as InjectOptions)
}

async function events(name: string): Promise<number> {
  const { rows } = await rig.engine.pool.query<{ n: string }>('select count(*) as n from events where name = $1', [name])
  return Number(rows[0]?.n)
}

describe('what clients really send is taken', () => {
  test('a server client: JSON, Basic authorization', async () => {
    const reply = await post('/v1/batch', {
      batch: [{ ...call, event: 'By Server', type: 'track' }],
      sentAt: '2026-03-02T09:00:00Z',
    })
    expect([reply.statusCode, reply.json()]).toEqual([200, { success: true }])
    expect(await events('By Server')).toBe(1)
  })

  test('gzip labelled as a form', async () => {
    const body = gzipSync(JSON.stringify({ batch: [{ ...call, event: 'By Form', type: 'track' }] }))
    const reply = await post('/v1/batch', body, {
      ...auth,
      'content-type': 'application/x-www-form-urlencoded',
      'content-encoding': 'gzip',
    })
    expect(reply.statusCode).toBe(200)
    expect(await events('By Form')).toBe(1)
  })

  test('a browser client: text/plain, short address, key in the body, from another site', async () => {
    const body = JSON.stringify({ anonymousId: 'a1', event: 'By Browser', writeKey: rig.keys.browser })
    const reply = await post('/v1/t', body, { 'content-type': 'text/plain', origin: 'https://shop.example' })
    expect(reply.statusCode).toBe(200)
    expect(reply.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.example',
      'cross-origin-resource-policy': 'cross-origin',
    })
    expect(await events('By Browser')).toBe(1)
  })

  test('no content type at all, and a byte order mark', async () => {
    const reply = await post('/v1/track', Buffer.from(`\ufeff${JSON.stringify({ ...call, event: 'By Nothing' })}`))
    expect(reply.statusCode).toBe(200)
    expect(await events('By Nothing')).toBe(1)
  })

  test('a preflight', async () => {
    const reply = await rig.app.inject({
      method: 'OPTIONS',
      url: '/v1/b',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect([reply.statusCode, reply.headers['access-control-allow-headers']]).toEqual([
      204,
      expect.stringContaining('authorization'),
    ])
  })

  test('the settings document names one integration, this server', async () => {
    const reply = await rig.app.inject(`/v1/projects/${rig.keys.browser}/settings`)
    expect(reply.json()).toEqual({
      integrations: { 'Segment.io': { apiKey: rig.keys.browser, apiHost: 'localhost/v1', protocol: 'http' } },
      metrics: { sampleRate: 0 },
    })
  })

  test('snodo.js is a script that names no server but the one it came from', async () => {
    const reply = await rig.app.inject('/snodo.js')
    expect(reply.headers['content-type']).toContain('text/javascript')
    expect(() => new Function(reply.body)).not.toThrow()
  })
})

describe('what is too much is refused for a while', () => {
  test('bodies beyond the room there is for them are told when to come back, before they are read, and room is given back', async () => {
    await rig.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = rig.app.server.address() as AddressInfo
    const send = () =>
      fetch(`http://127.0.0.1:${port}/v1/track`, {
        method: 'POST',
        headers: auth,
        body: JSON.stringify({ ...call, event: 'Pressed' }),
      })
    const announced = 1024 * 1024
    const slow = await Promise.all(
      Array.from({ length: collectLimits.bodyBytes / announced }, async () => {
        const socket = connect(port, '127.0.0.1')
        // It asks before it sends: the answer says that the announcement has been seen.
        socket.write(`POST /v1/batch HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${announced}\r\n\r\n`)
        await once(socket, 'data')
        return socket
      }),
    )
    const refused = await send()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2'])
    expect(await refused.json()).toMatchObject({ code: 'COLLECTION_BUSY' })
    for (const socket of slow) socket.destroy()
    await expect.poll(async () => (await send()).status).toBe(200)
    expect(await events('Pressed')).toBe(1)
  })
})

describe('what is malformed is refused in words and changes nothing', () => {
  const big = JSON.stringify({ ...call, properties: { text: 'x'.repeat(33 * 1024) } })
  const wrong: [string, string, InjectOptions['payload'], Record<string, string>, number, string][] = [
    ['an empty body', 'track', '', auth, 400, 'BODY_MISSING'],
    ['an array', 'track', '[]', auth, 400, 'INPUT_INVALID'],
    ['null', 'track', 'null', auth, 400, 'INPUT_INVALID'],
    ['no JSON', 'track', 'event=x', auth, 400, 'BODY_NOT_JSON'],
    ['broken JSON', 'track', '{"event":', auth, 400, 'BODY_NOT_JSON'],
    ['bytes that are not UTF-8', 'track', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), auth, 400, 'BODY_NOT_JSON'],
    ['UTF-16', 'track', Buffer.from(JSON.stringify(call), 'utf16le'), auth, 400, 'BODY_NOT_JSON'],
    [
      '50,000 levels',
      'track',
      `{"userId":"u","event":"x","properties":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
      auth,
      413,
      'BODY_TOO_LARGE',
    ],
    [
      '5,000 levels',
      'track',
      `{"userId":"u","event":"x","properties":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
      auth,
      400,
      'BODY_NOT_JSON',
    ],
    ['a call over 32 KB', 'track', big, auth, 413, 'BODY_TOO_LARGE'],
    ['a batch over 500 KB', 'batch', JSON.stringify({ batch: [{ x: 'y'.repeat(501 * 1024) }] }), auth, 413, 'BODY_TOO_LARGE'],
    ['a body over 1 MB', 'batch', 'x'.repeat(1024 * 1024 + 1), auth, 413, 'BODY_TOO_LARGE'],
    ['gzip that is none', 'batch', 'hello', { ...auth, 'content-encoding': 'gzip' }, 400, 'ENCODING_BROKEN'],
    [
      'gzip cut short',
      'batch',
      gzipSync('{"batch":[]}').subarray(0, 20),
      { ...auth, 'content-encoding': 'gzip' },
      400,
      'ENCODING_BROKEN',
    ],
    [
      'a gzip bomb',
      'batch',
      gzipSync(Buffer.alloc(50 * 1024 * 1024)),
      { ...auth, 'content-encoding': 'gzip' },
      413,
      'BODY_TOO_LARGE',
    ],
    ['a packing nobody knows', 'batch', '{}', { ...auth, 'content-encoding': 'constructor' }, 400, 'ENCODING_BROKEN'],
    ['a batch that is none', 'batch', '{"batch":{}}', auth, 400, 'INPUT_INVALID'],
    ['no key', 'track', JSON.stringify(call), {}, 401, 'WRITE_KEY_WRONG'],
    ['a wrong key', 'track', JSON.stringify(call), { authorization: basic('nobody') }, 401, 'WRITE_KEY_WRONG'],
    ['no id', 'track', '{"event":"x"}', auth, 400, 'ID_MISSING'],
    ['an array as id', 'track', '{"event":"x","userId":[1]}', auth, 400, 'ID_INVALID'],
    ['1e400', 'track', '{"event":"x","userId":"u","properties":{"n":1e400}}', auth, 400, 'CALL_UNSAFE'],
    ['a time of nowhere', 'track', '{"event":"x","userId":"u","timestamp":"+275760-09-13"}', auth, 400, 'TIMESTAMP_INVALID'],
  ]
  test.each(wrong)('%s', async (_, address, body, headers, status, code) => {
    const before = await rig.engine.pool.query('select count(*) as n from events')
    const reply = await post(`/v1/${address}`, body, headers)
    expect(reply.headers['content-type']).toContain('application/problem+json')
    expect(reply.json()).toMatchObject({
      status: code === 'BODY_TOO_LARGE' ? 413 : status,
      code,
      detail: expect.stringContaining('xpected'),
    })
    expect((await rig.engine.pool.query('select count(*) as n from events')).rows).toEqual(before.rows)
  })

  test('a bad event in a good batch: the good ones are kept, the bad one is shown to the operator with why', async () => {
    const batch = [
      { ...call, type: 'track', event: 'Kept' },
      { ...call, type: 'track', event: 'Kept', timestamp: 'infinity' },
      'nonsense',
      { ...call, type: 'track', event: 'Kept', properties: JSON.parse('{"a":"\\u0000\\ud800"}') },
    ]
    expect((await post('/v1/batch', { batch })).statusCode).toBe(200)
    expect(await events('Kept')).toBe(2)
    const rejected = (await rig.ask('GET', '/api/rejected')).json()
    expect(rejected.items.map((each: { code: string }) => each.code)).toEqual(['CALL_NOT_AN_OBJECT', 'TIMESTAMP_INVALID'])
  })
})
