import { expect, test } from 'vitest'
import type { NodeType } from './node-type.ts'
import { nodeRegistry } from './registry.ts'
import { greet, lookUp } from './sample-nodes.ts'

const registry = nodeRegistry([greet, lookUp])

test('types are found by name, manifests keep the order of the list', () => {
  expect(registry.get('acme.greet')).toBe(greet)
  expect(registry.manifests.map(({ type }) => type)).toEqual(['acme.greet', 'acme.look-up'])
})

test('an unknown type is refused with the names that are known', () => {
  expect(() => registry.get('acme.gret')).toThrow('Known are: acme.greet, acme.look-up')
  expect(registry.find('acme.gret')).toBeUndefined()
})

test('two types of one name are refused at boot', () => {
  expect(() => nodeRegistry([greet, greet])).toThrow(expect.objectContaining({ code: 'NODE_TYPE_TWICE' }))
})

test('what defineNode has not made is refused at boot, with how to mend it', () => {
  expect(() => nodeRegistry([{ type: 'acme.hand-made' } as unknown as NodeType])).toThrow('Make it with defineNode')
})

test('a config of an old version is brought up to the present one, and the old one left as it was', () => {
  const old = { count: '4' }
  expect(registry.upgrade({ type: 'acme.greet', version: 1, config: old })).toEqual({ version: 2, config: { times: 4 } })
  expect(old).toEqual({ count: '4' })
})

test('a version from the future is refused', () => {
  expect(() => registry.upgrade({ type: 'acme.greet', version: 3, config: {} })).toThrow('versions up to 2')
})
