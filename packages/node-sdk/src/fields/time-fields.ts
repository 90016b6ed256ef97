import { DURATION_PATTERN, type IsoDuration, LENGTH_PATTERN, WALL_TIME_PATTERN } from '@snodo/base'
import { type Lateness, THAT_DAY } from '@snodo/flow'
import { Type } from 'typebox'
import { annotate, type FieldTexts } from './annotate.ts'

/** An ISO 8601 duration (`P3D`, `PT12H`). With `signed`, it may point back: an offset such as `-P1D`. */
export function DurationField(texts: FieldTexts<IsoDuration> & { signed?: boolean }) {
  return Type.Unsafe<IsoDuration>({
    type: 'string',
    pattern: texts.signed ? DURATION_PATTERN : LENGTH_PATTERN,
    ...annotate('duration', texts),
    ...(texts.signed ? { 'x-signed': true } : {}),
  })
}

/** How late something may be: a duration, or `thatDay`, the end of the local day. Unset, it is what suits the flow's start. */
export function LatenessField(texts: Omit<FieldTexts<IsoDuration>, 'default'>) {
  return Type.Unsafe<Lateness>({
    type: 'string',
    pattern: `^(${THAT_DAY}|${LENGTH_PATTERN.replace(/^\^|\$$/g, '')})$`,
    ...annotate('duration', texts),
    'x-that-day': true,
  })
}

/** A duration, or null for no limit at all: the author must choose "for ever" in so many words. */
export function DurationOrForeverField(texts: FieldTexts<IsoDuration | null>) {
  return Type.Unsafe<IsoDuration | null>({ type: ['string', 'null'], pattern: LENGTH_PATTERN, ...annotate('duration', texts) })
}

/** A wall-clock time of day, `HH:MM`. */
export function TimeOfDayField(texts: FieldTexts<string>) {
  return Type.String({ ...annotate('time', texts), pattern: WALL_TIME_PATTERN })
}

/** Days of the week by number as in ISO 8601: 1 is Monday, 7 is Sunday. */
export function WeekdaysField(texts: FieldTexts<number[]>) {
  return Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
    ...annotate('weekdays', texts),
    minItems: 1,
    maxItems: 7,
    uniqueItems: true,
  })
}

/** An IANA time zone, or null for the one of the flow. */
export function TimeZoneField(texts: FieldTexts<string | null>) {
  return Type.Unsafe<string | null>({
    type: ['string', 'null'],
    pattern: '^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2})$',
    ...annotate('zone', texts),
  })
}

/** Five fields of cron: minute, hour, day of month, month, day of week. */
export function CronField(texts: FieldTexts<string>) {
  return Type.String({ ...annotate('cron', texts), pattern: '^\\S+ \\S+ \\S+ \\S+ \\S+$', maxLength: 100 })
}
