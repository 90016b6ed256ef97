import { expect, test } from 'vitest'
import { listFields, listFieldUses } from './index.ts'

test('listFields names each path read from outside once, in order', () => {
  const text =
    '{{ contact.firstName | default: entry.name }} {{ contact.firstName }} {% for p in entry.products %}{{ p.price }}{{ forloop.index }}{% endfor %} {{ vars.coupon["code"] }} {{ entry.products[0].name }}'
  expect(listFields(text)).toEqual([
    'contact.firstName',
    'entry.name',
    'entry.products',
    'vars.coupon.code',
    'entry.products.0.name',
  ])
})

test('what the template assigns itself is not a field', () => {
  expect(listFields('{% assign name = contact.firstName %}{{ name }}')).toEqual(['contact.firstName'])
})

test('a path known only while rendering is listed as far as it is known', () => {
  expect(listFields('{{ contact[entry.field].x }}')).toEqual(['contact', 'entry.field'])
})

test('uses carry their line and column', () => {
  expect(listFieldUses('a\n  {{ contact.city }}')).toEqual([{ path: 'contact.city', line: 2, column: 6 }])
})

test('a broken template reads nothing, and does not throw', () => {
  expect(listFields('{{ contact.firstName')).toEqual([])
})
