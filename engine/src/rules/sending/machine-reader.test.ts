import { describe, expect, test } from 'vitest'
import { isMachineReader, type MailReader } from './machine-reader.ts'

const sentAt = Date.parse('2026-03-02T09:00:00Z')
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'
const judge = (reader: Partial<MailReader>, kind: 'open' | 'click' = 'click', afterMs = 60_000) =>
  isMachineReader({ method: 'GET', userAgent: BROWSER, prefetch: false, ...reader }, { kind, sentAt, now: sentAt + afterMs })

describe('a person', () => {
  test.each([
    BROWSER,
    'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
    'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17029; Pro)',
  ])('reads with %s', (userAgent) => {
    expect(judge({ userAgent })).toBe(false)
    expect(judge({ userAgent }, 'open')).toBe(false)
  })

  test('opens a mail through the picture proxies of Gmail and Yahoo, which follow no links', () => {
    const userAgent = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)'
    expect(judge({ userAgent }, 'open')).toBe(false)
    expect(judge({ userAgent }, 'click')).toBe(true)
  })
})

describe('a machine', () => {
  test.each([
    '',
    'Mozilla/5.0',
    'curl/8.9.1',
    'python-requests/2.32',
    'Barracuda Sentinel (EE)',
    'Mozilla/5.0 (compatible; Proofpoint URL Defense)',
  ])('reads with “%s”', (userAgent) => {
    expect(judge({ userAgent })).toBe(true)
  })
  test('asks without reading, fetches ahead, tells no name, or comes within two seconds of the sending', () => {
    expect(judge({ method: 'HEAD' })).toBe(true)
    expect(judge({ prefetch: true })).toBe(true)
    expect(judge({ userAgent: null })).toBe(true)
    expect(judge({}, 'click', 1_999)).toBe(true)
    expect(judge({}, 'click', 2_000)).toBe(false)
    const before = { kind: 'click', sentAt: null, now: sentAt } as const
    expect(isMachineReader({ method: 'GET', userAgent: BROWSER, prefetch: false }, before)).toBe(true)
  })
})
