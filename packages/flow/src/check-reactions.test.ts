import type { JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import { applyEdits, checkFlow, graphOf, messagesMeant } from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const mail = testNode('core.send-email', { content: { subject: 'Hi', body: 'Hello' } })
const end = testNode('core.end')
const waitFor = (config: JsonObject) => testNode('core.wait-for', { timeout: 'P7D', ...config })
const inARow = (config: JsonObject) =>
  testFlow({ start, one: mail, two: mail, wait: waitFor(config), end }, [
    'start:started>one',
    'one:sent>two',
    'two:sent>wait',
    'wait:happened>end',
    'wait:timeout>end',
  ])
const eitherOr = (config: JsonObject) => {
  const ask = testNode('core.branch', { branches: [{ id: 'yes', name: 'VIP', when: { type: 'tag', tag: 'vip' } }] })
  return testFlow({ start, ask, one: mail, two: mail, wait: waitFor(config), end }, [
    'start:started>ask',
    'ask:yes>one',
    'ask:else>two',
    'one:sent>wait',
    'two:sent>wait',
    'wait:happened>end',
    'wait:timeout>end',
  ])
}
const meant = (document: ReturnType<typeof inARow>) => messagesMeant(graphOf(document, testManifests), 'wait')
const found = (document: ReturnType<typeof inARow>) =>
  checkFlow(document, { manifests: testManifests }).filter(({ code }) => /REACTION|UNSEEN/.test(code))
const CLICKED = { event: 'Message Clicked' }

test('a wait for a reaction means the last message before it, or the one it looks back to', () => {
  expect(meant(inARow(CLICKED))).toEqual(['two'])
  expect(meant(inARow({ ...CLICKED, since: { from: 'message', node: 'one' } }))).toEqual(['one'])
  expect(meant(eitherOr(CLICKED))).toEqual(['one', 'two'])
  expect(meant(inARow({ event: 'Purchase' }))).toBeNull()
  const where = { type: 'property', property: 'flow', is: 'equals', value: '7' }
  expect(meant(inARow({ ...CLICKED, where }))).toBeNull()
})

test('where it cannot be told which message is meant there is a finding, and naming one mends it', () => {
  expect(found(inARow(CLICKED))).toEqual([])
  const several = eitherOr(CLICKED)
  const [which] = found(several)
  expect(which).toMatchObject({ code: 'REACTION_OF_WHICH_MESSAGE', severity: 'warning', node: 'wait' })
  const mended = applyEdits(several, which!.fix!.edits, testManifests).document
  expect(found(mended).map(({ code }) => code)).not.toContain('REACTION_OF_WHICH_MESSAGE')
  const none = testFlow({ start, wait: waitFor(CLICKED), end }, ['start:started>wait', 'wait:happened>end', 'wait:timeout>end'])
  expect(found(none)).toMatchObject([
    { code: 'REACTION_OF_WHICH_MESSAGE', message: { en: 'No message comes before this block.' } },
  ])
})

test('a wait for openings says that not all of them can be seen, and proposes clicks', () => {
  const [unseen] = found(inARow({ event: 'Message Opened' }))
  expect(unseen).toMatchObject({ code: 'OPENING_UNSEEN', severity: 'warning', path: '/event' })
  expect(found(applyEdits(inARow({ event: 'Message Opened' }), unseen!.fix!.edits, testManifests).document)).toEqual([])
  const both = { event: 'Message Opened', also: [{ id: 'click', name: 'Click', event: 'Message Clicked' }] }
  expect(found(inARow(both))).toEqual([])
})
