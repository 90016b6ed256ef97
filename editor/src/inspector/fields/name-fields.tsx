import { Autocomplete, Select, TagsInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { flowsQuery } from '../../api/flows.ts'
import { useKnownNames } from '../../api/known-names.ts'
import { type FieldProps, fieldId, useFieldOwner } from '../field.ts'
import { NodeSelect } from './node-select.tsx'
import { emptied } from './plain-fields.tsx'

/** Names of things that live elsewhere: suggested from what is known, free to be written. */
function NameField({ path, value, label, help, required, error, schema, names }: FieldProps & { names: readonly string[] }) {
  const owner = useFieldOwner()
  return (
    <Autocomplete
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      data={[...new Set(names)]}
      limit={20}
      placeholder={typeof schema.default === 'string' && !required ? schema.default : undefined}
      value={typeof value === 'string' ? value : ''}
      onChange={(next) => owner.write(path, emptied(next, required))}
      onBlur={owner.rest}
    />
  )
}

function NamesField({ path, value, label, help, required, error, names }: FieldProps & { names: readonly string[] }) {
  const owner = useFieldOwner()
  return (
    <TagsInput
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      data={[...new Set(names)]}
      acceptValueOnBlur
      value={Array.isArray(value) ? value.map(String) : []}
      onChange={(next) => {
        owner.write(path, next.length === 0 && !required ? undefined : next)
        owner.rest()
      }}
    />
  )
}

export function EventField(props: FieldProps) {
  return <NameField {...props} names={useKnownNames().events} />
}

export function ListField(props: FieldProps) {
  return <NameField {...props} names={useKnownNames().lists} />
}

export function ListsField(props: FieldProps) {
  return <NamesField {...props} names={useKnownNames().lists} />
}

export function TagsField(props: FieldProps) {
  return <NamesField {...props} names={useKnownNames().tags} />
}

export function AttributeField(props: FieldProps) {
  return <NameField {...props} names={useKnownNames().attributes} />
}

export function ScoreField(props: FieldProps) {
  return <NameField {...props} names={['default']} />
}

export function PurposeField(props: FieldProps) {
  return <NameField {...props} names={['marketing', 'transactional']} />
}

export function NodeField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <NodeSelect
      id={fieldId(owner.node, path)}
      label={label}
      help={help}
      required={required}
      error={error}
      before={owner.node}
      value={typeof value === 'string' ? value : null}
      onChange={(node) => {
        owner.write(path, node ?? undefined)
        owner.rest()
      }}
    />
  )
}

export function FlowField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const flows = useQuery(flowsQuery)
  const data = (flows.data ?? []).map((flow) => ({ value: flow.id, label: flow.name }))
  if (typeof value === 'string' && value !== '' && !data.some((option) => option.value === value))
    data.push({ value, label: value })
  return (
    <Select
      id={fieldId(owner.node, path)}
      label={label}
      description={help}
      required={required}
      error={error}
      data={data}
      searchable
      placeholder={t('common.none')}
      value={typeof value === 'string' && value !== '' ? value : null}
      onChange={(next) => {
        owner.write(path, next ?? (required ? '' : undefined))
        owner.rest()
      }}
    />
  )
}
