import { expect, test } from 'vitest'
import { smsSegments, toGsmText } from './index.ts'

test.each([
  ['', 'gsm7', 0],
  ['a'.repeat(160), 'gsm7', 1],
  ['a'.repeat(161), 'gsm7', 2],
  ['a'.repeat(306), 'gsm7', 2],
  ['a'.repeat(307), 'gsm7', 3],
  ['€'.repeat(80), 'gsm7', 1],
  ['€'.repeat(81), 'gsm7', 2],
  ['Perché più è così, ò', 'gsm7', 1],
  ['È'.repeat(70), 'ucs2', 1],
  ['È'.repeat(71), 'ucs2', 2],
  ['😀'.repeat(35), 'ucs2', 1],
  ['😀'.repeat(36), 'ucs2', 2],
])('%.20s… counts as %s in %i parts', (text, encoding, segments) => {
  expect(smsSegments(text)).toMatchObject({ encoding, segments })
})

test('an escaped sign never straddles two parts', () => {
  // 152 + € (2 septets) does not fit in 153, so the € opens the second part.
  expect(smsSegments(`${'a'.repeat(152)}€${'a'.repeat(20)}`)).toMatchObject({ segments: 2, left: 153 - 22 })
})

test('the signs that made the text dearer are named, and have plain neighbours where one exists', () => {
  expect(smsSegments('È l’offerta “à”').outside).toEqual(['È', '’', '“', '”'])
  expect(smsSegments(toGsmText('È l’offerta “à”… ç')).encoding).toBe('gsm7')
  expect(toGsmText('😀')).toBe('😀')
})
