import type { Cap } from '../../api/workspace.ts'

/** The windows people choose from: the rolling ones by their length, the others by the calendar. */
export const WINDOWS = ['hours24', 'days7', 'days30', 'day', 'week', 'month'] as const
export type WindowName = (typeof WINDOWS)[number]

const ROLLING: Partial<Record<WindowName, string>> = { hours24: 'PT24H', days7: 'P7D', days30: 'P30D' }

export function capWindow(name: WindowName): Cap['window'] {
  const rolling = ROLLING[name]
  return rolling === undefined ? { calendar: name as 'day' | 'week' | 'month' } : { rolling } // those without a length are calendar ones
}

/** A window's name in the list; its own length where the list has none of that length. */
export function windowName(window: Cap['window']): WindowName | string {
  if ('calendar' in window) return window.calendar
  const known = Object.entries(ROLLING).find(([, length]) => length === window.rolling)
  return known?.[0] ?? window.rolling
}
