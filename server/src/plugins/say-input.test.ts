import { MigrationMap } from '@snodo/protocol'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { problems } from './problems.ts'
import { validation } from './validation.ts'

async function refused(schema: object, body: unknown): Promise<{ status: number; detail: string; pointer?: string }> {
  const app = fastify()
  validation(app, { checkReplies: false })
  problems(app)
  app.post('/', { schema: { body: schema } }, () => ({}))
  const reply = await app.inject({ method: 'POST', url: '/', payload: body as object })
  return reply.json()
}

test.each([
  [{ gift: { do: 'jump' } }, '/gift/do', 'one of stay, move, end', '"jump"'],
  [{ gift: { do: 'move', waits: 'never' } }, '/gift/waits', 'one of keep, recompute', '"never"'],
  [{ gift: { do: 'move', too: 'end' } }, '/gift/too', 'only the members do, to, waits', 'another one'],
  [{ gift: { do: 'end', to: 'x' } }, '/gift/to', 'only the members do', 'another one'],
  [{ gift: {} }, '/gift/do', 'a value', 'nothing'],
  [{ gift: 'end' }, '/gift', 'a value of type object', '"end"'],
  [{ gift: { do: 'move', to: 7 } }, '/gift/to', 'a value of type string', '7'],
])('a migration map %j is refused in words', async (map, pointer, expected, got) => {
  const { status, detail } = await refused(MigrationMap, map)
  expect(status).toBe(400)
  expect(detail).toBe(`Expected ${expected} at ${pointer} of the body, got ${got}.`)
})

test.each([
  [{ type: 'string', minLength: 1 }, '""', 'a text that is not empty'],
  [{ type: 'integer', minimum: 3 }, '2', 'a number of at least 3'],
  [{ type: 'array', maxItems: 1 }, '[1, 2]', 'at most 1 of them'],
])('a bound of %j is said in words', async (member, value, expected) => {
  const { detail } = await refused({ type: 'object', properties: { it: member } }, JSON.parse(`{"it": ${value}}`))
  expect(detail).toContain(`Expected ${expected} at /it of the body`)
})
