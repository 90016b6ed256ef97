import type { Language } from '@snodo/base'
import { numberFormat } from './intl-formats.ts'

/** An amount as people write it: `1.234,50 €` in Italian, `€1,234.50` in English. What is no number comes back as it was. */
export function formatMoney(value: unknown, currency: string, language: Language): string {
  const amount = asNumber(value)
  if (amount === null) return asText(value)
  const code = currency.trim().toUpperCase()
  // A currency that is no ISO 4217 code (say, loyalty points) is written after the number as it stands.
  if (!/^[A-Z]{3}$/.test(code)) return `${formatNumber(amount, language, 2)} ${currency.trim()}`.trim()
  return numberFormat(language, { style: 'currency', currency: code, useGrouping: 'always' }).format(amount)
}

/** A number with its thousands. `decimals` null keeps up to three of its own. */
export function formatNumber(value: unknown, language: Language, decimals: number | null): string {
  const number = asNumber(value)
  if (number === null) return asText(value)
  const digits = decimals === null || !Number.isInteger(decimals) ? null : Math.min(Math.max(decimals, 0), 20)
  const options =
    digits === null ? { maximumFractionDigits: 3 } : { minimumFractionDigits: digits, maximumFractionDigits: digits }
  // Spanish and Italian leave four-digit numbers ungrouped by default; beside an amount that reads as a mistake.
  return numberFormat(language, { ...options, useGrouping: 'always' }).format(number)
}

function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

function asText(value: unknown): string {
  return value === null || value === undefined ? '' : String(value)
}
