import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { documentOf } from '@snodo/engine/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { badCalls, badFlows, badOthers, type Case, good, nested } from './kit/bad-requests.ts'
import { databasePrint } from './kit/database-print.ts'
import { ADMIN_TOKEN, type ServerProcess, startServer } from './kit/server-process.ts'
import { ask } from './kit/wire.ts'

/**
 * Bad input of any kind, over the wire to the real process: a 4xx in problem details that says what was wrong and what to do, and
 * not one row of the database is another than before.
 */
let db: FreshDatabase
let server: ServerProcess
let flow: string

beforeAll(async () => {
  db = await freshDatabase()
  // Without loops nothing but the requests of this test writes.
  server = await startServer(db.url, { env: { SNODO_WORKERS: '0' } })
  const made = await server.api<{ id: string }>('POST', '/api/flows', { document: good })
  flow = made.body.id
})
afterAll(async () => {
  await server?.kill('SIGTERM')
  await db?.drop()
})

async function refused([, asked, status, code, tells]: Case): Promise<void> {
  const before = await databasePrint(db.pool)
  const reply = await ask(server, typeof asked === 'function' ? asked(flow) : asked)
  expect(reply).toMatchObject({ status, type: expect.stringContaining('application/problem+json'), problem: { status, code } })
  const { type, title, detail } = reply.problem
  expect([typeof type, title.length > 5, detail.length > 20]).toEqual(['string', true, true])
  if (typeof tells === 'string') expect(detail).toContain(tells)
  else if (tells !== undefined) expect(reply.problem).toMatchObject(tells)
  // Nothing of our own insides: no SQL, no stack, no file.
  expect(JSON.stringify(reply.problem)).not.toMatch(/\n\s+at |node_modules|select |insert |pg_|\.ts:\d/)
  expect(await databasePrint(db.pool)).toEqual(before)
}

describe('flows', () => {
  test.each(badFlows)('%s', (...one) => refused(one))
})
describe('keys, contacts, lists, settings, imports', () => {
  test.each(badOthers)('%s', (...one) => refused(one))
})
describe('collection', () => {
  test.each(badCalls)('%s', (...one) => refused(one))
})

describe('a drawing that cannot run', () => {
  const drawings: [string, Parameters<typeof documentOf>[0], RegExp][] = [
    [
      'of a type nobody has',
      { nodes: { start: ['core.event-happens', { event: 'x' }], what: ['acme.teleport', {}] }, edges: ['start:started>what'] },
      /acme\.teleport/,
    ],
    [
      'that goes round without a wait',
      {
        nodes: {
          start: ['core.event-happens', { event: 'x' }],
          one: ['core.tag', { add: ['a'] }],
          two: ['core.tag', { remove: ['a'] }],
        },
        edges: ['start:started>one', 'one:next>two', 'two:next>one'],
      },
      /wait|round|loop/i,
    ],
    [
      'whose wait is no duration',
      {
        nodes: { start: ['core.event-happens', { event: 'x' }], wait: ['core.wait', { duration: '3 days' }] },
        edges: ['start:started>wait'],
      },
      /length of time/,
    ],
    [
      'whose template is broken',
      {
        nodes: {
          start: ['core.event-happens', { event: 'x' }],
          hello: ['core.send-email', { content: { subject: '{% if %}', body: '{{ contact.' } }],
        },
        edges: ['start:started>hello'],
      },
      /on line 1/,
    ],
    ['without a start', { nodes: { wait: ['core.wait', { duration: 'P1D' }] }, edges: [] }, /start/i],
  ]

  test.each(drawings)('%s is kept as a draft, says what is wrong, and is not published', async (_, drawing, words) => {
    const made = await server.api<{ id: string; revision: number }>('POST', '/api/flows', { document: documentOf(drawing) })
    expect(made.status).toBe(201)
    const before = await databasePrint(db.pool)
    const checked = await server.api<{ findings: { severity: string; node?: string; message: { en: string } }[] }>(
      'POST',
      `/api/flows/${made.body.id}/check`,
    )
    const errors = checked.body.findings.filter((finding) => finding.severity === 'error')
    expect(errors.map((finding) => finding.message.en).join('\n')).toMatch(words)
    const published = await ask(server, {
      path: `/api/flows/${made.body.id}/publish`,
      body: JSON.stringify({ revision: made.body.revision }),
    })
    expect(published).toMatchObject({ status: 422, problem: { code: 'FLOW_HAS_ERRORS', count: errors.length } })
    expect(published.problem.detail).toMatch(words)
    expect(await databasePrint(db.pool)).toEqual(before)
  })
})

