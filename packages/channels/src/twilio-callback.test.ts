import { createHash, createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { isTwilioSignature, readTwilioStatus } from './twilio-callback.ts'

const url = 'https://mycompany.com/myapp.php?foo=1&bar=2'
const form = { CallSid: 'CA1234567890ABCDE', Caller: '+14158675309', Digits: '1234', From: '+14158675309', To: '+18005551212' }
/** The example of the provider's own documentation. */
const signature = 'RSOYDt4T1cUTdK1PDd93/VVr8B8='

describe('the signature of a callback', () => {
  it("agrees with the example of the provider's documentation, in whatever order the form came", () => {
    expect(isTwilioSignature('12345', { url, signature, form })).toBe(true)
    expect(isTwilioSignature('12345', { url, signature, form: Object.fromEntries(Object.entries(form).reverse()) })).toBe(true)
  })

  it.each([
    ['another token', '12346', { url, signature, form }],
    ['another address', '12345', { url: url.replace('foo=1', 'foo=2'), signature, form }],
    ['a changed value', '12345', { url, signature, form: { ...form, Digits: '1235' } }],
    ['a value more', '12345', { url, signature, form: { ...form, Extra: '' } }],
    ['a value less', '12345', { url, signature, form: { CallSid: form.CallSid } }],
    ['no signature', '12345', { url, signature: undefined, form }],
    ['an empty signature', '12345', { url, signature: '', form }],
    ['a signature of another length', '12345', { url, signature: `${signature}=`, form }],
  ])('%s is refused', (_name, token, callback) => {
    expect(isTwilioSignature(token, callback)).toBe(false)
  })

  it('of a body that is not a form holds for that body alone', () => {
    const rawBody = '{"a":1}'
    const hash = createHash('sha256').update(rawBody).digest('hex')
    const address = `https://snodo.example/h?bodySHA256=${hash}`
    const signed = createHmac('sha1', 'token').update(address).digest('base64')
    expect(isTwilioSignature('token', { url: address, signature: signed, rawBody })).toBe(true)
    expect(isTwilioSignature('token', { url: address, signature: signed, rawBody: '{"a":2}' })).toBe(false)
    const bare = createHmac('sha1', 'token').update('https://snodo.example/h').digest('base64')
    expect(isTwilioSignature('token', { url: 'https://snodo.example/h', signature: bare, rawBody })).toBe(false)
  })
})

describe('a status report', () => {
  it.each([
    [
      { MessageSid: 'SM1', MessageStatus: 'queued' },
      { providerId: 'SM1', state: 'underway', hard: false, code: null },
    ],
    [
      { SmsSid: 'SM1', SmsStatus: 'sent', ErrorCode: '0' },
      { state: 'sent', code: null },
    ],
    [{ MessageSid: 'SM1', MessageStatus: 'delivered' }, { state: 'delivered' }],
    [
      { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30005' },
      { state: 'undelivered', hard: true, code: '30005' },
    ],
    [
      { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' },
      { state: 'undelivered', hard: false, code: '30003' },
    ],
    [
      { MessageSid: 'SM1', MessageStatus: 'failed', ErrorCode: '21610' },
      { state: 'undelivered', hard: true },
    ],
  ])('%j', (report, read) => {
    expect(readTwilioStatus(report)).toMatchObject(read)
  })

  it('ranks so that reports out of order never lead back', () => {
    const rank = (MessageStatus: string) => readTwilioStatus({ MessageSid: 'SM1', MessageStatus })!.rank
    const order = ['queued', 'sending', 'sent', 'undelivered', 'delivered', 'read'].map(rank)
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(new Set(order).size).toBe(order.length)
  })

  it.each([
    [{}],
    [{ MessageSid: 'SM1' }],
    [{ MessageSid: 'SM1', MessageStatus: 'teleported' }],
    [{ MessageSid: 'SM1', MessageStatus: 'constructor' }],
    [{ MessageSid: ['a', 'b'], MessageStatus: 'sent' }],
  ])('%j is none', (report) => {
    expect(readTwilioStatus(report)).toBeNull()
  })
})
