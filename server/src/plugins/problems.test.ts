import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { problems } from './problems.ts'

/** What a request is answered with that meets this error of PostgreSQL, or of the way to it. */
async function answered(code: string | undefined, message: string) {
  const app = fastify({ logger: false })
  problems(app)
  app.get('/', () => {
    throw Object.assign(new Error(message), code === undefined ? {} : { code })
  })
  const reply = await app.inject('/')
  await app.close()
  return { status: reply.statusCode, code: reply.json().code, retryAfter: reply.headers['retry-after'] }
}

test('an outage of the database is 503 with the time to come back, not a failure of ours', async () => {
  const away = { status: 503, code: 'DATABASE_AWAY', retryAfter: '2' }
  expect(await answered('57P03', 'the database system is in recovery mode')).toEqual(away)
  expect(await answered('57P01', 'terminating connection due to administrator command')).toEqual(away)
  expect(await answered('ECONNREFUSED', 'connect ECONNREFUSED')).toEqual(away)
  expect(await answered(undefined, 'Connection terminated unexpectedly')).toEqual(away)
})

test('a value that no column holds is told to who sent it; what else a statement fails at is ours', async () => {
  const refused = { status: 400, code: 'INPUT_INVALID', retryAfter: undefined }
  expect(await answered('22003', 'value "9223372036854775808" is out of range for type bigint')).toEqual(refused)
  expect(await answered('22021', 'invalid byte sequence for encoding "UTF8": 0x00')).toEqual(refused)
  const ours = { status: 500, code: 'INTERNAL', retryAfter: undefined }
  expect(await answered('22012', 'division by zero')).toEqual(ours)
  expect(await answered('42P01', 'relation "contact" does not exist')).toEqual(ours)
})
