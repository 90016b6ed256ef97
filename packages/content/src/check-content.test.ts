import { expect, test } from 'vitest'
import { checkContent, type EmailContent, emptyEmail, emptySms, hasContentErrors, newBlock, richText } from './index.ts'

function mail(...blocks: EmailContent['blocks']): EmailContent {
  return {
    ...emptyEmail('en'),
    subject: 'Hello',
    blocks: [
      { ...newBlock('text', 'say', 'en'), doc: richText('Good to see you.') },
      ...blocks,
      newBlock('footer', 'foot', 'en'),
    ],
  }
}

const codes = (document: Parameters<typeof checkContent>[0], options = {}) =>
  checkContent(document, options).map(({ code, severity }) => `${severity} ${code}`)

test('a sound e-mail has no findings', () => {
  expect(checkContent(mail(), { attributes: ['firstName'], bytes: 20_000 })).toEqual([])
})

test.each([
  ['no subject', { ...mail(), subject: ' ' }, 'error SUBJECT_EMPTY'],
  ['nothing to read', { ...mail(), blocks: [newBlock('footer', 'f', 'en')] }, 'error NOTHING_TO_READ'],
  ['a button without an address', mail({ ...newBlock('button', 'b', 'en') }), 'error LINK_EMPTY'],
  ['a link that is none', mail({ ...newBlock('button', 'b', 'en'), href: 'javascript:alert(1)' }), 'error LINK_BROKEN'],
  ['broken Liquid', { ...mail(), subject: 'Hi {{ contact.firstName' }, 'error TEMPLATE_BROKEN'],
  ['a field nobody has', { ...mail(), subject: 'Hi {{ contact.nickname }}' }, 'warning FIELD_UNKNOWN'],
  ['an image without words', mail({ ...newBlock('image', 'i', 'en'), src: 'https://a.example/x.png' }), 'warning ALT_MISSING'],
  ['an image without an address', mail(newBlock('image', 'i', 'en')), 'warning IMAGE_EMPTY'],
  ['no way to unsubscribe', { ...mail(), blocks: mail().blocks.slice(0, 1) }, 'warning UNSUBSCRIBE_MISSING'],
])('%s is found', (_said, document, found) => {
  expect(codes(document, { attributes: ['firstName'] })).toEqual([found])
})

test('a mail that Gmail would clip is told before it is sent', () => {
  expect(codes(mail(), { bytes: 102 * 1024 })).toEqual([])
  expect(codes(mail(), { bytes: 102 * 1024 + 1 })).toEqual(['warning MAIL_CLIPPED'])
})

test('addresses with fields in them, mailto and tel are links like any other', () => {
  for (const href of [
    'https://a.example/?q={{ contact.id }}',
    '{{ entry.url }}',
    'mailto:shop@a.example',
    'tel:+391234',
    'http://localhost/x',
  ])
    expect([href, codes(mail({ ...newBlock('button', 'b', 'en'), href }))]).toEqual([href, []])
})

test('what a finding offers to do mends it', () => {
  const broken = [
    { ...mail(), blocks: mail().blocks.slice(0, 1) },
    mail({ ...newBlock('button', 'b', 'en'), href: 'shop.example/new' }),
    mail({ ...newBlock('image', 'i', 'en'), src: 'https://a.example/x.png' }),
    mail(newBlock('image', 'i', 'en')),
    { ...emptySms('it'), body: 'È qui “per te”' },
    { ...emptySms('it'), body: 'Ciao', optOut: '' },
  ]
  for (const document of broken) {
    const [finding] = checkContent(document)
    expect(finding?.fix).toBeDefined()
    expect(checkContent(finding!.fix!.apply(document))).toEqual([])
  }
})

test('an SMS is told empty, dear or long; what is sound is not', () => {
  expect(codes(emptySms('en'))).toEqual(['error SMS_EMPTY'])
  expect(codes({ ...emptySms('en'), body: 'Hi {{ contact.firstName }}' })).toEqual([])
  expect(codes({ ...emptySms('en'), body: 'x'.repeat(500) })).toEqual(['warning SMS_LONG'])
  expect(hasContentErrors(checkContent({ ...emptySms('en'), body: 'Ciao 🎁' }))).toBe(false)
  expect(codes({ ...emptySms('en'), body: 'Ciao 🎁' })).toEqual(['warning SMS_UNICODE'])
})
