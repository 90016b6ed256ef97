import { expect, test } from 'vitest'
import { usualLateness } from './lateness.ts'

const from = (type: string, config = {}, more = {}) => ({
  nodes: { start: { type, version: 1, config, at: { x: 0, y: 0 }, ...more } },
})

test('rule 21: a message is too late after 24 hours, of a cart after 12, of a birthday when that day is over', () => {
  expect(usualLateness(from('core.event-happens', { event: 'Signed Up' }))).toBe('P1D')
  for (const event of ['Cart Viewed', 'Product Added', 'Checkout Started'])
    expect(usualLateness(from('core.event-happens', { event }))).toBe('PT12H')
  expect(usualLateness(from('core.date-arrives', { field: 'birthday' }))).toBe('thatDay')
  expect(usualLateness(from('core.date-arrives', { field: 'renewal', yearly: false }))).toBe('P1D')
  expect(usualLateness(from('core.list-joined', { list: 'news' }))).toBe('P1D')
  expect(usualLateness(from('core.date-arrives', {}, { off: true }))).toBe('P1D')
  expect(usualLateness({ nodes: {} })).toBe('P1D')
})
