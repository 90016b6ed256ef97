import { NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import type { Json } from '@snodo/base'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../i18n.ts'
import { asWords, type FieldProps, fieldId, isRecord, useFieldOwner } from '../field.ts'

export function TextField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  const placeholder = typeof schema.default === 'string' && !required ? schema.default : undefined
  return (
    <TextInput
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      placeholder={placeholder}
      value={typeof value === 'string' ? value : value === undefined || value === null ? '' : String(value)}
      onChange={(event) => owner.write(path, emptied(event.currentTarget.value, required))}
      onBlur={owner.rest}
    />
  )
}

export function CodeField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <Textarea
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      autosize
      minRows={4}
      maxRows={16}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => owner.write(path, emptied(event.currentTarget.value, required))}
      onBlur={owner.rest}
    />
  )
}

export function NumberField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <NumberInput
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      allowDecimal={schema.type !== 'integer'}
      {...(typeof schema.minimum === 'number' ? { min: schema.minimum } : {})}
      {...(typeof schema.maximum === 'number' ? { max: schema.maximum } : {})}
      clampBehavior="none"
      placeholder={typeof schema.default === 'number' ? String(schema.default) : undefined}
      value={typeof value === 'number' ? value : ''}
      onChange={(next) => owner.write(path, typeof next === 'number' ? next : next === '' ? undefined : Number(next))}
      onBlur={owner.rest}
    />
  )
}

export function SwitchField({ path, value, label, help, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <Switch
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      error={error}
      checked={typeof value === 'boolean' ? value : schema.default === true}
      onChange={(event) => {
        owner.write(path, event.currentTarget.checked)
        owner.rest()
      }}
    />
  )
}

export function ChoiceField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const options = optionsOf(schema['x-options'] ?? schema.enum)
  const chosen = value === undefined ? schema.default : value
  return (
    <Select
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      data={options.map((option) => ({ value: JSON.stringify(option.value), label: option.label }))}
      value={chosen === undefined ? null : JSON.stringify(chosen)}
      allowDeselect={!required && schema.default === undefined}
      placeholder={t('common.none')}
      comboboxProps={{ withinPortal: true }}
      onChange={(next) => {
        owner.write(path, next === null ? undefined : (JSON.parse(next) as Json))
        owner.rest()
      }}
    />
  )
}

function optionsOf(list: unknown): { value: Json; label: string }[] {
  if (!Array.isArray(list)) return []
  return (list as Json[]).map((option) => {
    if (!isRecord(option)) return { value: option, label: String(option) }
    const value = option.value ?? null
    return { value, label: asWords(option.title)?.[currentLanguage()] ?? String(value) }
  })
}

/** An optional text that is emptied goes; a required one stays empty, and the check says so. */
export function emptied(text: string, required: boolean): string | undefined {
  return text === '' && !required ? undefined : text
}
