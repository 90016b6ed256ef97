import type { Json, JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import { schemaErrors } from '../schema-check.ts'
import { configProblems } from './schema-sentences.ts'

const field = (schema: JsonObject): JsonObject => ({
  type: 'object',
  properties: { it: { 'x-title': { en: 'Way', it: 'Modo' }, ...schema } },
})
const say = (schema: JsonObject, value: Json) => {
  const config = { it: value }
  return configProblems(field(schema), config, schemaErrors(field(schema), config)).map(({ message }) => [message.en, message.it])
}
const options = [
  { value: 'a', title: { en: 'at once', it: 'subito' } },
  { value: 'b', title: { en: 'later', it: 'dopo' } },
]

test.each<[JsonObject, Json, string, string]>([
  [{ type: 'number' }, 'x', '“Way” must be a number, not “x”.', '“Modo” deve essere un numero, non “x”.'],
  [
    { type: 'array', 'x-widget': 'tags' },
    null,
    '“Way” must be a list of tags, not empty.',
    '“Modo” deve essere un elenco di etichette, non vuoto.',
  ],
  [
    { enum: ['a', 'b'], 'x-widget': 'choice', 'x-options': options },
    'c',
    '“Way” must be one of “at once”, “later”, not “c”.',
    '“Modo” deve essere uno tra “subito”, “dopo”, non “c”.',
  ],
  [
    { type: 'array', minItems: 2 },
    [1],
    '“Way” must be a list of at least 2, not a list of 1.',
    '“Modo” deve essere un elenco di almeno 2, non un elenco di 1.',
  ],
  [
    { type: 'string', pattern: '^P', 'x-widget': 'duration', 'x-that-day': true },
    true,
    '“Way” must be a length of time, such as 12 hours, or that day only, not yes.',
    '“Modo” deve essere una durata, per esempio 12 ore, o solo quel giorno, non sì.',
  ],
  [
    { anyOf: [{ type: 'string' }, { type: 'number' }] },
    {},
    '“Way” must be of the form the block asks for, not a group of settings.',
    '“Modo” deve essere della forma che il blocco richiede, non un gruppo di impostazioni.',
  ],
])('%j given %j is told with what must stand there and what does', (schema, value, en, it) => {
  expect(say(schema, value)).toEqual([[en, it]])
})
