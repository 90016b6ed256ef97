import { readFile } from 'node:fs/promises'
import { nodeRegistry } from '@snodo/node-sdk'
import { expect, test } from 'vitest'
import { builtInNodes } from './index.ts'
import { readmeOf } from './readme.ts'

test('type names and their ports are the published ones, in order', () => {
  const published = builtInNodes.map(({ manifest }) => [
    manifest.type,
    manifest.portsFrom?.path ?? null,
    ...Object.keys(manifest.ports),
  ])
  expect(published).toEqual([
    ['core.event-happens', null, 'started'],
    ['core.list-joined', null, 'started'],
    ['core.date-arrives', null, 'started'],
    ['core.schedule', null, 'started'],
    ['core.wait', null, 'after'],
    ['core.wait-until', null, 'after', 'past'],
    ['core.wait-for', 'also', 'happened', 'timeout'],
    ['core.branch', 'branches', 'else'],
    ['core.random-split', 'branches'],
    ['core.send-email', null, 'sent', 'notSent', 'notDelivered'],
    ['core.send-sms', null, 'sent', 'notSent', 'notDelivered'],
    ['core.call-webhook', null, 'done', 'failed'],
    ['core.set-field', null, 'next'],
    ['core.tag', null, 'next'],
    ['core.list', null, 'next'],
    ['core.score', null, 'next'],
    ['core.give-coupon', null, 'given', 'none'],
    ['core.end', null],
    ['core.go-to-flow', null, 'next'],
  ])
})

test('together they make a registry', () => {
  expect(nodeRegistry(builtInNodes).types).toHaveLength(builtInNodes.length)
})

test('README.md is what the manifests say; if not, run node nodes/src/write-readme.ts', async () => {
  const written = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(written).toBe(readmeOf(builtInNodes.map((node) => node.manifest)))
})
