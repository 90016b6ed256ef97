import { expect, test } from 'vitest'
import { type Cap, capHolds, capsLookBackMs } from './caps.ts'

// A Tuesday, 11:00 in Rome.
const NOW = Date.parse('2026-11-24T10:00:00Z')
const HOUR = 3_600_000
const facts = { now: NOW, channel: 'email', tag: null, zone: { id: 'Europe/Rome' } }
const sent = (hoursAgo: number, channel = 'email', purpose = 'marketing') => ({
  channel,
  purpose,
  tag: null,
  block: '1:hello',
  at: NOW - hoursAgo * HOUR,
})
const rolling: Cap = { channel: 'email', most: 2, window: { rolling: 'P1D' }, whenFull: 'hold' }

test('a rolling window has room again when its oldest message leaves it', () => {
  expect(capHolds(rolling, facts, [sent(2)])).toBeNull()
  expect(capHolds(rolling, facts, [sent(2), sent(20)])).toEqual({ sent: 2, window: 'P1D', until: NOW + 4 * HOUR })
  expect(capHolds(rolling, facts, [sent(2), sent(25)])).toBeNull()
})

test('when more were sent than a cap now allows, as many must leave', () => {
  expect(capHolds(rolling, facts, [sent(2), sent(10), sent(20)])?.until).toBe(NOW + 14 * HOUR)
})

test('a calendar window begins and ends at the midnight of the contact', () => {
  const day: Cap = { ...rolling, most: 1, window: { calendar: 'day' } }
  expect(capHolds(day, facts, [sent(10)])?.until).toBe(Date.parse('2026-11-24T23:00:00Z'))
  expect(capHolds(day, facts, [sent(12)])).toBeNull()
  const week: Cap = { ...rolling, most: 1, window: { calendar: 'week' } }
  expect(capHolds(week, facts, [sent(30)])?.until).toBe(Date.parse('2026-11-29T23:00:00Z'))
  const month: Cap = { ...rolling, most: 1, window: { calendar: 'month' } }
  expect(capHolds(month, facts, [sent(30)])?.until).toBe(Date.parse('2026-11-30T23:00:00Z'))
})

test('other channels and transactional messages do not count', () => {
  expect(capHolds(rolling, facts, [sent(1, 'sms'), sent(2, 'email', 'transactional'), sent(3)])).toBeNull()
  expect(capHolds({ ...rolling, channel: null }, facts, [sent(1, 'sms'), sent(3)])).not.toBeNull()
  expect(capHolds(rolling, { ...facts, channel: 'sms' }, [sent(1), sent(2), sent(3)])).toBeNull()
})

test('a cap on a tag counts and holds only messages of that tag, on any channel', () => {
  const offers: Cap = { ...rolling, channel: null, tag: 'offer', most: 1 }
  const offer = { ...sent(3, 'sms'), tag: 'offer' }
  expect(capHolds(offers, { ...facts, tag: 'offer' }, [offer, sent(1)])).toMatchObject({ sent: 1 })
  expect(capHolds(offers, { ...facts, tag: 'offer' }, [sent(1)])).toBeNull()
  expect(capHolds(offers, facts, [offer])).toBeNull()
})

test('a calendar window may have a zone of its own', () => {
  const day: Cap = { ...rolling, most: 1, window: { calendar: 'day', zone: 'America/New_York' } }
  // 05:00 in New York: its midnight was five hours ago, and the next comes at 05:00Z.
  expect(capHolds(day, facts, [sent(4)])?.until).toBe(Date.parse('2026-11-25T05:00:00Z'))
  expect(capHolds(day, facts, [sent(6)])).toBeNull()
})

test('messages are looked back for as long as the longest window lasts', () => {
  const DAY = 24 * HOUR
  expect(capsLookBackMs([])).toBe(DAY)
  expect(capsLookBackMs([rolling, { ...rolling, window: { rolling: 'P1W' } }])).toBe(7 * DAY)
  expect(capsLookBackMs([{ ...rolling, window: { calendar: 'month' } }])).toBe(32 * DAY)
})
