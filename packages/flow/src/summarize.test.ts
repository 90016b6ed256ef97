import type { JsonObject } from '@snodo/base'
import { expect, test } from 'vitest'
import { summarize } from './summarize.ts'

const of = (en: string, properties: JsonObject = {}) => ({ summary: { en, it: en }, config: { type: 'object', properties } })

test('a duration is said in words, in each language, and in the singular for one', () => {
  const wait = of('{d}', { d: { type: 'string', 'x-widget': 'duration' } })
  expect(summarize(wait, { d: 'P3D' }, 'en')).toBe('3 days')
  expect(summarize(wait, { d: 'P1DT12H' }, 'it')).toBe('1 giorno e 12 ore')
})

test('an offset says before or after, and says nothing when it is none', () => {
  const offset = of('date[, {d}]', { d: { type: 'string', 'x-widget': 'duration', 'x-signed': true } })
  expect(summarize(offset, { d: '-P1D' }, 'en')).toBe('date, 1 day before')
  expect(summarize(offset, { d: 'P2W' }, 'it')).toBe('date, 2 settimane dopo')
  expect(summarize(offset, { d: 'P0D' }, 'en')).toBe('date')
})

test('a part in brackets is left out when one of its fields has no value', () => {
  const wait = of('Wait[ until {at}][ on {days}]', { at: { type: 'string' }, days: { type: 'array', 'x-widget': 'weekdays' } })
  expect(summarize(wait, {}, 'en')).toBe('Wait')
  expect(summarize(wait, { at: '09:00' }, 'en')).toBe('Wait until 09:00')
  expect(summarize(wait, { at: '09:00', days: [1, 7] }, 'it')).toBe('Wait until 09:00 on lunedì o domenica')
})

test('a field the author has not filled in yet shows as a gap', () => {
  expect(summarize(of('When “{event}”', { event: { type: 'string' } }), { event: '' }, 'en')).toBe('When “…”')
})

test('a field that is not there has its default', () => {
  expect(summarize(of('{method}', { method: { type: 'string', default: 'POST' } }), {}, 'en')).toBe('POST')
})

test('a condition is said by the audience’s own words', () => {
  const start = of('if {when}', { when: { type: 'object', 'x-widget': 'predicate' } })
  expect(summarize(start, { when: { type: 'tag', tag: 'vip' } }, 'en')).toBe('if the contact has the tag “vip”')
})

test('a choice is said by its title, lists are joined, shares follow their branch', () => {
  const options = [{ value: 'a', title: { en: 'go on', it: 'prosegui' } }]
  expect(summarize(of('{c}', { c: { 'x-widget': 'choice', 'x-options': options } }), { c: 'a' }, 'it')).toBe('prosegui')
  expect(summarize(of('{t}', { t: { type: 'array', 'x-widget': 'tags' } }), { t: ['a', 'b', 'c'] }, 'it')).toBe('a, b e c')
  const branches = of('{b}', { b: { type: 'array', 'x-widget': 'branches' } })
  expect(
    summarize(
      branches,
      {
        b: [
          { id: 'x', name: 'Ann', share: 12.5 },
          { id: 'y', name: 'Bo', share: 87.5 },
        ],
      },
      'it',
    ),
  ).toBe('Ann 12,5 %, Bo 87,5 %')
})

test('other blocks are called by the names the author gave them', () => {
  const until = of('until {anchor}', { anchor: { type: 'object', 'x-widget': 'anchor' } })
  const names = { nodeName: (node: string) => (node === 'n1' ? 'Welcome mail' : node) }
  expect(summarize(until, { anchor: { node: 'n1' } }, 'en', names)).toBe('until the moment of “Welcome mail”')
})

test('text that looks like a template field of ours is not filled in a second time', () => {
  expect(summarize(of('{s}', { s: { type: 'string' } }), { s: 'Hi {s} [x]' }, 'en')).toBe('Hi {s} [x]')
})

test('a half-written config never throws', () => {
  const anything = of('{a.b} {d} {p} {w} {k}', {
    d: { 'x-widget': 'duration' },
    p: { 'x-widget': 'predicate' },
    w: { 'x-widget': 'weekdays' },
    k: { 'x-widget': 'anchor' },
  })
  expect(summarize(anything, { a: null, d: 5, p: 'x', w: 'x', k: [] }, 'en')).toBe('… 5 … x …')
})

test('how late a message may be is said as a limit, or as the day it is for', () => {
  const late = of('hello[ ({d})]', { d: { type: 'string', 'x-widget': 'duration', 'x-that-day': true } })
  expect(summarize(late, {}, 'en')).toBe('hello')
  expect(summarize(late, { d: 'PT12H' }, 'en')).toBe('hello (within 12 hours)')
  expect(summarize(late, { d: 'thatDay' }, 'en')).toBe('hello (that day only)')
  expect(summarize(late, { d: 'thatDay' }, 'it')).toBe('hello (solo quel giorno)')
})
