import { atCivil, civilDate, type Instant, type IsoDuration, plusDays, plusDuration, weekdayOf } from '@snodo/base'

/** At most so many messages in a window. The workspace has a list of them; each must leave room. */
export type Cap = {
  /** Null: all channels together. */
  channel: string | null
  /** Only messages of this tag; absent: all. */
  tag?: string
  most: number
  /**
   * Rolling: so far back from now. Calendar: since midnight, or that of Monday, or of the first of the month, in `zone`; absent: the
   * contact's own.
   */
  window: { rolling: IsoDuration } | { calendar: 'day' | 'week' | 'month'; zone?: string }
  whenFull: 'hold' | 'skip'
}

/** A message that went out, or is on its way, and therefore holds its place. */
export type SentBefore = {
  channel: string
  purpose: string
  tag: string | null
  /** The block that sent it, `flow:node`. */
  block: string
  at: Instant
  /** It went before an operator reset the breaker for this contact, which counts anew from then; caps count it all the same. */
  beforeReset?: boolean
}

/** What is proposed where a workspace is set up: enough to be remembered, too little to annoy. */
export const PROPOSED_CAPS: readonly Cap[] = [
  { channel: 'email', most: 2, window: { rolling: 'PT24H' }, whenFull: 'hold' },
  { channel: 'email', most: 6, window: { rolling: 'P7D' }, whenFull: 'hold' },
  { channel: 'sms', most: 1, window: { rolling: 'PT24H' }, whenFull: 'hold' },
  { channel: 'sms', most: 2, window: { rolling: 'P7D' }, whenFull: 'hold' },
]

/** Why a cap has no room now and when it next may; null: there is room. Transactional messages neither count nor are counted. */
export function capHolds(
  cap: Cap,
  facts: { now: Instant; channel: string; tag: string | null; zone: { id: string } },
  sentBefore: readonly SentBefore[],
): { sent: number; window: string; until: Instant } | null {
  if (!counts(cap, facts)) return null
  const zone = ('calendar' in cap.window ? cap.window.zone : undefined) ?? facts.zone.id
  const { from, name } = windowOf(cap, facts.now, zone)
  const inside = sentBefore
    .filter((sent) => sent.at > from && sent.purpose !== 'transactional' && counts(cap, sent))
    .map((sent) => sent.at)
    .sort((a, b) => a - b)
  if (inside.length < cap.most) return null
  // Room comes when so many of the oldest have left the window that one less than the most is in it.
  const leaving = inside[inside.length - cap.most] ?? facts.now
  const until =
    'rolling' in cap.window
      ? plusDuration(leaving, cap.window.rolling, 'exact', zone)
      : nextWindow(cap.window.calendar, facts.now, zone)
  return { sent: inside.length, window: name, until: Math.max(until, facts.now + 1000) }
}

/** How far back messages must be known for these caps: the longest window, with a day to spare for zones. */
export function capsLookBackMs(caps: readonly Cap[]): number {
  const DAY = 86_400_000
  const calendar = { day: 2 * DAY, week: 8 * DAY, month: 32 * DAY }
  const spans = caps.map((cap) =>
    'rolling' in cap.window ? -plusDuration(0, `-${cap.window.rolling}`, 'exact', 'UTC') : calendar[cap.window.calendar],
  )
  return Math.max(DAY, ...spans)
}

/** The window's open start and its name. */
function windowOf(cap: Cap, now: Instant, zone: string): { from: Instant; name: string } {
  if ('rolling' in cap.window)
    return { from: plusDuration(now, `-${cap.window.rolling}`, 'exact', zone), name: cap.window.rolling }
  return { from: atCivil(firstDay(cap.window.calendar, civilDate(now, zone)), '00:00', zone) - 1, name: cap.window.calendar }
}

function counts(cap: Cap, message: { channel: string; tag: string | null }): boolean {
  return (cap.channel === null || cap.channel === message.channel) && (cap.tag === undefined || cap.tag === message.tag)
}

function nextWindow(calendar: 'day' | 'week' | 'month', now: Instant, zone: string): Instant {
  const first = firstDay(calendar, civilDate(now, zone))
  const days = { day: 1, week: 7, month: 32 }[calendar]
  return atCivil(firstDay(calendar, plusDays(first, days)), '00:00', zone)
}

function firstDay(calendar: 'day' | 'week' | 'month', date: string): string {
  if (calendar === 'day') return date
  return calendar === 'week' ? plusDays(date, 1 - weekdayOf(date)) : `${date.slice(0, 8)}01`
}
