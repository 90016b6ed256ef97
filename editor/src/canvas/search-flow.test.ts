import { applyEdit, checkFlow, type Finding, type FlowDocument } from '@snodo/flow'
import { referenceFlow, testFlow, testManifests, testNode } from '@snodo/flow/testing'
import { describe, expect, it } from 'vitest'
import { createFindingsStore, indexFindings } from '../document/findings.ts'
import { findInFlow, indexFlow, type SearchIndex } from './search-flow.ts'

const NONE: ReadonlyMap<string, readonly Finding[]> = new Map()
const index = (document: FlowDocument, before?: SearchIndex, findings = NONE) =>
  indexFlow({ document, manifests: testManifests, findings, language: 'en' }, before)

const flow = testFlow(
  {
    start: testNode('core.event-happens', { event: 'Checkout Started' }),
    rest: testNode('core.wait', { duration: 'P2D' }, { name: 'Caffè break' }),
    mail: testNode('core.send-email', { content: { subject: 'Forgot something?', body: 'Your basket waits.' } }),
    end: testNode('core.end'),
  },
  ['start:started>rest', 'rest:after>mail', 'mail:sent>end'],
)

describe('the search in a flow', () => {
  it('finds blocks by name, type, setting and text, without minding case and accents', () => {
    const all = index(flow)
    expect(findInFlow(all, 'caffe')).toEqual(['rest'])
    expect(findInFlow(all, 'send-email')).toEqual(['mail'])
    expect(findInFlow(all, 'checkout')).toEqual(['start'])
    expect(findInFlow(all, 'FORGOT')).toEqual(['mail'])
    expect(findInFlow(all, 'basket something')).toEqual(['mail'])
    expect(findInFlow(all, 'basket checkout')).toEqual([])
    expect(findInFlow(all, '  ')).toEqual([])
    expect(findInFlow(all, 'core'), 'what no screen shows is not searched').toEqual([])
  })

  it('finds blocks by what is wrong with them', () => {
    const broken = applyEdit(flow, { do: 'disconnect', from: 'rest', port: 'after' }, testManifests).document
    const findings = indexFindings(checkFlow(broken, { manifests: testManifests }), createFindingsStore().getState())
    const [finding] = findings.byNode.get('mail') ?? []
    expect(findInFlow(index(broken, undefined, findings.byNode), finding!.message.en)).toContain('mail')
  })

  it('gives the hits in the order one reads the flow, whatever order the blocks were made in', () => {
    const { start, rest, mail, end } = flow.nodes
    const shuffled = { ...flow, nodes: { end: end!, mail: mail!, start: start!, rest: rest! } }
    expect(findInFlow(index(shuffled), 'e')).toEqual(['start', 'rest', 'mail', 'end'])
  })

  it('reads, after an edit of the reference flow, the one block that changed and no other', () => {
    const before = referenceFlow()
    const first = index(before)
    expect(first.read).toBe(1_000)
    const edited = Object.entries(before.nodes).find(([, node]) => node.type === 'core.wait')![0]
    const after = applyEdit(before, { do: 'setConfig', id: edited, path: '/duration', value: 'P77D' }, testManifests).document
    const second = index(after, first)
    expect(second.read).toBe(1)
    expect(findInFlow(second, 'p77d')).toEqual([edited])
    expect(index(after, second).read).toBe(0)
  })
})
