import fastify, { type FastifyBaseLogger, LogController } from 'fastify'
import { expect, test } from 'vitest'
import { accessLog } from '../plugins/access-log.ts'
import { problems } from '../plugins/problems.ts'
import { makeLog } from './make-log.ts'

const MARKS = ['maria@posta.example', 'Maria Rossi', '+39 347 123 4567', 'snodo_key_8sKd83jdKw02ldkQ9sSJ2k']
const said = `no price for "Maria Rossi" (maria@posta.example, +39 347 123 4567), key snodo_key_8sKd83jdKw02ldkQ9sSJ2k`

function listen(format: 'json' | 'plain') {
  const lines: string[] = []
  return { lines, log: makeLog({ level: 'debug', format, write: (line) => void lines.push(line) }) }
}

test.each(['json', 'plain'] as const)(
  'whatever is said, as %s, loses what tells about a person: text, facts, errors, of children too',
  (format) => {
    const { lines, log } = listen(format)
    log.error(said)
    log.warn({ because: said, deep: { list: [said] } }, 'move.poison')
    log.error({ err: new Error(said) }, said)
    log.error({ err: new Error(said) })
    log.child({ part: 'live' }).error(new Error(said))
    expect(lines).toHaveLength(5)
    expect(lines.every((line) => line.includes('no price for'))).toBe(true)
    expect(MARKS.filter((mark) => lines.join('').includes(mark))).toEqual([])
  },
)

test('a request that breaks, and each request, is told by its route, not by the address that was asked for', async () => {
  const { lines, log } = listen('json')
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
  })
  accessLog(app)
  problems(app)
  app.get('/api/contacts/:id', async () => {
    throw new Error(said)
  })
  await app.inject({ method: 'GET', url: '/api/contacts/maria@posta.example?name=Maria%20Rossi' })
  await app.close()
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(told.map(({ msg }) => msg)).toEqual(['request.failed', 'request'])
  expect(told[1]).toMatchObject({ method: 'GET', route: '/api/contacts/:id', status: 500 })
  expect([...MARKS, 'maria%40', 'Maria%20Rossi'].filter((mark) => lines.join('').includes(mark))).toEqual([])
})

test('a line for people has the time, the level, what was said and the facts', () => {
  const { lines, log } = listen('plain')
  log.warn({ lane: 7, instances: ['snodo-1'] }, 'swept dead processes')
  expect(lines[0]).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} {2}warn {3}swept dead processes \(lane 7, instances \["snodo-1"\]\)\n$/,
  )
})
