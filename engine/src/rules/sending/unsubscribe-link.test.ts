import { expect, test } from 'vitest'
import { readUnsubscribeToken, unsubscribeUrl } from './unsubscribe-link.ts'

const claim = { contact: '6553605', channel: 'email', purpose: 'marketing', message: '6553733:12' }
const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1)

test('a link reads back as what it was made of', () => {
  const url = unsubscribeUrl('https://snodo.example/', claim, 'secret')
  expect(url).toMatch(/^https:\/\/snodo\.example\/u\/[A-Za-z0-9._-]+$/)
  expect(readUnsubscribeToken(tokenOf(url), 'secret')).toEqual(claim)
})

test('the largest ids and odd purposes survive', () => {
  const odd = {
    contact: '9223372036854775807',
    channel: 'email',
    purpose: 'new.products & more',
    message: '9223372036854775807:1',
  }
  expect(readUnsubscribeToken(tokenOf(unsubscribeUrl('https://s', odd, 'k')), 'k')).toEqual(odd)
})

test('a link that was tampered with, or signed by somebody else, is none', () => {
  const token = tokenOf(unsubscribeUrl('https://s', claim, 'secret'))
  expect(readUnsubscribeToken(token, 'another')).toBeNull()
  for (let i = 0; i < token.length; i++) {
    const changed = token.slice(0, i) + (token[i] === 'a' ? 'b' : 'a') + token.slice(i + 1)
    expect(readUnsubscribeToken(changed, 'secret')).toBeNull()
  }
  for (const nonsense of ['', '.', '....', 'x'.repeat(1000), '1.2.3.email.marketing', '%.%.%.%.%.%'])
    expect(readUnsubscribeToken(nonsense, 'secret')).toBeNull()
})

test('the link stays short enough not to be folded into pieces', () => {
  expect(unsubscribeUrl('https://news.example.com', claim, 'secret').length).toBeLessThan(80)
})
