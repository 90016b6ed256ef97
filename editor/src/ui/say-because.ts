import type { Json, JsonObject, Language } from '@snodo/base'
import { isRecord } from '../inspector/field.ts'
import { reasons } from '../words/reasons.ts'
import { dateTime } from './moment.ts'

/** A reason in words; one this editor has no words for says its values, or its code. */
export function sayBecause(because: unknown, language: Language): string {
  if (!isRecord(because) || typeof because.code !== 'string') return ''
  const values = isRecord(because.values) ? because.values : {}
  const text = Object.hasOwn(reasons, because.code) ? reasons[because.code as keyof typeof reasons][language] : null
  if (text === null) return typeof values.say === 'string' ? values.say : because.code.toLowerCase().replaceAll('_', ' ')
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
    name === 'compared' ? sayCompared(values, language) : sayValue(values[name]),
  )
}

/** What a condition found, and what that made of it. */
function sayCompared(values: JsonObject, language: Language): string {
  const list = Array.isArray(values.compared) ? values.compared.filter(isRecord) : []
  return list
    .map((each) => {
      const verdict =
        typeof each.verdict === 'string' && Object.hasOwn(VERDICTS, each.verdict)
          ? VERDICTS[each.verdict as keyof typeof VERDICTS][language]
          : ''
      return each.got === undefined ? verdict : `${sayValue(each.got)} → ${verdict}`
    })
    .join('; ')
}

const VERDICTS = { yes: { en: 'yes', it: 'sì' }, no: { en: 'no', it: 'no' }, cannotTell: { en: 'cannot tell', it: 'non si sa' } }

function sayValue(value: Json | undefined): string {
  if (value === undefined || value === null) return '—'
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value)) return dateTime(value)
  if (typeof value === 'number' && value > 1e12) return dateTime(new Date(value).toISOString())
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
