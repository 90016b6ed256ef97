import type { JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import { nodeReferencesIn, nodesInPredicate, predicatesIn, templateFieldsAt, templatesIn, widgetsIn } from './index.ts'
import type { Manifest } from './manifest.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const manifest: Manifest = {
  ...testManifests.get('core.end')!,
  config: {
    type: 'object',
    properties: {
      subject: { type: 'string', 'x-widget': 'template' },
      value: { 'x-widget': 'value' },
      headers: { type: 'object', 'x-widget': 'pairs' },
      rows: {
        type: 'array',
        items: {
          type: 'object',
          properties: { when: { 'x-widget': 'predicate', 'x-over': 'event' }, text: { 'x-widget': 'template' } },
        },
      },
      since: {
        anyOf: [
          { type: 'object', properties: { from: { const: 'entry' } } },
          { type: 'object', properties: { from: { const: 'node' }, node: { type: 'string', 'x-widget': 'node' } } },
        ],
      },
      moment: { type: 'object', 'x-widget': 'anchor' },
    },
  },
}
const config: JsonObject = {
  subject: 'Hi',
  value: 'text',
  headers: { 'X/Y': 'a', n: 3 },
  rows: [{ text: 'one' }, { when: { type: 'tag', tag: 't' }, text: 'two' }],
  since: { from: 'node', node: 'earlier' },
  moment: { node: 'other' },
}

test('templates are found wherever they stand, with their pointer', () => {
  expect(templatesIn(manifest, config)).toEqual([
    { path: '/subject', template: 'Hi' },
    { path: '/value', template: 'text' },
    { path: '/headers/X~1Y', template: 'a' },
    { path: '/rows/0/text', template: 'one' },
    { path: '/rows/1/text', template: 'two' },
  ])
  expect(templatesIn(manifest, { value: 5 })).toEqual([])
})

test('predicates are found with what they are over', () => {
  expect(predicatesIn(manifest, config)).toEqual([{ path: '/rows/1/when', predicate: { type: 'tag', tag: 't' }, over: 'event' }])
})

test('node references are found in fields, in the shape that fits, and in anchors', () => {
  expect(nodeReferencesIn(manifest, config)).toEqual([
    { path: '/since/node', node: 'earlier' },
    { path: '/moment/node', node: 'other' },
  ])
  expect(nodeReferencesIn(manifest, { since: { from: 'entry', node: 'x' } })).toEqual([])
})

test('a config that is not right yet is walked as far as it goes', () => {
  for (const broken of [{ rows: 'no' }, { rows: [null] }, { headers: null }, { since: 3 }, { moment: [] }])
    expect([
      predicatesIn(manifest, broken as never),
      nodeReferencesIn(manifest, broken as never),
      templatesIn(manifest, broken as never),
    ]).toEqual([[], [], []])
})

test('widgetsIn answers value and schema', () => {
  expect(widgetsIn(manifest, config, 'template').map(({ value }) => value)).toEqual(['Hi', 'one', 'two'])
})

test('nodes are found at any depth of a predicate', () => {
  expect(
    nodesInPredicate({
      type: 'all',
      of: [
        { type: 'not', of: { type: 'reaction', node: 'm', reaction: 'opened' } },
        { type: 'events', event: 'E', is: 'atLeast', value: 1, since: { from: 'node', node: 'n' } },
      ],
    }),
  ).toEqual([
    { path: '/of/0/of/node', node: 'm', reaction: 'opened' },
    { path: '/of/1/since/node', node: 'n', reaction: null },
  ])
})

test('the fields offered at a node are those given before it', () => {
  const flow = testFlow(
    {
      start: testNode('core.event-happens', { event: 'A' }),
      before: testNode('core.give-coupon', { as: 'gift', value: 1 }),
      mail: testNode('core.send-email', {}),
      after: testNode('core.give-coupon', { as: 'late', value: 1 }),
    },
    ['start:started>before', 'before:given>mail', 'mail:sent>after'],
  )
  const fields = templateFieldsAt(flow, testManifests, 'mail', ['city'])
  expect(fields).toEqual(expect.arrayContaining(['contact.city', 'contact.email', 'vars.gift.code', 'unsubscribeUrl']))
  expect(fields.join()).not.toContain('late')
})
