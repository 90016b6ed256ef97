import { isZone, type Language } from '@snodo/base'
import { dateFormat } from './intl-formats.ts'

/** `now` is only what the caller's clock said; without one, "now" stays the word it is. */
export type DateSetting = { zone: string; language: Language; now: number | null }

/** Formats people ask for by name; anything with a `%` is read as Liquid's strftime. */
const NAMED: Record<string, Intl.DateTimeFormatOptions> = {
  short: { day: '2-digit', month: '2-digit', year: 'numeric' },
  medium: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric' },
  full: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  datetime: { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  weekday: { weekday: 'long' },
  month: { month: 'long' },
  day: { day: 'numeric', month: 'long' },
}

export const DATE_FORMATS: readonly string[] = Object.keys(NAMED)

/**
 * A date written in the contact's zone and language. A date without a time is a date wherever the reader lives, a local
 * date-time stays local, only an instant (with Z or an offset, or a number of seconds as in Liquid) moves with the zone.
 * What is no date comes back as it was.
 */
export function formatDate(value: unknown, format: string, setting: DateSetting): string {
  const read = readDate(value, setting)
  if (read === null) return value === null || value === undefined ? '' : String(value)
  const language = setting.language === 'en' ? 'en-GB' : setting.language
  const zone = read.civil ? 'UTC' : knownZone(setting.zone)
  if (format.includes('%')) return strftime(read.at, format, zone, language)
  return dateFormat(language, { ...(NAMED[format] ?? NAMED.long), timeZone: zone }).format(read.at)
}

function readDate(value: unknown, setting: DateSetting): { at: number; civil: boolean } | null {
  if (value === 'now' || value === 'today') return setting.now === null ? null : { at: setting.now, civil: false }
  if (value instanceof Date) return validDate(value.getTime(), false)
  if (typeof value === 'number') return validDate(value * 1000, false)
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (/^\d{9,11}$/.test(text)) return validDate(Number(text) * 1000, false)
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return validDate(Date.parse(`${text}T00:00:00Z`), true)
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?$/.test(text))
    return validDate(Date.parse(`${text.replace(' ', 'T')}Z`), true)
  if (/^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text)) return validDate(Date.parse(text.replace(' ', 'T')), false)
  return null
}

function validDate(at: number, civil: boolean): { at: number; civil: boolean } | null {
  return Number.isNaN(new Date(at).getTime()) ? null : { at, civil }
}

/** A zone this machine's calendar does not know must not lose the message: UTC, which says nothing false about the day in Europe. */
function knownZone(zone: string): string {
  return isZone(zone) ? zone : 'UTC'
}

/** The parts of strftime that templates use. An unknown letter stays as it is; a width is not read, so it cannot grow the text. */
function strftime(at: number, format: string, zone: string, language: string): string {
  const part = (options: Intl.DateTimeFormatOptions) => dateFormat(language, { ...options, timeZone: zone }).format(at)
  const numbers = new Map<string, string>(
    dateFormat('en-GB', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const number = (type: string) => numbers.get(type) ?? ''
  const hour12 = () => String(Number(number('hour')) % 12 || 12)
  const letters: Record<string, () => string> = {
    Y: () => number('year'),
    y: () => number('year').slice(-2),
    m: () => number('month'),
    d: () => number('day'),
    e: () => String(Number(number('day'))),
    H: () => number('hour'),
    I: () => hour12().padStart(2, '0'),
    l: () => hour12(),
    M: () => number('minute'),
    S: () => number('second'),
    p: () => (Number(number('hour')) < 12 ? 'AM' : 'PM'),
    A: () => part({ weekday: 'long' }),
    a: () => part({ weekday: 'short' }),
    B: () => part({ month: 'long' }),
    b: () => part({ month: 'short' }),
    F: () => `${number('year')}-${number('month')}-${number('day')}`,
    T: () => `${number('hour')}:${number('minute')}:${number('second')}`,
    R: () => `${number('hour')}:${number('minute')}`,
    Z: () => zone,
    s: () => String(Math.floor(at / 1000)),
    '%': () => '%',
  }
  return format.replace(/%(-?)([A-Za-z%])/g, (whole, dash: string, letter: string) => {
    const text = letters[letter]?.()
    if (text === undefined) return whole
    return dash ? text.replace(/^0+(?=\d)/, '') : text
  })
}
