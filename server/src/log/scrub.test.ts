import { expect, test } from 'vitest'
import { scrub, scrubAll } from './scrub.ts'

test.each([
  ['an address', 'refused maria.rossi+shop@posta.example.it: unknown', 'refused [e-mail]: unknown'],
  ['a value in quotes', 'invalid input syntax for type integer: "Maria Rossi"', 'invalid input syntax for type integer: "…"'],
  ['a value in single quotes', "Unexpected token 'M', cannot go on", "Unexpected token '…', cannot go on"],
  ['a phone number', 'could not reach +39 347 123 4567 today', 'could not reach [phone] today'],
  ['a query', 'GET /api/contacts?email=maria%40x.it was slow', 'GET /api/contacts?… was slow'],
  ['a signed link', 'GET /t/c/eyJjIjoiMTIzNDU2Nzg5MCJ9abc.Zm9vYmFyYmF6 failed', 'GET /t/c/[token] failed'],
  ['a key', 'wrong key snodo_admin_8sKd83jdKw02ldkQ9sSJ2k', 'wrong key [token]'],
  ['a password in an address', 'cannot reach smtp://shop:geheim@mail.example:25', 'cannot reach smtp://…@mail.example:25'],
])('%s is taken out', (_, said, kept) => {
  expect(scrub(said)).toBe(kept)
})

test.each([
  'duplicate key value violates unique constraint "enrollments_pkey"',
  'relation "entries" does not exist',
  'connect ECONNREFUSED 127.0.0.1:5432',
  'lane 12 of 64, enrollment 8123645123344, at 2026-03-02T09:00:00.000Z',
  'at moveLane (/srv/snodo/node_modules/.pnpm/pg@8.23.1/node_modules/pg/lib/client.js:694:17)',
])('what an operator needs stays: %s', (said) => {
  expect(scrub(said)).toBe(said)
})

test('an error is told by name, code and place, without the words in its stack', () => {
  const error = Object.assign(new TypeError('no price for "Maria Rossi"'), { code: '22P02' })
  const told = scrubAll({ err: error }) as { err: Record<string, string> }
  expect(told.err).toMatchObject({ name: 'TypeError', code: '22P02', message: 'no price for "…"' })
  expect(told.err.stack).toContain('scrub.test.ts')
  expect(JSON.stringify(told)).not.toContain('Maria')
})
