import { Group, Input, NumberInput, Select, Textarea, TextInput } from '@mantine/core'
import type { Json } from '@snodo/base'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FieldProps, fieldId, useFieldOwner } from '../field.ts'

export type ValueKind = 'text' | 'number' | 'boolean' | 'nothing' | 'json'

export function kindOf(value: Json | undefined): ValueKind {
  if (value === undefined || typeof value === 'string') return 'text'
  if (typeof value === 'number') return 'number'
  if (typeof value === 'boolean') return 'boolean'
  return value === null ? 'nothing' : 'json'
}

/** Any value: what it is, and then the value itself. A date is a text such as 2026-05-01. */
export function ValueField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <Input.Wrapper id={fieldId(owner.node, path)} label={label} description={help} required={required} error={error}>
      <ValueInput
        id={fieldId(owner.node, path)}
        label={label}
        value={value}
        onChange={(next) => owner.write(path, next === '' && !required ? undefined : next)}
        onRest={owner.rest}
      />
    </Input.Wrapper>
  )
}

export function ValueInput({
  id,
  label,
  value,
  onChange,
  onRest,
}: {
  id?: string
  label: string
  value: Json | undefined
  onChange(value: Json): void
  onRest?(): void
}) {
  const { t } = useTranslation()
  const kind = kindOf(value)
  const kinds = (['text', 'number', 'boolean', 'nothing', ...(kind === 'json' ? (['json'] as const) : [])] as const).map(
    (each) => ({ value: each, label: t(`valueKinds.${each}`) }),
  )
  const turn = (next: string | null) => {
    if (next === 'text') onChange(value === undefined || value === null ? '' : typeof value === 'string' ? value : String(value))
    else if (next === 'number') onChange(Number.isFinite(Number(value)) && value !== null ? Number(value) : 0)
    else if (next === 'boolean') onChange(value !== 'false' && value !== 0 && value !== null)
    else if (next === 'nothing') onChange(null)
    onRest?.()
  }
  return (
    <Group gap={8} wrap="nowrap" mt={4} align="flex-start">
      <Select
        aria-label={`${label}: ${t('valueKinds.kind')}`}
        data={kinds}
        value={kind}
        allowDeselect={false}
        onChange={turn}
        w={112}
        style={{ flex: 'none' }}
      />
      <div style={{ flex: 1, minWidth: 0 }}>
        {kind === 'text' && (
          <TextInput
            id={id}
            aria-label={label}
            value={typeof value === 'string' ? value : ''}
            onChange={(event) => onChange(event.currentTarget.value)}
            onBlur={onRest}
          />
        )}
        {kind === 'number' && (
          <NumberInput
            id={id}
            aria-label={label}
            value={Number(value)}
            onChange={(next) => onChange(next === '' ? 0 : Number(next))}
            onBlur={onRest}
          />
        )}
        {kind === 'boolean' && (
          <Select
            id={id}
            aria-label={label}
            data={[
              { value: 'true', label: t('common.yes') },
              { value: 'false', label: t('common.no') },
            ]}
            value={String(value)}
            allowDeselect={false}
            onChange={(next) => onChange(next === 'true')}
          />
        )}
        {kind === 'json' && <JsonText id={id} label={label} value={value ?? null} onChange={onChange} />}
      </div>
    </Group>
  )
}

/** JSON as text; it reaches the document only while it is JSON. */
export function JsonText({
  id,
  label,
  value,
  onChange,
}: {
  id?: string | undefined
  label: string
  value: Json
  onChange(value: Json): void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(() => JSON.stringify(value, null, 2))
  const [wrong, setWrong] = useState(false)
  return (
    <Textarea
      id={id}
      aria-label={label}
      autosize
      minRows={2}
      maxRows={10}
      value={text}
      error={wrong ? t('trying.notJson') : undefined}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
      onChange={(event) => {
        setText(event.currentTarget.value)
        try {
          onChange(JSON.parse(event.currentTarget.value) as Json)
          setWrong(false)
        } catch {
          // Half-written JSON; the field says so until it is whole.
          setWrong(true)
        }
      }}
    />
  )
}
