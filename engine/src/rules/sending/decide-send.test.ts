import { describe, expect, test } from 'vitest'
import { decideSend, type SendFacts } from './decide-send.ts'
import { STANDARD_QUIET_HOURS } from './quiet-hours.ts'

const at = (iso: string) => Date.parse(iso)
// A Tuesday, 11:00 in Rome.
const NOW = at('2026-11-24T10:00:00Z')
const HOUR = 3_600_000

const fine: SendFacts = {
  now: NOW,
  channel: 'email',
  purpose: 'marketing',
  tag: null,
  expiresAt: null,
  heldSince: null,
  flow: 'live',
  pausedAt: null,
  stoppedBy: null,
  address: 'a@example.com',
  consent: { state: 'granted', basis: 'consent' },
  suppressed: null,
  zone: { id: 'Europe/Rome', from: 'workspace' },
  quietHours: null,
  caps: [],
  sentBefore: [],
  breakerPerDay: 5,
  droppedRepeat: false,
}
const sent = (hoursAgo: number, purpose = 'marketing', channel = 'email') => ({
  channel,
  purpose,
  tag: null,
  block: '1:hello',
  at: NOW - hoursAgo * HOUR,
})
const evening = { ...fine, channel: 'sms', now: at('2026-11-24T20:00:00Z'), quietHours: STANDARD_QUIET_HOURS }

const cases: [claim: string, change: Partial<SendFacts>, decision: string][] = [
  ['all is well', {}, 'send'],
  ['a closed flow lets those inside finish', { flow: 'closed' }, 'send'],
  ['a stopped flow sends nothing', { flow: 'stopped' }, 'notSend FLOW_STOPPED'],
  ['an erased contact is sent nothing', { address: undefined }, 'notSend CONTACT_GONE'],
  ['without an address there is nowhere to send', { address: null }, 'notSend NO_ADDRESS'],
  ['unknown consent is not granted', { consent: null }, 'notSend CONSENT_UNKNOWN'],
  ['pending consent is not granted', { consent: { state: 'pending', basis: 'doubleOptIn' } }, 'notSend CONSENT_PENDING'],
  ['denied is denied', { consent: { state: 'denied', basis: 'unsubscribe' } }, 'notSend CONSENT_DENIED'],
  ['an existing customer may be written by e-mail', { consent: { state: 'granted', basis: 'existingCustomer' } }, 'send'],
  [
    'an existing customer may not be sent SMS',
    { channel: 'sms', consent: { state: 'granted', basis: 'existingCustomer' } },
    'notSend CONSENT_BASIS',
  ],
  ['transactional needs no consent', { purpose: 'transactional', consent: null }, 'send'],
  [
    'transactional obeys an opt-out',
    { purpose: 'transactional', consent: { state: 'denied', basis: 'objection' } },
    'notSend CONSENT_DENIED',
  ],
  ['transactional obeys a suppression', { purpose: 'transactional', suppressed: 'hard_refusal' }, 'notSend SUPPRESSED'],
  ['too late is too late', { expiresAt: NOW }, 'notSend EXPIRED'],
  ['the last moment before it is not', { expiresAt: NOW + 1 }, 'send'],
  ['five in a day open the breaker', { sentBefore: [1, 2, 3, 4, 5].map((h) => sent(h)) }, 'hold BREAKER'],
  [
    'the breaker counts every channel and purpose',
    { sentBefore: [1, 2, 3, 4, 5].map((h) => sent(h, 'transactional', 'sms')) },
    'hold BREAKER',
  ],
  [
    'the breaker counts anew from when it was reset',
    { sentBefore: [1, 2, 3, 4, 5, 6].map((h) => ({ ...sent(h), beforeReset: h > 2 })) },
    'send',
  ],
  [
    'as many again after a reset open the breaker again',
    { sentBefore: [1, 2, 3, 4, 5, 6].map((h) => ({ ...sent(h), beforeReset: h > 5 })) },
    'hold BREAKER',
  ],
  ['a repeat the breaker held is dropped where nobody wanted repeats', { droppedRepeat: true }, 'notSend REPEATED'],
  ['the breaker forgets after a day', { sentBefore: [1, 2, 3, 4, 25].map((h) => sent(h)) }, 'send'],
]

describe('what is decided at the moment of sending', () => {
  test.each(cases)('%s', (_, change, decision) => {
    expect(told(decideSend({ ...fine, ...change }))).toBe(decision)
  })
})

test('quiet hours hold until the morning', () => {
  expect(decideSend(evening)).toMatchObject({ do: 'hold', until: at('2026-11-25T08:00:00Z'), because: { code: 'QUIET_HOURS' } })
})

test('quiet hours that skip do not hold', () => {
  expect(told(decideSend({ ...evening, quietHours: { ...STANDARD_QUIET_HOURS, whenQuiet: 'skip' } }))).toBe('notSend QUIET_HOURS')
})

test('transactional skips quiet hours and caps', () => {
  const cap = { channel: null, most: 1, window: { rolling: 'P1D' }, whenFull: 'skip' } as const
  expect(told(decideSend({ ...evening, purpose: 'transactional', caps: [cap], sentBefore: [sent(1)] }))).toBe('send')
})

test('quiet from Saturday evening over Sunday is longer than a message is held', () => {
  // Saturday 20:30 in Rome; the next moment that is not quiet is Monday 09:00.
  const saturday = decideSend({ ...evening, now: at('2026-11-28T19:30:00Z') })
  expect(saturday).toMatchObject({
    do: 'notSend',
    because: { code: 'HELD_TOO_LONG', values: { held: 'QUIET_HOURS', hours: 24 } },
  })
})

test('holding is counted from when it first was held, whatever held it', () => {
  const cap = { channel: 'email', most: 1, window: { rolling: 'PT10H' }, whenFull: 'hold' } as const
  const held = decideSend({ ...fine, caps: [cap], sentBefore: [sent(4)] })
  expect(held).toMatchObject({
    do: 'hold',
    until: NOW + 6 * HOUR,
    heldSince: NOW,
    because: { code: 'CAPPED', values: { most: 1, sent: 1 } },
  })
  const late = decideSend({ ...fine, caps: [cap], sentBefore: [sent(4)], heldSince: NOW - 19 * HOUR })
  expect(told(late)).toBe('notSend HELD_TOO_LONG')
})

function told(decision: ReturnType<typeof decideSend>): string {
  return decision.do === 'send' ? 'send' : `${decision.do} ${decision.because.code}`
}

test('what a pause or an order to stop keeps back stays due: lifted a second later, it goes a second later', () => {
  for (const kept of [{ flow: 'paused' as const }, { stoppedBy: 'all' }]) {
    expect(decideSend({ ...fine, ...kept })).toMatchObject({ do: 'hold', until: NOW })
    expect(decideSend({ ...fine, ...kept, heldSince: NOW - 30 * HOUR })).toMatchObject({ do: 'hold', until: NOW })
  }
})

test('what a pause keeps back tells since when the flow is paused', () => {
  expect(decideSend({ ...fine, flow: 'paused', pausedAt: at('2026-11-25T08:00:00Z') })).toMatchObject({
    because: { code: 'FLOW_PAUSED', values: { since: '2026-11-25T08:00:00.000Z' } },
  })
})
