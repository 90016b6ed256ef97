import type { JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import { applyEdits, checkFlow } from './index.ts'
import { testFlow, testManifests, testNode } from './testing.ts'

const start = testNode('core.event-happens', { event: 'Signed Up' })
const points = testNode('core.tag', { add: ['again'] })
const round = (type: string, config: JsonObject, port: string) =>
  testFlow({ start, wait: testNode(type, config), points }, ['start:started>wait', `wait:${port}>points`, 'points:next>wait'])
const loops = (document: ReturnType<typeof round>) =>
  checkFlow(document, { manifests: testManifests }).filter(({ code }) => code.startsWith('LOOP'))
const said = (...given: Parameters<typeof round>) => loops(round(...given)).map(({ code, severity }) => `${severity} ${code}`)

const ENDLESS = ['error LOOP_WITHOUT_WAIT']
const DOUBTFUL = ['warning LOOP_MAY_NOT_WAIT']
const vip = { type: 'tag', tag: 'vip' }

test('a wait for no time is no rest for a loop; one until a time of day is', () => {
  expect(said('core.wait', { duration: 'PT0S' }, 'after')).toEqual(ENDLESS)
  expect(said('core.wait', { duration: 'PT0S', weekdays: [1] }, 'after')).toEqual(ENDLESS)
  expect(said('core.wait', { duration: 'PT0S', at: '09:00', sameDayIfPast: 'proceed' }, 'after')).toEqual(ENDLESS)
  expect(said('core.wait', { duration: 'PT0S', at: '09:00' }, 'after')).toEqual([])
  expect(said('core.wait', { duration: 'PT1S' }, 'after')).toEqual([])
})

test('an event rests a loop, as does its time running out; a condition that stays true may not', () => {
  expect(said('core.wait-for', { event: 'Purchase', timeout: 'P30D' }, 'happened')).toEqual([])
  expect(said('core.wait-for', { event: 'Purchase', timeout: 'PT0S' }, 'timeout')).toEqual(ENDLESS)
  expect(said('core.wait-for', { predicate: vip, timeout: 'P30D' }, 'happened')).toEqual(DOUBTFUL)
  expect(said('core.wait-for', { predicate: vip, timeout: 'P30D' }, 'timeout')).toEqual([])
  expect(said('core.wait-for', { predicate: vip, timeout: 'P30D', ifAlreadyTrue: 'ignore' }, 'happened')).toEqual([])
})

test('a moment that is past rests nobody', () => {
  const anchor = { field: 'renewal' }
  expect(said('core.wait-until', { anchor }, 'past')).toEqual(ENDLESS)
  expect(said('core.wait-until', { anchor, ifPast: 'proceed' }, 'after')).toEqual(DOUBTFUL)
  expect(said('core.wait-until', { anchor }, 'after')).toEqual([])
})

test('changing a setting of a wait is seen, though no line has changed, and each fix mends its loop', () => {
  const sound = round('core.wait', { duration: 'P1D' }, 'after')
  expect(loops(sound)).toEqual([])
  const idle = applyEdits(sound, [{ do: 'setConfig', id: 'wait', path: '/duration', value: 'PT0S' }], testManifests).document
  for (const broken of [idle, round('core.wait-for', { predicate: vip, timeout: 'P1D' }, 'happened')]) {
    const [found] = loops(broken)
    expect(loops(applyEdits(broken, found!.fix!.edits, testManifests).document)).toEqual([])
  }
})

test('another wait in the loop is rest enough', () => {
  const document = testFlow(
    { start, wait: testNode('core.wait', { duration: 'PT0S' }), rest: testNode('core.wait', { duration: 'P1D' }), points },
    ['start:started>wait', 'wait:after>rest', 'rest:after>points', 'points:next>wait'],
  )
  expect(loops(document)).toEqual([])
})
