import { seededRandom } from '@snodo/base'
import { applyEdit, type FlowDocument } from '@snodo/flow'
import { testManifests } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { clipOf, pasteEdit, readClip } from './clipboard.ts'

describe('the clipboard', () => {
  it('carries readable JSON with a tag and a format, and inner lines only', () => {
    const clip = clipOf(flow(), new Set(['wait', 'ask']))
    const text = JSON.stringify(clip)
    expect(clip).toMatchObject({ snodo: 'blocks', format: 1 })
    expect(clip.edges).toEqual([{ from: 'wait', port: 'after', to: 'ask' }])
    expect(readClip(text)).toEqual(clip)
  })

  it('gives new ids, keeps inner lines, relative places and references between the copies', () => {
    const document = flow()
    const pasted = pasteEdit(document, clipOf(document, new Set(['wait', 'ask'])), testManifests, random())!
    const after = applyEdit(document, pasted.edit, testManifests).document
    const [wait, ask] = pasted.ids as [string, string]
    expect(after.edges).toContainEqual({ from: wait, port: 'after', to: ask })
    expect(after.nodes[ask]!.at.y - after.nodes[wait]!.at.y).toBe(document.nodes.ask!.at.y - document.nodes.wait!.at.y)
    expect(after.nodes[ask]!.config).toMatchObject({
      branches: [{ when: { type: 'events', since: { from: 'node', node: wait } } }],
    })
    expect(Object.keys(after.nodes)).toHaveLength(5)
  })

  it('names the types it does not know instead of dropping them in silence', () => {
    const document = flow()
    const clip = clipOf(document, new Set(['wait']))
    clip.nodes.strange = { type: 'acme.gone', version: 1, config: {}, at: { x: 0, y: 0 } }
    expect(pasteEdit(document, clip, testManifests, random())).toMatchObject({ unknown: ['acme.gone'] })
  })

  it('takes any other text for no blocks', () => {
    for (const text of [
      '',
      'hello',
      '{}',
      '[]',
      'null',
      '{"snodo":"blocks","format":1,"nodes":{"a":null},"edges":[]}',
      '{"snodo":"blocks","format":9,"nodes":{},"edges":[]}',
    ]) {
      expect(readClip(text), text).toBeNull()
    }
  })
})

function random(): () => number {
  const chance = seededRandom('clipboard')
  return () => chance.next()
}

function flow(): FlowDocument {
  return {
    format: 1,
    name: 'Flow',
    settings: {},
    nodes: {
      start: { type: 'core.event-happens', version: 1, config: { event: 'Signed Up' }, at: { x: 0, y: 0 } },
      wait: { type: 'core.wait', version: 1, config: { duration: 'P1D' }, at: { x: 0, y: 128 } },
      ask: {
        type: 'core.branch',
        version: 1,
        config: {
          branches: [
            {
              id: 'yes',
              name: 'Yes',
              when: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 1, since: { from: 'node', node: 'wait' } },
            },
          ],
        },
        at: { x: 0, y: 256 },
      },
    },
    edges: [
      { from: 'start', port: 'started', to: 'wait' },
      { from: 'wait', port: 'after', to: 'ask' },
    ],
  }
}
