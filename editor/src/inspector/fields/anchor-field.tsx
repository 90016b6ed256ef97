import { Autocomplete, Input, Select, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../../api/known-names.ts'
import { type FieldProps, fieldId, isRecord, useFieldOwner } from '../field.ts'
import { NodeSelect } from './node-select.tsx'

const ANCHORS = ['field', 'coupon', 'event', 'node'] as const
type AnchorKind = (typeof ANCHORS)[number]

/** What a wait hangs on: a date of the contact, a coupon's expiry, a date of the event, or an earlier block. */
export function AnchorField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const names = useKnownNames()
  const anchor = isRecord(value) ? value : {}
  const kind = ANCHORS.find((each) => Object.hasOwn(anchor, each)) ?? 'field'
  const named = typeof anchor[kind] === 'string' ? anchor[kind] : ''
  const put = (next: AnchorKind, name: string) => owner.write(path, { [next]: name })
  return (
    <Input.Wrapper label={label} description={help} required={required} error={error} labelElement="div">
      <Stack gap={8} mt={4}>
        <Select
          id={fieldId(owner.node, path)}
          aria-label={label}
          data={ANCHORS.map((each) => ({ value: each, label: t(`anchors.${each}`) }))}
          value={kind}
          allowDeselect={false}
          onChange={(next) => {
            put((next ?? 'field') as AnchorKind, '')
            owner.rest()
          }}
        />
        {kind === 'node' ? (
          <NodeSelect
            ariaLabel={t('anchors.node')}
            before={owner.node}
            value={named === '' ? null : named}
            onChange={(node) => put('node', node ?? '')}
          />
        ) : kind === 'field' ? (
          <Autocomplete
            aria-label={t('anchors.field')}
            placeholder="birthday"
            data={names.attributes}
            value={named}
            onChange={(next) => put('field', next)}
            onBlur={owner.rest}
          />
        ) : (
          <TextInput
            aria-label={t(`anchors.${kind}`)}
            placeholder={kind === 'coupon' ? 'coupon' : 'startsAt'}
            value={named}
            onChange={(event) => put(kind, event.currentTarget.value)}
            onBlur={owner.rest}
          />
        )}
      </Stack>
    </Input.Wrapper>
  )
}

const SINCES = ['entry', 'message', 'node'] as const

/** From when events count: coming in, or an earlier block. */
export function SinceField({ path, value, label, help, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const since = isRecord(value) ? value : isRecord(schema.default) ? schema.default : {}
  const from = SINCES.find((each) => each === since.from) ?? 'entry'
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <Stack gap={8} mt={4}>
        <Select
          id={fieldId(owner.node, path)}
          aria-label={label}
          data={SINCES.map((each) => ({ value: each, label: t(`sinces.${each}`) }))}
          value={from}
          allowDeselect={false}
          onChange={(next) => {
            owner.write(path, next === 'entry' || next === null ? { from: 'entry' } : { from: next, node: '' })
            owner.rest()
          }}
        />
        {from !== 'entry' && (
          <NodeSelect
            ariaLabel={t(`sinces.${from}`)}
            before={owner.node}
            messagesOnly={from === 'message'}
            value={typeof since.node === 'string' && since.node !== '' ? since.node : null}
            onChange={(node) => owner.write(path, { from, node: node ?? '' })}
          />
        )}
      </Stack>
    </Input.Wrapper>
  )
}
