import type { Json, JsonObject } from '@snodo/base'
import { describe, expect, test } from 'vitest'
import type { FlowDocument } from '../document.ts'
import { applyEdits, checkFlow } from '../index.ts'
import { testFlow, testManifests, testNode } from '../testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const end = testNode('core.end')
const sound = testFlow({ start, mail, end }, ['start:started>mail', 'mail:sent>end'])

describe('newcomers where a yes is to be confirmed', () => {
  const found = (document: FlowDocument, doubleOptIn: Record<string, boolean> | undefined = { email: true }) =>
    checkFlow(document, { manifests: testManifests, ...(doubleOptIn ? { doubleOptIn } : {}) }).filter(
      ({ code }) => code === 'NEWCOMERS_UNCONFIRMED',
    )
  const consent: Json = { type: 'consent', channel: 'email', purpose: 'marketing' }
  const waiting = (config: JsonObject) =>
    testFlow({ start, confirm: testNode('core.wait-for', { timeout: 'P7D', ...config }), mail, end }, [
      'start:started>confirm',
      'confirm:happened>mail',
      'confirm:timeout>end',
      'mail:sent>end',
    ])

  test('a sign-up that leads to a marketing mail is warned of, and the fix begins at the confirmation', () => {
    const [finding] = found(sound)
    expect(finding).toMatchObject({ severity: 'warning', node: 'start', path: '/event' })
    const mended = applyEdits(sound, finding?.fix?.edits ?? [], testManifests).document
    expect(mended.nodes.start?.config).toEqual({ event: 'Consent Confirmed' })
    expect(found(mended)).toEqual([])
  })

  test('nothing is said where nothing is to be confirmed, of transactional mail, and of who has confirmed on the way', () => {
    expect(found(sound, {})).toEqual([])
    expect(found(sound, { email: false, sms: true })).toEqual([])
    const receipt = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' }, purpose: 'transactional' })
    expect(found({ ...sound, nodes: { ...sound.nodes, mail: receipt } })).toEqual([])
    expect(found({ ...sound, settings: { entryFilter: { when: consent as never } } })).toEqual([])
    expect(found(waiting({ predicate: consent }))).toEqual([])
    expect(found(waiting({ event: 'Consent Confirmed' }))).toEqual([])
    expect(found(waiting({ event: 'Order Completed' }))).toHaveLength(1)
    const asked = testFlow(
      { start, ask: testNode('core.branch', { branches: [{ id: 'yes', name: 'yes', when: consent }] }), mail, end },
      ['start:started>ask', 'ask:yes>mail', 'ask:else>end', 'mail:sent>end'],
    )
    expect(found(asked)).toEqual([])
  })
})
