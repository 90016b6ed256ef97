import { ActionIcon, Button, Group, Input, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FieldProps, fieldId, isRecord, useFieldOwner } from '../field.ts'

/** Names and texts, such as the headers of a request. A row counts from the moment it has a name. */
export function PairsField({ path, value, label, help, required, error }: FieldProps) {
  const owner = useFieldOwner()
  const { t } = useTranslation()
  const [rows, setRows] = useState<[string, string][]>(() =>
    Object.entries(isRecord(value) ? value : {}).map(([name, text]) => [name, String(text)]),
  )
  const put = (next: [string, string][]) => {
    setRows(next)
    const pairs = Object.fromEntries(next.filter(([name]) => name !== ''))
    if (Object.keys(pairs).length > 0 || required) owner.write(path, pairs)
    else owner.write(path, undefined)
  }
  return (
    <Input.Wrapper label={label} description={help} error={error} labelElement="div">
      <Stack gap={6} mt={4} id={fieldId(owner.node, path)} tabIndex={-1}>
        {rows.map(([name, text], i) => (
          <Group key={i} gap={6} wrap="nowrap">
            <TextInput
              aria-label={`${t('inspector.headerName')} ${i + 1}`}
              placeholder={t('inspector.headerName')}
              value={name}
              onChange={(event) => put(rows.with(i, [event.currentTarget.value, text]))}
              onBlur={owner.rest}
            />
            <TextInput
              aria-label={`${t('inspector.value')} ${i + 1}`}
              placeholder={t('inspector.value')}
              value={text}
              onChange={(event) => put(rows.with(i, [name, event.currentTarget.value]))}
              onBlur={owner.rest}
            />
            <ActionIcon size={28} aria-label={t('inspector.removeItem', { n: i + 1 })} onClick={() => put(rows.toSpliced(i, 1))}>
              <IconX size={16} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => setRows([...rows, ['', '']])}
          style={{ alignSelf: 'flex-start' }}
        >
          {t('inspector.addItem')}
        </Button>
      </Stack>
    </Input.Wrapper>
  )
}
