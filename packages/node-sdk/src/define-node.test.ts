import { expect, expectTypeOf, test } from 'vitest'
import { type ConfigOf, defineNode } from './define-node.ts'
import type { NodeDefinition } from './node-definition.ts'
import { greet, lookUp } from './sample-nodes.ts'

const broken = (change: object) => () => defineNode({ ...greet, ...change } as unknown as NodeDefinition<typeof greet.config>)

test('the manifest is plain JSON with closed, ordered fields and their defaults', () => {
  expect(JSON.parse(JSON.stringify(greet.manifest))).toEqual(greet.manifest)
  expect(greet.manifest).toMatchObject({
    kind: 'decide',
    defaults: { times: 3 },
    needs: ['contact.attributes'],
    upgradesFrom: [1],
  })
  expect(greet.manifest.config).toMatchObject({
    additionalProperties: false,
    properties: { times: { 'x-order': 1, 'x-widget': 'number' } },
  })
  expect(lookUp.manifest).toMatchObject({ kind: 'act', limits: { batchSize: 10, timeout: 'PT5S' } })
})

test('the type of config is inferred from its schema', () => {
  expectTypeOf<ConfigOf<typeof greet>>().toEqualTypeOf<{ times: number }>()
})

test('a manifest is shared by all, so nobody can change it', () => {
  expect(() => {
    greet.manifest.title.en = 'Changed'
  }).toThrow(TypeError)
})

test.each<[string, object, string]>([
  ['a name without a prefix', { type: 'greet' }, '"prefix.verb-noun"'],
  ['a version that is no whole number', { version: 0 }, 'whole numbers from 1'],
  ['a title in one language only', { title: { en: 'Greet' } }, 'no text in "it"'],
  ['a plain title', { title: 'Greet' }, "{ en: '…', it: '…' }"],
  ['an unknown category', { category: 'fun' }, 'Use one of start, timing'],
  ['an icon that is no glyph name', { icon: 'HandStop' }, 'kebab-case'],
  ['a config that is no object schema', { config: { type: 'string' } }, 'Type.Object'],
  ['a port that is no word', { ports: { 'not-found': { en: 'a', it: 'b' } } }, '"notFound"'],
  ['no ports', { ports: {} }, 'Name at least one port'],
  ['ports drawn from what is no list', { portsFrom: { path: 'times', id: 'id', name: 'name' } }, 'not an array'],
  ['a summary of an unknown field', { summary: { en: '{often}', it: '{often}' } }, 'Fields are: times'],
  ['an unknown fact', { needs: ['contact.shoeSize'] }, 'Known facts: contact.email'],
  ['no examples', { examples: [] }, 'at least one example for each port'],
  ['a version without an upgrade to it', { upgrades: {} }, 'Add upgrades[1]'],
  ['two deeds', { act: async () => ({}) }, 'exactly one of starts, decide and act'],
  ['no deed', { decide: undefined }, 'it has no deed'],
  ['an act without limits', { decide: undefined, act: async () => ({}) }, 'limits.batchSize'],
])('%s is refused with how to mend it', (_, change, sentence) => {
  expect(broken(change)).toThrow(sentence)
  expect(broken(change)).toThrow(expect.objectContaining({ code: 'NODE_DEFINITION_BROKEN' }))
})
