import { seededRandom } from '@snodo/base'
import { expect, test } from 'vitest'
import { readTrackingToken, type TrackingClaim, trackingUrl } from './tracking-link.ts'

const secret = 'a secret of this test'
const click: TrackingClaim = { kind: 'click', contact: '65', message: '129:3', link: 7 }
const open: TrackingClaim = { kind: 'open', contact: '9223372036854775807', message: '9223372036854775807:2147483647' }
const tokenOf = (claim: TrackingClaim) => trackingUrl('https://snodo.example/', claim, secret).split('/').at(-1) ?? ''

test('an address tells its own claim back, and stays short', () => {
  expect(trackingUrl('https://snodo.example/', click, secret)).toMatch(/^https:\/\/snodo\.example\/t\/c\/[0-9a-z.]+\.[\w-]{22}$/)
  expect(readTrackingToken('click', tokenOf(click), secret)).toEqual(click)
  expect(readTrackingToken('open', tokenOf(open), secret)).toEqual(open)
  expect(trackingUrl('https://snodo.example', open, secret).length).toBeLessThan(100)
})

test('an address of one kind, or of another installation, opens nothing of the other', () => {
  expect(readTrackingToken('open', tokenOf(click), secret)).toBeNull()
  expect(readTrackingToken('click', tokenOf(open), secret)).toBeNull()
  const { contact, message } = click
  expect(readTrackingToken('click', `${tokenOf({ kind: 'open', contact, message })}.7`, secret)).toBeNull()
  expect(readTrackingToken('click', tokenOf(click), 'another secret')).toBeNull()
})

test('of ten thousand altered addresses none is taken', () => {
  const random = seededRandom('altered')
  const below = (n: number) => Math.floor(random.next() * n)
  const signs = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./\\%:é\0 '
  const whole = tokenOf(click)
  for (let n = 0; n < 10_000; n++) {
    const at = below(whole.length + 1)
    const sign = signs[below(signs.length)] ?? ''
    const altered = [
      whole.slice(0, at) + sign + whole.slice(at),
      whole.slice(0, at) + sign + whole.slice(at + 1),
      whole.slice(0, at) + whole.slice(at + 1 + below(4)),
      whole.split('.').toReversed().join('.'),
      sign.repeat(below(500)),
    ][n % 5]!
    if (altered !== whole) expect(readTrackingToken('click', altered, secret), altered).toBeNull()
  }
})
