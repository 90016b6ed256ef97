import { testFlow, testManifests, testNode } from '@snodo/flow/testing'
import { expect, test } from 'vitest'
import { fieldSamplesAt, type Sampled } from './field-samples.ts'
import { lintTemplate } from './liquid-lint.ts'

const flow = testFlow(
  {
    start: testNode('core.event-happens', { event: 'Signed Up' }),
    early: testNode('core.send-email', { content: { subject: 'a', body: 'b' } }),
    gift: testNode('core.give-coupon', { as: 'gift', value: '10 %', pattern: 'HI-****', validFor: 'P7D' }),
    late: testNode('core.send-email', { content: { subject: 'a', body: 'b' } }),
  },
  ['start:started>early', 'early:sent>gift', 'gift:given>late'],
)
const sampled: Sampled = {
  contact: { firstName: 'Maria', email: 'maria@example.com', address: { city: 'Roma' } },
  seen: new Map([['birthday', '1990-05-01']]),
  now: Date.UTC(2026, 0, 5, 9),
}
const samplesAt = (node: string) =>
  new Map(
    fieldSamplesAt(flow, testManifests, node, ['firstName', 'address.city', 'birthday', 'shoeSize'], sampled).map((one) => [
      one.path,
      one.sample,
    ]),
  )

test('every field that can be read at a block comes with what it says of the sample contact', () => {
  const late = samplesAt('late')
  expect(late.get('contact.firstName')).toBe('Maria')
  expect(late.get('contact.address.city')).toBe('Roma')
  expect(late.get('contact.birthday')).toBe('1990-05-01')
  expect(late.get('contact.shoeSize')).toBe('')
  expect(late.get('entry.event')).toBe('Signed Up')
  expect(late.get('vars.gift.code')).toBe('HI-XXXX')
  expect(late.get('vars.gift.value')).toBe('10 %')
  expect(late.get('vars.gift.expiresAt')).toBe('2026-01-12')
})

test('what only a later block gives is not offered, and is underlined where it is read', () => {
  const early = samplesAt('early')
  expect([...early.keys()].filter((path) => path.startsWith('vars.'))).toEqual([])
  const text = 'Hello {{ contact.firstName }},\nyour code is {{ vars.gift.code | upcase }} {{ nobody.knows }}'
  const marks = lintTemplate(text, [...early.keys()]).map((mark) => text.slice(mark.from, mark.to))
  expect(marks).toEqual(['vars.gift.code', 'nobody.knows'])
  expect(lintTemplate(text.replace('{{ nobody.knows }}', ''), [...samplesAt('late').keys()])).toEqual([])
})

test('a field of contacts that none is known to have is only remarked upon: the next contact may bring it', () => {
  const marks = lintTemplate('{{ contact.hatSize }}', [...samplesAt('late').keys()])
  expect(marks.map((mark) => mark.severity)).toEqual(['info'])
  expect(lintTemplate('{% for tag in contact.tags %}{{ tag }}{% endfor %}', [...samplesAt('late').keys()])).toEqual([])
})
