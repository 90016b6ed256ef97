import { TurnedClock } from '@snodo/base'
import { describe, expect, it } from 'vitest'
import { bulkhead, deliverEach } from './bulkhead.ts'
import { type DeliveryFate, FATE_TEXT_MAX, fateText, isChannelName, neverBegan, type OutgoingSms } from './channel.ts'
import { readRetryAfter } from './retry-after.ts'
import { sandboxChannel } from './sandbox.ts'

const sms = (key: string): OutgoingSms => ({ channel: 'sms', key, to: '+393331234567', from: null, text: 'ciao' })
const never = new AbortController().signal

describe('the sandbox', () => {
  it('accepts every message of a batch under its key, and calls nobody', async () => {
    const fates = await sandboxChannel('sms').deliver([sms('1:1'), sms('1:2')], never)
    expect([...fates]).toEqual([
      ['1:1', { fate: 'accepted', providerId: 'sandbox:1:1' }],
      ['1:2', { fate: 'accepted', providerId: 'sandbox:1:2' }],
    ])
  })

  it('heeds the stop like every other channel', async () => {
    const fates = await sandboxChannel('email').deliver([], AbortSignal.abort())
    expect(fates.size).toBe(0)
    expect((await sandboxChannel('sms').deliver([sms('1:1')], AbortSignal.abort())).get('1:1')).toMatchObject({
      fate: 'retry',
      afterMs: 0,
    })
  })
})

describe('a batch', () => {
  const limits = { batchSize: 10, concurrency: 3 }

  it('has never more in the air than the bulkhead is wide, also across batches', async () => {
    const gate = bulkhead(limits.concurrency)
    let inAir = 0
    let most = 0
    const deliverOne = async () => {
      most = Math.max(most, ++inAir)
      await new Promise((resolve) => setImmediate(resolve))
      inAir--
      return { fate: 'accepted', providerId: null } as const
    }
    const batch = (name: string) => Array.from({ length: 10 }, (_, i) => sms(`${name}:${i}`))
    const fates = await Promise.all(['a', 'b', 'c'].map((name) => deliverEach(batch(name), limits, gate, never, deliverOne)))
    expect(fates.map(({ size }) => size)).toEqual([10, 10, 10])
    expect(most).toBe(3)
  })

  it('ends where the provider itself fails: those in the air have their fate, nobody else is tried', async () => {
    const busy: DeliveryFate = { fate: 'retry', afterMs: 7000, slows: true, because: '429' }
    const lost: DeliveryFate = { fate: 'unknown', because: 'no answer' }
    const greylisted: DeliveryFate = { fate: 'retry', afterMs: null, slows: false, because: '451' }
    const tried = async (fate: DeliveryFate) => {
      const batch = Array.from({ length: 10 }, (_, i) => sms(`1:${i}`))
      const fates = await deliverEach(batch, limits, bulkhead(limits.concurrency), never, async () => fate)
      return [...fates.values()].filter((each) => !neverBegan(each)).length
    }
    expect(await tried(busy)).toBe(3)
    expect(await tried(lost)).toBe(3)
    expect(await tried(greylisted)).toBe(10)
  })

  it('with the same key twice, or over its bound, is a programmer’s error', async () => {
    const channel = sandboxChannel('sms')
    await expect(channel.deliver([sms('1:1'), sms('1:1')], never)).rejects.toThrow('two messages with the key 1:1')
    const tooMany = Array.from({ length: channel.limits.batchSize + 1 }, (_, i) => sms(`1:${i}`))
    await expect(channel.deliver(tooMany, never)).rejects.toThrow('at most 500')
  })
})

describe('words of a provider', () => {
  it('become one bounded line', () => {
    expect(fateText('550-No\r\n550 such\tuser\u0000')).toBe('550-No 550 such user')
    expect(fateText('x'.repeat(5000)).length).toBe(FATE_TEXT_MAX)
  })
})

describe('Retry-After', () => {
  const now = new TurnedClock('2026-03-28T09:00:00Z').now()
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 120 ', 120_000],
    ['Sat, 28 Mar 2026 09:00:30 GMT', 30_000],
    ['Saturday, 28-Mar-26 09:00:30 GMT', 30_000],
    ['Sat, 28 Mar 2026 08:59:00 GMT', 0],
    ['999999999', 86_400_000],
    ['Sat, 28 Mar 2099 09:00:30 GMT', 86_400_000],
    ['-1', null],
    ['1.5', null],
    ['soon', null],
    ['', null],
    [undefined, null],
  ])('%s gives %s ms', (header, ms) => {
    expect(readRetryAfter(header, now)).toBe(ms)
  })
})

describe('names of channels', () => {
  it('are known or not', () => {
    expect(['email', 'sms', 'fax', '', null].map(isChannelName)).toEqual([true, true, false, false, false])
  })
})
