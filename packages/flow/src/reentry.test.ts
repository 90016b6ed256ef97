import type { JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import type { FlowSettings } from './document.ts'
import { reentryOf, sayReentry } from './reentry.ts'

const begun = (type: string, config: JsonObject = {}, settings: FlowSettings = {}) =>
  reentryOf({ settings, nodes: { start: { type, version: 1, config, at: { x: 0, y: 0 } } } })

test('what the settings leave out of re-entry suits the start', () => {
  expect(begun('core.event-happens', { event: 'Signed Up' })).toEqual({ mode: 'never', from: 'entry', inside: 'ignore' })
  expect(begun('core.list-joined')).toMatchObject({ mode: 'never' })
  expect(begun('core.event-happens', { event: 'Order Completed' })).toMatchObject({
    mode: 'never',
    inside: 'parallel',
    key: 'event.properties.order_id',
  })
  expect(begun('core.event-happens', { event: 'Cart Viewed' })).toMatchObject({ key: 'event.properties.cart_id' })
  expect(begun('core.date-arrives', { field: 'birthday' })).toMatchObject({ mode: 'afterWindow', window: 'P300D' })
  expect(begun('core.date-arrives', { field: 'ends', yearly: false })).toMatchObject({ mode: 'never' })
  expect(begun('core.event-happens', { event: 'Score Changed' })).toMatchObject({ mode: 'afterWindow', window: 'P90D' })
  expect(begun('core.schedule')).toMatchObject({ mode: 'always' })
  expect(begun('acme.whatever')).toMatchObject({ mode: 'never' })
})

test('what the settings say holds, with the rest of the rule filled in', () => {
  const reentry = { mode: 'afterWindow', window: 'P30D' } as const
  expect(begun('core.event-happens', { event: 'Order Completed' }, { reentry })).toEqual({
    mode: 'afterWindow',
    window: 'P30D',
    from: 'entry',
    inside: 'ignore',
  })
})

test('the start’s key is kept where the settings say only how often, and left out where they say what happens inside', () => {
  const order = (reentry: FlowSettings['reentry']) => begun('core.event-happens', { event: 'Order Completed' }, { reentry })
  const byOrder = { inside: 'parallel', key: 'event.properties.order_id' }
  for (const mode of ['never', 'always', 'afterExit'] as const)
    expect(order({ mode })).toEqual({ mode, from: 'entry', ...byOrder })
  expect(order({ mode: 'never', inside: 'parallel' })).toMatchObject(byOrder)
  expect(order({ mode: 'never', inside: 'ignore' })).toEqual({ mode: 'never', from: 'entry', inside: 'ignore' })
  expect(order({ mode: 'never', key: 'event.properties.shop' })).toMatchObject({ inside: 'ignore', key: 'event.properties.shop' })
  expect(begun('core.date-arrives', {}, { reentry: { mode: 'afterWindow' } })).toMatchObject({ window: 'P300D' })
})

test('the rule is one sentence in both languages', () => {
  expect(sayReentry(begun('core.event-happens', { event: 'Signed Up' }), 'en')).toBe('Everyone enters once.')
  expect(sayReentry(begun('core.event-happens', { event: 'Cart Viewed' }), 'en')).toBe(
    'Everyone enters once, separately for each “cart_id”; journeys run side by side.',
  )
  expect(sayReentry(begun('core.date-arrives'), 'it')).toBe(
    'Ciascuno può rientrare 300 giorni dopo l’ingresso; finché è dentro, non ne comincia un altro.',
  )
  expect(sayReentry(begun('core.schedule', {}, { reentry: { mode: 'afterExit', inside: 'replace' } }), 'en')).toBe(
    'Everyone may enter again once the journey is over; while inside, the new journey replaces the old.',
  )
})
