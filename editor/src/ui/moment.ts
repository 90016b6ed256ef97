import { currentLanguage } from '../i18n.ts'

/** Dates and numbers as the language writes them. `zone` is an IANA time zone; absent: the browser's. */
export function dateTime(iso: string, zone?: string): string {
  return format(iso, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(zone ? { timeZone: zone } : {}),
  })
}

export function shortDateTime(iso: string, zone?: string): string {
  return format(iso, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(zone ? { timeZone: zone } : {}),
  })
}

export function timeOfDay(iso: string): string {
  return format(iso, { hour: '2-digit', minute: '2-digit', second: '2-digit' })
}

export function dateOnly(iso: string): string {
  return format(iso, { day: 'numeric', month: 'short', year: 'numeric' })
}

export function number(value: number): string {
  return new Intl.NumberFormat(currentLanguage()).format(value)
}

/** 950, 1.2 k, 3.4 M: for pills with little room. */
export function compactNumber(value: number): string {
  if (value < 10_000) return number(value)
  return new Intl.NumberFormat(currentLanguage(), { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

export function percent(share: number): string {
  return new Intl.NumberFormat(currentLanguage(), { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 }).format(share)
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86_400_000],
  ['month', 30 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 minutes ago", "in 2 days". */
export function ago(iso: string, now: number): string {
  const difference = Date.parse(iso) - now
  const formatter = new Intl.RelativeTimeFormat(currentLanguage(), { numeric: 'auto' })
  for (const [unit, ms] of STEPS) {
    if (Math.abs(difference) >= ms) return formatter.format(Math.round(difference / ms), unit)
  }
  return formatter.format(Math.round(difference / 1000), 'second')
}

/** A length of time in its two largest units: "2 days 3 hours". */
export function lengthOfTime(ms: number): string {
  const parts: string[] = []
  let left = Math.max(0, Math.round(ms / 1000)) * 1000
  for (const [unit, size] of [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
    ['second', 1000],
  ] as const) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count === 0 && !(unit === 'second' && parts.length === 0)) continue
    parts.push(new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit, unitDisplay: 'long' }).format(count))
    if (parts.length === 2) break
  }
  return parts.join(' ')
}

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  const instant = new Date(iso)
  if (Number.isNaN(instant.getTime())) return iso
  return new Intl.DateTimeFormat(currentLanguage() === 'it' ? 'it-IT' : 'en-GB', options).format(instant)
}
