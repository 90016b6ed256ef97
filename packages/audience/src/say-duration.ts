import { type IsoDuration, isDuration, type Language, parseDuration } from '@snodo/base'

type Unit = 'years' | 'months' | 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds'
const UNITS: readonly Unit[] = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds']

const WORDS: Record<Language, Record<Unit, { one: string; many: string }>> = {
  en: {
    years: { one: 'year', many: 'years' },
    months: { one: 'month', many: 'months' },
    weeks: { one: 'week', many: 'weeks' },
    days: { one: 'day', many: 'days' },
    hours: { one: 'hour', many: 'hours' },
    minutes: { one: 'minute', many: 'minutes' },
    seconds: { one: 'second', many: 'seconds' },
  },
  it: {
    years: { one: 'anno', many: 'anni' },
    months: { one: 'mese', many: 'mesi' },
    weeks: { one: 'settimana', many: 'settimane' },
    days: { one: 'giorno', many: 'giorni' },
    hours: { one: 'ora', many: 'ore' },
    minutes: { one: 'minuto', many: 'minuti' },
    seconds: { one: 'secondo', many: 'secondi' },
  },
}

/** "3 days", "1 year and 2 months"; the text itself where it is no duration. */
export function sayDuration(duration: IsoDuration, language: Language): string {
  const parts = partsOf(duration).map(({ unit, count }) => `${count} ${WORDS[language][unit][count === 1 ? 'one' : 'many']}`)
  return parts.length === 0 ? duration : join(parts, language)
}

/** "the last 6 months", "gli ultimi 6 mesi" as it follows a preposition in Italian: "negli ultimi 6 mesi". */
export function sayLastTime(duration: IsoDuration, language: Language): string {
  const [first, ...rest] = partsOf(duration)
  if (first === undefined) return duration
  const single = first.count === 1 && rest.length === 0
  const time = single ? WORDS[language][first.unit].one : sayDuration(duration, language)
  if (language === 'en') return `the last ${time}`
  const feminine = first.unit === 'weeks' || first.unit === 'hours'
  if (single) return `nell’${feminine ? 'ultima' : 'ultimo'} ${time}`
  return `${feminine ? 'nelle ultime' : 'negli ultimi'} ${time}`
}

function partsOf(duration: IsoDuration): { unit: Unit; count: number }[] {
  if (!isDuration(duration)) return []
  const parsed = parseDuration(duration)
  return UNITS.filter((unit) => parsed[unit] > 0).map((unit) => ({ unit, count: parsed[unit] }))
}

function join(parts: readonly string[], language: Language): string {
  const and = language === 'en' ? 'and' : 'e'
  return parts.length === 1 ? parts[0]! : `${parts.slice(0, -1).join(', ')} ${and} ${parts.at(-1)}`
}
