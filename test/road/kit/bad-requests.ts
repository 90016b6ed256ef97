import { gzipSync } from 'node:zlib'
import { documentOf } from '@snodo/engine/testing'
import { expect } from 'vitest'
import type { Asked } from './wire.ts'

/** A flow that could run; the bad requests name it, or are made from it. */
export const good = documentOf({
  name: 'Good',
  nodes: {
    start: ['core.event-happens', { event: 'Trial Started' }],
    hello: ['core.send-email', { content: { subject: 'Hello', body: '<p>Hello</p>' } }],
    wait: ['core.wait', { duration: 'P1D' }],
  },
  edges: ['start:started>hello', 'hello:sent>wait'],
})

const json = (value: unknown) => JSON.stringify(value)
const draft = (change: object) => json({ document: { ...good, ...change } })
export const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`
const call = (properties: string) => `{"userId":"u","event":"x","properties":${properties}}`

/** What is asked, the status and code of the answer, and what else it must tell: words of the detail, or a member. */
export type Case = [
  name: string,
  asked: Asked | ((flow: string) => Asked),
  status: number,
  code: string,
  tells?: string | Record<string, unknown>,
]

/** About flows and their drafts. */
export const badFlows: Case[] = [
  ['no body', { path: '/api/flows' }, 400, 'BODY_MISSING'],
  ['no JSON', { path: '/api/flows', body: 'name=x' }, 400, 'BODY_NOT_JSON', 'JSON'],
  ['JSON cut short', { path: '/api/flows', body: '{"name":"x"' }, 400, 'BODY_NOT_JSON'],
  ['binary', { path: '/api/flows', body: Buffer.from([0, 1, 2, 0xff, 0xfe, 0x80]) }, 400, 'BODY_NOT_JSON', 'UTF-8'],
  [
    'a picture',
    { path: '/api/flows', body: Buffer.from([0x89, 0x50]), headers: { 'content-type': 'image/png' } },
    415,
    'MEDIA_TYPE_UNKNOWN',
  ],
  ['100,000 levels', { path: '/api/flows', body: `{"document":${nested(100_000)}}` }, 400, 'BODY_NOT_JSON', 'nests deeper'],
  [
    '150 levels',
    { path: '/api/flows', body: `{"document":${nested(150)}}` },
    400,
    'JSON_UNSAFE',
    { expected: expect.stringContaining('levels') },
  ],
  [
    'a body of 3 MB',
    { path: '/api/flows', body: json({ name: 'x'.repeat(3 * 1024 * 1024) }) },
    413,
    'BODY_TOO_LARGE',
    'send less',
  ],
  [
    '1e131073',
    { path: '/api/flows', body: '{"document":{"format":1e131073}}' },
    400,
    'JSON_UNSAFE',
    { pointer: '/document/format', got: 'Infinity' },
  ],
  [
    'a number as name',
    { path: '/api/flows', body: '{"name":5}' },
    400,
    'INPUT_INVALID',
    { pointer: '/name', expected: 'a value of type string', got: '5' },
  ],
  ['a document that is a text', { path: '/api/flows', body: '{"document":"x"}' }, 400, 'INPUT_INVALID', { pointer: '/document' }],
  ['nodes as a list', { path: '/api/flows', body: draft({ nodes: [] }) }, 400, 'DOCUMENT_INVALID', 'at /nodes expected'],
  [
    'an edge without an end',
    { path: '/api/flows', body: draft({ edges: [{ from: 'start', port: 'started' }] }) },
    400,
    'DOCUMENT_INVALID',
    '/edges/0',
  ],
  ['a format of tomorrow', { path: '/api/flows', body: draft({ format: 2_000 }) }, 400, 'FORMAT_UNKNOWN', 'Update Snodo'],
  ['a flow of nobody', { method: 'GET', path: '/api/flows/424242' }, 404, 'FLOW_UNKNOWN', 'GET /api/flows lists'],
  [
    'a version of nobody',
    (flow) => ({ method: 'GET', path: `/api/flows/${flow}/versions/7` }),
    404,
    'VERSION_UNKNOWN',
    'versions',
  ],
  ['an id that is a word', { method: 'GET', path: '/api/flows/none' }, 400, 'INPUT_INVALID', { pointer: '/id' }],
  ['an id with a NUL', { method: 'GET', path: '/api/flows/1%00' }, 400, 'INPUT_INVALID'],
  ['an address with a broken escape', { method: 'GET', path: '/api/flows/%E0%A4%A' }, 400, 'INPUT_INVALID'],
  [
    'a stale revision',
    (flow) => ({ method: 'PUT', path: `/api/flows/${flow}/draft`, body: json({ revision: 9, document: good }) }),
    409,
    'REVISION_STALE',
    { revision: 1, based: 9 },
  ],
  [
    'a stale revision of operations',
    (flow) => ({ path: `/api/flows/${flow}/draft/edits`, body: json({ revision: 9, edits: [{ do: 'setName', name: 'x' }] }) }),
    409,
    'REVISION_STALE',
    'Read the draft again',
  ],
  [
    'an operation nobody knows',
    (flow) => ({ path: `/api/flows/${flow}/draft/edits`, body: json({ revision: 1, edits: [{ do: 'burn' }] }) }),
    400,
    'EDIT_INVALID',
  ],
  [
    'one bad operation after a good one',
    (flow) => ({
      path: `/api/flows/${flow}/draft/edits`,
      body: json({
        revision: 1,
        edits: [
          { do: 'setName', name: 'x' },
          { do: 'removeNode', id: 'nowhere' },
        ],
      }),
    }),
    409,
    'NODE_MISSING',
    'nowhere',
  ],
  [
    'publishing with a revision as text',
    (flow) => ({ path: `/api/flows/${flow}/publish`, body: '{"revision":"1"}' }),
    400,
    'INPUT_INVALID',
    { pointer: '/revision', got: '"1"' },
  ],
  [
    'pausing what is not live',
    (flow) => ({ path: `/api/flows/${flow}/pause`, body: '{"reason":"a test"}' }),
    409,
    'FLOW_STATE',
    'pause a flow that is draft',
  ],
  [
    'enrolling a stranger',
    (flow) => ({ path: `/api/flows/${flow}/enroll`, body: '{"contacts":["77777"]}' }),
    409,
    'FLOW_STATE',
    'that is live',
  ],
  [
    'simulating at no time',
    (flow) => ({ path: `/api/flows/${flow}/simulate`, body: json({ contact: {}, at: 'tomorrow' }) }),
    400,
    'INPUT_INVALID',
    { pointer: '/at' },
  ],
]

/** Keys, contacts, lists, settings, imports. */
export const badOthers: Case[] = [
  ['no key', { path: '/api/flows', body: '{"name":"x"}', as: 'nobody' }, 401, 'NOT_SIGNED_IN', 'Bearer'],
  [
    'a wrong key',
    { path: '/api/flows', body: '{}', as: 'nobody', headers: { authorization: 'Bearer wrong' } },
    401,
    'NOT_SIGNED_IN',
  ],
  ['a write key where an API key is due', { path: '/api/flows', body: '{}', as: 'tracker' }, 401, 'NOT_SIGNED_IN'],
  [
    'a page of another site',
    { path: '/api/flows', body: '{"name":"x"}', as: 'nobody', headers: { origin: 'https://evil.example', cookie: 'a=b' } },
    403,
    'ORIGIN_FOREIGN',
    'evil.example',
  ],
  ['an address of nothing', { method: 'GET', path: '/api/nothing' }, 404, 'PAGE_UNKNOWN', '/api/docs'],
  ['a contact of nobody', { method: 'GET', path: '/api/contacts/640001' }, 404, 'CONTACT_UNKNOWN'],
  ['a cursor made up', { method: 'GET', path: '/api/contacts?after=zzz' }, 400, 'CURSOR_INVALID', 'begin again'],
  ['a page of a million', { method: 'GET', path: '/api/messages?limit=1000000' }, 400, 'INPUT_INVALID', { pointer: '/limit' }],
  [
    'a state nobody has',
    { method: 'GET', path: '/api/messages?state=lost' },
    400,
    'INPUT_INVALID',
    { pointer: '/state', got: '"lost"' },
  ],
  [
    'consents of a stranger',
    { method: 'PUT', path: '/api/contacts/640001/consents', body: '{"email":true}' },
    404,
    'CONTACT_UNKNOWN',
  ],
  [
    'a consent that is a number',
    { method: 'PUT', path: '/api/contacts/640001/consents', body: '{"email":7}' },
    400,
    'INPUT_INVALID',
    { pointer: '/email', got: '7' },
  ],
  [
    'a setting nobody knows',
    { method: 'PUT', path: '/api/workspace/settings/colour', body: '{"value":1}' },
    404,
    'SETTING_UNKNOWN',
    'There are',
  ],
  [
    'a zone nobody lives in',
    { method: 'PUT', path: '/api/workspace/settings/timeZone', body: '{"value":"Mars/Base"}' },
    422,
    'SETTING_INVALID',
    'Europe/Rome',
  ],
  [
    'a CSV that is a picture',
    {
      path: '/api/contacts/import',
      body: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0]),
      headers: { 'content-type': 'text/csv' },
    },
    422,
    'FILE_NOT_TEXT',
  ],
  [
    'a CSV without people',
    { path: '/api/contacts/import', body: 'colour;size\nred;5\n', headers: { 'content-type': 'text/csv' } },
    422,
    'COLUMNS_UNUSABLE',
    'colour',
  ],
  ['an empty CSV', { path: '/api/contacts/import', body: '', headers: { 'content-type': 'text/csv' } }, 422, 'FILE_EMPTY'],
  [
    'options of an import that are none',
    { path: '/api/contacts/import?options=%7B', body: 'email\na@b.it\n', headers: { 'content-type': 'text/csv' } },
    400,
    'OPTIONS_INVALID',
  ],
]

/** The tracking protocol. */
export const badCalls: Case[] = [
  ['no body', { path: '/v1/track', as: 'tracker' }, 400, 'BODY_MISSING'],
  ['no JSON', { path: '/v1/track', as: 'tracker', body: 'hello' }, 400, 'BODY_NOT_JSON'],
  ['binary', { path: '/v1/batch', as: 'tracker', body: Buffer.from([0xff, 0, 0xfe]) }, 400, 'BODY_NOT_JSON'],
  ['no key', { path: '/v1/track', as: 'nobody', body: call('{}') }, 401, 'WRITE_KEY_WRONG', 'Basic'],
  ['an API key where a write key is due', { path: '/v1/track', as: 'operator', body: call('{}') }, 401, 'WRITE_KEY_WRONG'],
  [
    'a call over 32 KB',
    { path: '/v1/track', as: 'tracker', body: call(`{"a":"${'x'.repeat(33_000)}"}`) },
    413,
    'BODY_TOO_LARGE',
    { limit: 32_768 },
  ],
  [
    'a batch over 500 KB',
    { path: '/v1/batch', as: 'tracker', body: `{"batch":["${'x'.repeat(520_000)}"]}` },
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'a gzip bomb',
    { path: '/v1/batch', as: 'tracker', body: gzipSync(Buffer.alloc(20 * 1024 * 1024)), headers: { 'content-encoding': 'gzip' } },
    413,
    'BODY_TOO_LARGE',
  ],
  [
    'gzip that is none',
    { path: '/v1/batch', as: 'tracker', body: '{}', headers: { 'content-encoding': 'gzip' } },
    400,
    'ENCODING_BROKEN',
  ],
  [
    '100,000 levels',
    { path: '/v1/batch', as: 'tracker', body: `{"batch":${nested(100_000)}}` },
    400,
    'BODY_NOT_JSON',
    'nests deeper',
  ],
  ['1e131073', { path: '/v1/track', as: 'tracker', body: call('{"n":1e131073}') }, 400, 'CALL_UNSAFE', { pointer: '/n' }],
  [
    'properties that are a list',
    { path: '/v1/track', as: 'tracker', body: call('[]') },
    400,
    'MEMBER_INVALID',
    { pointer: '/properties' },
  ],
  ['nobody’s call', { path: '/v1/track', as: 'tracker', body: '{"event":"x"}' }, 400, 'ID_MISSING', 'say whose'],
  [
    'an id that is an object',
    { path: '/v1/identify', as: 'tracker', body: '{"userId":{}}' },
    400,
    'ID_INVALID',
    { pointer: '/userId' },
  ],
  [
    'an event without a name',
    { path: '/v1/track', as: 'tracker', body: '{"userId":"u"}' },
    400,
    'EVENT_NAME_INVALID',
    { pointer: '/event' },
  ],
  [
    'the year 300,000',
    { path: '/v1/track', as: 'tracker', body: '{"userId":"u","event":"x","timestamp":"+300000-01-01T00:00:00Z"}' },
    400,
    'TIMESTAMP_INVALID',
  ],
  [
    'a batch that is an object',
    { path: '/v1/batch', as: 'tracker', body: '{"batch":{}}' },
    400,
    'INPUT_INVALID',
    { pointer: '/batch' },
  ],
]
