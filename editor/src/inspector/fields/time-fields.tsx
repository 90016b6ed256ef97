import { Button, CloseButton, Group, Input, Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type FieldProps, fieldId, useFieldOwner } from '../field.ts'

/** A wall-clock time; empty where none is fixed. */
export function TimeField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  return (
    <TextInput
      id={fieldId(owner.node, path)}
      type="time"
      label={label}
      description={help}
      required={required}
      error={error}
      value={typeof value === 'string' ? value : ''}
      rightSection={
        !required && typeof value === 'string' ? (
          <CloseButton size="sm" aria-label={t('durations.noTime')} onClick={() => owner.write(path, undefined)} />
        ) : undefined
      }
      onChange={(event) =>
        owner.write(path, event.currentTarget.value === '' && !required ? undefined : event.currentTarget.value)
      }
      onBlur={owner.rest}
    />
  )
}

const DAYS = ['1', '2', '3', '4', '5', '6', '7'] as const

/** Days of the week, Monday first. None chosen means any. */
export function WeekdaysField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const chosen = new Set(Array.isArray(value) ? value.map(Number) : [])
  const toggle = (day: number) => {
    const next = new Set(chosen)
    if (!next.delete(day)) next.add(day)
    const days = [...next].sort((a, b) => a - b)
    owner.write(path, days.length === 0 && !required ? undefined : days)
    owner.rest()
  }
  return (
    <Input.Wrapper label={label} description={help} required={required} error={error} labelElement="div">
      <Group id={fieldId(owner.node, path)} gap={4} mt={4} role="group" aria-label={label} tabIndex={-1}>
        {DAYS.map((day) => {
          const on = chosen.has(Number(day))
          return (
            <Button
              key={day}
              size="compact-sm"
              h={32}
              w={42}
              px={0}
              variant={on ? 'filled' : 'default'}
              aria-pressed={on}
              onClick={() => toggle(Number(day))}
            >
              {t(`weekdays.${day}`)}
            </Button>
          )
        })}
      </Group>
    </Input.Wrapper>
  )
}

export function ZoneField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <ZoneSelect
      id={fieldId(owner.node, path)}
      label={label}
      help={help}
      error={error}
      required={required}
      value={typeof value === 'string' ? value : null}
      onChange={(zone) => {
        owner.write(path, zone ?? undefined)
        owner.rest()
      }}
    />
  )
}

export function ZoneSelect(props: {
  id: string
  label: string
  help?: string | undefined
  error?: string | undefined
  required?: boolean
  value: string | null
  onChange(zone: string | null): void
}) {
  const zones = useMemo(() => {
    const known = ['UTC', ...Intl.supportedValuesOf('timeZone')]
    return [...new Set(props.value ? [props.value, ...known] : known)]
  }, [props.value])
  return (
    <Select
      id={props.id}
      label={props.label}
      description={props.help}
      error={props.error}
      required={props.required ?? false}
      data={zones}
      searchable
      limit={60}
      clearable={!props.required}
      value={props.value}
      onChange={props.onChange}
    />
  )
}
