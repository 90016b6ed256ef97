import { isDuration, parseDuration } from '@snodo/base'

export const UNITS = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const
export type Unit = (typeof UNITS)[number] | 'seconds'
export type SimpleDuration = { sign: 1 | -1; amount: number; unit: Unit }

/** A duration of one unit, as the field edits it; null for a mixed one (`P1DT12H`), which is edited as its text. */
export function simpleDuration(text: string): SimpleDuration | null {
  if (!isDuration(text)) return null
  const parts = parseDuration(text)
  const set = (['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const).filter((unit) => parts[unit] > 0)
  if (set.length > 1) return null
  const unit = set[0]
  if (unit === undefined) return { sign: parts.sign, amount: 0, unit: zeroUnit(text) }
  return { sign: parts.sign, amount: parts[unit], unit }
}

/** `PT0H` keeps its hours: the unit the author chose must not jump while the number is being typed. */
function zeroUnit(text: string): Unit {
  const time = text.includes('T')
  const letter = text.at(-1)
  if (time) return letter === 'H' ? 'hours' : letter === 'S' ? 'seconds' : 'minutes'
  return letter === 'Y' ? 'years' : letter === 'M' ? 'months' : letter === 'W' ? 'weeks' : 'days'
}

export function writeDuration({ sign, amount, unit }: SimpleDuration): string {
  const n = Math.max(0, Math.round(amount))
  const prefix = sign < 0 && n > 0 ? '-' : ''
  const text: Record<Unit, string> = {
    years: `P${n}Y`,
    months: `P${n}M`,
    weeks: `P${n}W`,
    days: `P${n}D`,
    hours: `PT${n}H`,
    minutes: `PT${n}M`,
    seconds: `PT${n}S`,
  }
  return prefix + text[unit]
}
