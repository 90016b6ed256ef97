import { type TObject, Type } from 'typebox'
import { expect, test } from 'vitest'
import { defineNode } from '../define-node.ts'
import type { NodeDefinition } from '../node-definition.ts'
import type { ActBatch, ActTools, DecideStep } from '../node-type.ts'
import { greet, lookUp } from '../sample-nodes.ts'
import { checkNode, schemaHash } from './check-node.ts'

const pinned = { hash: schemaHash(greet), oldConfigs: { 1: { count: '4' } } }
const changed = (node: object, change: object) => defineNode({ ...node, ...change } as unknown as NodeDefinition<TObject>)
const checking = (change: object, options = pinned) => checkNode(changed(greet, change), options)
const acting = (change: object) => checkNode(changed(lookUp, change), { hash: schemaHash(lookUp) })

test('a node that keeps the contract passes', async () => {
  await checkNode(greet, pinned)
  await checkNode(lookUp, { hash: schemaHash(lookUp) })
})

test('a node not yet in use needs no pin', async () => {
  await checkNode(lookUp)
})

test('titles and helps may change, the shape of config may not', async () => {
  await expect(checkNode(greet, { ...pinned, hash: '0' })).rejects.toThrow('Raise the version, add upgrades[2]')
})

test('an example that does not hold is shown with what the node said', async () => {
  const examples = [{ ...greet.examples[0]!, expect: { leave: 'unknown' } }, greet.examples[1]!]
  await expect(checking({ examples })).rejects.toThrow('the node said {"intents"')
})

test('an example whose config does not pass the schema is refused', async () => {
  const examples = [...greet.examples, { ...greet.examples[1]!, config: { times: 0 } }]
  await expect(checking({ examples })).rejects.toThrow('must be >= 1')
})

test('a port no example reaches is named', async () => {
  await expect(checking({ examples: greet.examples.slice(0, 1) })).rejects.toThrow('No example reaches the port "unknown"')
})

test('leaving by a door that is none is found', async () => {
  await expect(checking({ decide: (step: DecideStep<object>) => step.leave('nowhere') })).rejects.toThrow(
    '"nowhere", which is no port',
  )
})

test('reading an undeclared fact is found', async () => {
  await expect(checking({ needs: [] })).rejects.toThrow("needs: ['contact.attributes']")
})

test('a node that says something else each time is found', async () => {
  let runs = 0
  const decide = (step: DecideStep<object>) =>
    step.leave(step.contact.attributes.firstName ? 'next' : 'unknown', { set: { runs: runs++ } })
  await expect(checking({ decide })).rejects.toThrow('something else when it is run again')
})

test('a request that differs from run to run is found, as the other side could not tell it is the same', async () => {
  let runs = 0
  const act = async (batch: ActBatch<object>, { http }: ActTools) => {
    await http.request({ url: 'https://example.com/', headers: { 'idempotency-key': String(runs++) } })
    return batch.settle((step) => step.leave('found'))
  }
  await expect(acting({ act })).rejects.toThrow('sends something else')
})

test('an upgrade whose result does not pass, or that is not tried, is found', async () => {
  await expect(checking({ upgrades: { 1: () => ({ count: 1 }) } })).rejects.toThrow('does not pass after its upgrades')
  await expect(checkNode(greet, { hash: pinned.hash } as typeof pinned)).rejects.toThrow('give oldConfigs[1]')
})

test('an answer that depends on who shares the batch is found', async () => {
  const act = async (batch: ActBatch<object>) =>
    batch.settle((step) => step.leave('found', { set: { size: batch.steps.length } }))
  await expect(acting({ act })).rejects.toThrow('splitting the batch changes the outcome')
})

test('a contact that breaks the whole batch is found', async () => {
  const act = async (batch: ActBatch<object>) => {
    const emails = batch.steps.map((step) => step.contact.email)
    return batch.settle((step) => step.leave('found', { set: { known: emails.includes(step.contact.email) } }))
  }
  await expect(acting({ act })).rejects.toThrow('poisoned')
})

test('an answer built by hand is found', async () => {
  await expect(acting({ act: async () => ({ settled: new Map() }) })).rejects.toThrow('batch.settle')
})

test('a schema ajv cannot compile is found', async () => {
  const times = Type.Unsafe<number>({ ...greet.config.properties.times, type: 'whole' })
  await expect(checking({ config: Type.Object({ times }) })).rejects.toThrow('does not compile')
})