describe('text PostgreSQL cannot keep', () => {
  test.each([
    ['NUL', '\\u0000'],
    ['a lone surrogate', '\\ud800'],
    ['__proto__', '__proto__'],
  ])('%s, in names, keys and values, is taken in mended, and poisons nobody’s batch', async (_, text) => {
    const name = await ask(server, { path: '/api/flows', body: `{"name":"Odd ${text} name"}` })
    expect(name.status).toBe(201)
    const batch = `{"batch":[{"type":"track","userId":"odd","event":"Odd","properties":{"a${text}":"b${text}","${text}":1}},
      {"type":"identify","userId":"odd${text}","traits":{"${text}":"${text}"}},{"type":"track","userId":"even","event":"Even"}]}`
    const before = await countOf('Even')
    expect((await ask(server, { path: '/v1/batch', as: 'tracker', body: batch })).status).toBe(200)
    expect(await countOf('Even')).toBe(before + 1)
  })

  test('a call that cannot be mended is put aside for the operator, and its neighbours are kept', async () => {
    const bad = [
      '{"type":"track","userId":"u","event":"Kept","properties":{"n":1e131073}}',
      '7',
      `{"type":"track","userId":"u","event":"Kept","properties":{"a":${nested(100)}}}`,
    ]
    const batch = `{"batch":[{"type":"track","userId":"u","event":"Kept"},${bad.join()},{"type":"track","userId":"u","event":"Kept"}]}`
    expect((await ask(server, { path: '/v1/batch', as: 'tracker', body: batch })).status).toBe(200)
    expect(await countOf('Kept')).toBe(2)
    const { items } = (await server.api<{ items: { code: string; reason: string }[] }>('GET', '/api/rejected')).body
    expect(items.map((each) => each.code).sort()).toEqual(['CALL_NOT_AN_OBJECT', 'CALL_UNSAFE', 'CALL_UNSAFE'])
  })

  async function countOf(name: string): Promise<number> {
    const { rows } = await db.pool.query<{ n: number }>(/* sql */ `select count(*)::int as n from events where name = $1`, [name])
    return rows[0]?.n ?? 0
  }
})

describe('the live socket', () => {
  test.each([
    ['without a key', {}, 401],
    ['with a wrong key', { authorization: 'Bearer wrong' }, 401],
    ['from another site, whatever it carries', { authorization: `Bearer ${ADMIN_TOKEN}`, origin: 'https://evil.example' }, 403],
    ['from a sandboxed page', { authorization: `Bearer ${ADMIN_TOKEN}`, origin: 'null' }, 403],
  ] as const)('is not opened %s', async (_, headers, status) => {
    expect(await knock({ ...headers })).toBe(status)
  })

  test('is opened with a key, and a message too large or without sense ends nothing but itself', async () => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    })
    const heard: { type: string; code?: string }[] = []
    socket.on('message', (data) => heard.push(JSON.parse(String(data))))
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
    socket.send('nonsense')
    socket.send(JSON.stringify({ type: 'watch', flow: '424242' }))
    await expect.poll(() => heard.map((each) => each.code)).toEqual(['LIVE_INVALID', 'FLOW_UNKNOWN'])
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    socket.send('x'.repeat(100_000))
    expect(await closed).toBe(1009)
    expect((await server.api('GET', '/healthz')).status).toBe(200)
  })

  /** 101 when the door opens, else the status it was refused with. */
  function knock(headers: Record<string, string>): Promise<number> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/live`, { headers })
      socket.once('unexpected-response', (_, response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      })
      socket.once('open', () => {
        socket.close()
        resolve(101)
      })
      socket.once('error', reject)
    })
  }
})

test('after all of it the server is the same process, and has not complained', () => {
  expect(server.isAlive()).toBe(true)
  expect(server.said()).toBe('')
})
