import { Group, Input, NumberInput, Select, TextInput } from '@mantine/core'
import { THAT_DAY } from '@snodo/flow'
import { useTranslation } from 'react-i18next'
import { type FieldProps, fieldId, useFieldOwner } from '../field.ts'
import { type SimpleDuration, simpleDuration, UNITS, type Unit, writeDuration } from './duration-parts.ts'

/** How long: a number and a unit; before or after where it may point back; "for ever" where the author may choose it. */
export function DurationField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  const mayBeForEver = Array.isArray(schema.type) && schema.type.includes('null')
  return (
    <DurationInput
      id={fieldId(owner.node, path)}
      label={label}
      help={help}
      required={required}
      error={error}
      signed={schema['x-signed'] === true}
      forEver={mayBeForEver}
      thatDay={schema['x-that-day'] === true}
      clearable={!required}
      value={value === null ? null : typeof value === 'string' ? value : undefined}
      fallback={typeof schema.default === 'string' ? schema.default : undefined}
      onChange={(next) => owner.write(path, next)}
      onRest={owner.rest}
    />
  )
}

export type DurationInputProps = {
  id?: string
  label: string
  help?: string | undefined
  required?: boolean
  error?: string | undefined
  signed?: boolean
  forEver?: boolean
  /** `thatDay` may stand in its place, and nothing means what suits the flow's start. */
  thatDay?: boolean
  clearable?: boolean
  value: string | null | undefined
  /** What holds when nothing is set. */
  fallback?: string | undefined
  onChange(value: string | null | undefined): void
  onRest?(): void
}

export function DurationInput({
  id,
  label,
  help,
  required,
  error,
  signed,
  forEver,
  thatDay,
  clearable,
  value,
  fallback,
  onChange,
  onRest,
}: DurationInputProps) {
  const { t } = useTranslation()
  const simple = typeof value === 'string' ? simpleDuration(value) : null
  const shown: SimpleDuration = simple ?? (fallback ? simpleDuration(fallback) : null) ?? { sign: 1, amount: 1, unit: 'days' }
  const unset = value === undefined
  const onlyThatDay = thatDay === true && value === THAT_DAY
  const usual = thatDay === true && unset
  const mixed = typeof value === 'string' && simple === null && !onlyThatDay
  const units: { value: string; label: string }[] = [
    ...(shown.unit === 'seconds' ? [{ value: 'seconds', label: t('durations.seconds') }] : []),
    ...UNITS.map((unit) => ({ value: unit, label: t(`durations.${unit}`) })),
    ...(thatDay ? [{ value: 'usual', label: t('durations.usual') }] : []),
    ...(thatDay ? [{ value: THAT_DAY, label: t('durations.thatDay') }] : []),
    ...(forEver ? [{ value: 'forEver', label: t('durations.forEver') }] : []),
    ...(mixed ? [{ value: 'mixed', label: t('durations.mixed') }] : []),
  ]
  const put = (change: Partial<SimpleDuration>) => onChange(writeDuration({ ...shown, ...change }))
  return (
    <Input.Wrapper id={id} label={label} description={help} required={required ?? false} error={error}>
      <Group gap={8} wrap="nowrap" mt={4} align="flex-start">
        {mixed ? (
          <TextInput
            id={id}
            aria-label={label}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            onBlur={onRest}
            style={{ flex: 1 }}
          />
        ) : value === null || onlyThatDay || usual ? null : (
          <NumberInput
            id={id}
            aria-label={`${label}: ${t('durations.amount')}`}
            min={0}
            max={100_000}
            allowDecimal={false}
            clampBehavior="strict"
            w={88}
            placeholder={unset ? String(shown.amount) : undefined}
            value={unset ? '' : shown.amount}
            error={Boolean(error)}
            onChange={(next) => (next === '' ? clearable && onChange(undefined) : put({ amount: Number(next) }))}
            onBlur={onRest}
          />
        )}
        <Select
          aria-label={`${label}: ${t('durations.unit')}`}
          data={units}
          value={value === null ? 'forEver' : usual ? 'usual' : onlyThatDay ? THAT_DAY : mixed ? 'mixed' : shown.unit}
          allowDeselect={false}
          style={{ flex: 1 }}
          onChange={(next) => {
            if (next === 'forEver') onChange(null)
            else if (next === 'usual') onChange(undefined)
            else if (next === THAT_DAY) onChange(THAT_DAY)
            else if (next !== null && next !== 'mixed') put({ unit: next as Unit })
            onRest?.()
          }}
        />
        {signed && (
          <Select
            aria-label={`${label}: ${t('durations.direction')}`}
            data={[
              { value: '-1', label: t('durations.before') },
              { value: '1', label: t('durations.after') },
            ]}
            value={String(shown.sign)}
            allowDeselect={false}
            w={96}
            onChange={(next) => {
              put({ sign: next === '-1' ? -1 : 1, amount: Math.max(1, shown.amount) })
              onRest?.()
            }}
          />
        )}
      </Group>
    </Input.Wrapper>
  )
}
