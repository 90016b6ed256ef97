import { NumberInput, TagsInput, TextInput } from '@mantine/core'
import { type Comparison, EXPECTED_OF } from '@snodo/audience'
import type { Json } from '@snodo/base'
import { useTranslation } from 'react-i18next'
import { DurationInput } from './duration-field.tsx'
import { readScalar } from './predicate-edits.ts'

/** The input a comparison asks for: a number, a text, a date, a length of time, several values, or none. */
export function ComparisonValue({
  is,
  value,
  onChange,
  onRest,
}: {
  is: Comparison
  value: Json | undefined
  onChange(value: Json): void
  onRest(): void
}) {
  const { t } = useTranslation()
  const label = t('predicates.value')
  switch (EXPECTED_OF[is]) {
    case 'nothing':
      return null
    case 'number':
      return (
        <NumberInput
          size="xs"
          aria-label={label}
          value={typeof value === 'number' ? value : ''}
          onChange={(next) => onChange(Number(next) || 0)}
          onBlur={onRest}
        />
      )
    case 'scalars':
      return (
        <TagsInput
          size="xs"
          aria-label={t('predicates.values')}
          acceptValueOnBlur
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(next) => {
            onChange(next.map(readScalar))
            onRest()
          }}
        />
      )
    case 'time':
      return (
        <TextInput
          size="xs"
          type="date"
          aria-label={label}
          value={typeof value === 'string' ? value.slice(0, 10) : ''}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={onRest}
        />
      )
    case 'duration':
      return (
        <DurationInput
          label=""
          value={typeof value === 'string' ? value : undefined}
          fallback="P30D"
          onChange={(next) => onChange(next ?? 'P30D')}
          onRest={onRest}
        />
      )
    default:
      return (
        <TextInput
          size="xs"
          aria-label={label}
          placeholder={label}
          value={value === undefined || value === null ? '' : String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
          onBlur={(event) => {
            // Only once it is whole: "1" on the way to "1a" must not turn into a number under the author's hands.
            const read = readScalar(event.currentTarget.value)
            if (read !== value) onChange(read)
            onRest()
          }}
        />
      )
  }
}
