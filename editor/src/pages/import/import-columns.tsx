import {
  Alert,
  Autocomplete,
  Button,
  Checkbox,
  Group,
  Progress,
  Select,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import type { ImportOptions, ImportPreview } from '@snodo/protocol'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../../api/known-names.ts'
import classes from '../pages.module.css'
import { ImportFigures, RejectTable } from './import-figures.tsx'

type ImportColumnsProps = {
  file: File
  options: ImportOptions
  preview: ImportPreview
  looking: boolean
  taking: boolean
  /** Share of the file sent. */
  sent: number
  onChange(options: ImportOptions): void
  onTake(options: ImportOptions): void
  onBack(): void
}

const DELIMITERS = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe' } as const

const ORIGIN_RESTS_MS = 600

/** What each column is, what holds for everyone in the file, and what would become of it all. */
export function ImportColumns({ file, options, preview, looking, taking, sent, onChange, onTake, onBack }: ImportColumnsProps) {
  const { t } = useTranslation()
  const { lists } = useKnownNames()
  const [list, setList] = useState(options.list ?? '')
  const [origin, setOrigin] = useState(options.consentOrigin ?? '')
  const [again, setAgain] = useState(false)
  const targets = Object.fromEntries(preview.columns.map((column) => [column.name, column.target]))
  const has = (...kinds: string[]) => Object.values(targets).some((target) => kinds.includes(target))
  const hasConsent = Object.values(targets).some((target) => target.startsWith('consent:'))
  const identified = has('email', 'phone', 'userId')
  const { consentOrigin: _before, ...others } = options
  const withOrigin = (typed: string) => ({ ...others, ...(typed.trim().length < 3 ? {} : { consentOrigin: typed.trim() }) })
  const complete: ImportOptions = {
    ...withOrigin(origin),
    columns: targets,
    ...(list.trim() === '' ? {} : { list: list.trim() }),
    ...(again ? { again: true } : {}),
  }
  // Whether a consent is recorded hangs on its origin: what would happen is looked at again once the typing rests.
  const lookAgain = useDebouncedCallback(onChange, ORIGIN_RESTS_MS)
  const delimiter = DELIMITERS[preview.delimiter as keyof typeof DELIMITERS]

  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-end">
        <Text c="dimmed" size="sm">
          {file.name} ·{' '}
          {t('importing.readAs', {
            encoding: preview.encoding,
            delimiter: delimiter ? t(`importing.${delimiter}`).toLowerCase() : preview.delimiter,
          })}
        </Text>
        <Select
          label={t('importing.delimiter')}
          size="xs"
          w={190}
          data={[
            { value: 'auto', label: t('importing.delimiterAuto') },
            ...Object.entries(DELIMITERS).map(([value, name]) => ({ value, label: t(`importing.${name}`) })),
          ]}
          value={options.delimiter ?? 'auto'}
          allowDeselect={false}
          onChange={(next) => {
            const { delimiter: _, columns: __, ...rest } = options
            onChange(
              next === 'auto' || next === null ? rest : { ...rest, delimiter: next as NonNullable<ImportOptions['delimiter']> },
            )
          }}
        />
      </Group>
      <div className={classes.sheet} aria-busy={looking}>
        <Table verticalSpacing={8} horizontalSpacing={16}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('importing.column')}</Table.Th>
              <Table.Th>{t('importing.examples')}</Table.Th>
              <Table.Th w={260}>{t('importing.goesTo')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.columns.map((column) => (
              <Table.Tr key={column.name}>
                <Table.Td fw={580}>{column.name}</Table.Td>
                <Table.Td>
                  <Text size="sm" c="dimmed" lineClamp={1}>
                    {column.samples.slice(0, 3).join(' · ')}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <TargetSelect
                    name={column.name}
                    target={column.target}
                    onChange={(target) => onChange({ ...options, columns: { ...targets, [column.name]: target } })}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {!identified && (
        <Alert color="red" role="alert">
          {t('importing.needsIdentity')}
        </Alert>
      )}
      <div className={classes.card}>
        <Title order={2} fz={16} lh="24px" mb="sm">
          {t('importing.options')}
        </Title>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Autocomplete
            label={t('importing.list')}
            description={t('common.optional')}
            data={lists}
            value={list}
            onChange={setList}
          />
          {hasConsent && (
            <TextInput
              label={t('importing.consentOrigin')}
              description={t('importing.consentOriginHelp')}
              value={origin}
              error={origin.trim().length < 3 ? t('importing.consentOriginNeeded') : undefined}
              onChange={(event) => {
                setOrigin(event.currentTarget.value)
                lookAgain(withOrigin(event.currentTarget.value))
              }}
            />
          )}
          <TextInput
            label={t('importing.country')}
            description={t('common.optional')}
            placeholder="IT"
            maxLength={2}
            defaultValue={options.country ?? ''}
            onBlur={(event) => {
              const country = event.currentTarget.value.trim().toUpperCase()
              const { country: before, ...rest } = options
              if (country !== (before ?? '')) onChange(/^[A-Z]{2}$/.test(country) ? { ...rest, country } : rest)
            }}
          />
        </SimpleGrid>
        <Checkbox
          mt="md"
          label={t('importing.already')}
          checked={again}
          onChange={(event) => setAgain(event.currentTarget.checked)}
        />
      </div>
      <div className={classes.card}>
        <Title order={2} fz={16} lh="24px" mb="sm">
          {t('importing.preview')}
        </Title>
        <ImportFigures counts={preview.counts} />
        <RejectTable rejects={preview.rejects} />
      </div>
      {taking && <Progress value={sent * 100} aria-label={t('importing.uploading', { percent: Math.round(sent * 100) })} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onBack}>
          {t('common.back')}
        </Button>
        <Button disabled={!identified || looking} loading={taking} onClick={() => onTake(complete)}>
          {t('importing.start', { file: file.name })}
        </Button>
      </Group>
    </Stack>
  )
}

function TargetSelect({ name, target, onChange }: { name: string; target: string; onChange: (target: string) => void }) {
  const { t } = useTranslation()
  const attribute = target.startsWith('attribute:') ? target : `attribute:${name}`
  const data = [
    { value: 'email', label: t('importing.email') },
    { value: 'phone', label: t('importing.phone') },
    { value: 'userId', label: t('importing.userId') },
    { value: attribute, label: t('importing.attribute', { name: attribute.slice('attribute:'.length) }) },
    ...['firstName', 'lastName', 'city', 'birthday', 'language']
      .map((each) => `attribute:${each}`)
      .filter((value) => value !== attribute)
      .map((value) => ({ value, label: t('importing.attribute', { name: value.slice('attribute:'.length) }) })),
    { value: 'tags', label: t('importing.tags') },
    { value: 'list', label: t('importing.listColumn') },
    { value: 'consent:email', label: t('importing.consentEmail') },
    { value: 'consent:sms', label: t('importing.consentSms') },
    { value: 'skip', label: t('importing.skip') },
  ]
  if (!data.some((option) => option.value === target)) data.push({ value: target, label: target })
  return (
    <Select
      aria-label={`${name}: ${t('importing.goesTo')}`}
      data={data}
      value={target}
      allowDeselect={false}
      onChange={(next) => next !== null && onChange(next)}
    />
  )
}
