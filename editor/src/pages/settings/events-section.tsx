import {
  ActionIcon,
  Autocomplete,
  Button,
  Group,
  NumberInput,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../../api/known-names.ts'
import { simpleDuration, writeDuration } from '../../inspector/fields/duration-parts.ts'
import classes from '../pages.module.css'
import type { SectionProps } from './section-props.ts'
import { type SettingsDraft, useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

/** How many events of one contact reach flows, and how late those of some sources come. */
export function EventsSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  const { eventLimit } = draft.values
  return (
    <SettingsForm title={t('settingsSections.events')} explain={t('eventSettings.explain')} draft={draft}>
      <Switch
        label={t('eventSettings.limit')}
        description={t('eventSettings.limitHelp')}
        checked={eventLimit !== null}
        onChange={(event) => draft.put('eventLimit', event.currentTarget.checked ? { most: 100, per: 'hour' } : null)}
      />
      {eventLimit !== null && (
        <Group gap="sm" align="flex-end">
          <NumberInput
            label={t('limits.most')}
            w={140}
            min={1}
            allowDecimal={false}
            value={eventLimit.most}
            error={draft.errors.eventLimit}
            onChange={(next) => typeof next === 'number' && draft.put('eventLimit', { ...eventLimit, most: next })}
          />
          <Select
            label={t('limits.window')}
            w={200}
            allowDeselect={false}
            value={eventLimit.per}
            data={(['minute', 'hour', 'day'] as const).map((value) => ({ value, label: t(`eventSettings.${value}`) }))}
            onChange={(next) => draft.put('eventLimit', { ...eventLimit, per: (next ?? 'hour') as 'hour' })}
          />
        </Group>
      )}
      <Delays draft={draft} />
    </SettingsForm>
  )
}

/** Sources that report late. A row is known by where it stands: its name is what is being typed. */
function Delays({ draft }: { draft: SettingsDraft }) {
  const { t } = useTranslation()
  const { events } = useKnownNames()
  const rows = Object.entries(draft.values.usualDelays)
  const put = (index: number, change: [string, string]) =>
    draft.put('usualDelays', Object.fromEntries(rows.map((row, at) => (at === index ? change : row))))
  const free = events.find((name) => !rows.some(([known]) => known === name))
  return (
    <Stack gap="sm">
      <div>
        <Title order={3}>{t('eventSettings.late')}</Title>
        <Text size="sm" c="dimmed">
          {t('eventSettings.lateHelp')}
        </Text>
      </div>
      {rows.map(([name, delay], index) => (
        <Group key={index} gap="sm" align="flex-end" className={classes.ruleRow} role="group" aria-label={name}>
          <Autocomplete
            label={t('eventSettings.event')}
            w={260}
            data={events}
            value={name}
            onChange={(next) => put(index, [next, delay])}
          />
          <Delay delay={delay} onChange={(next) => put(index, [name, next])} />
          <ActionIcon
            size={36}
            aria-label={`${t('common.remove')}: ${name}`}
            onClick={() => draft.put('usualDelays', Object.fromEntries(rows.filter((_, at) => at !== index)))}
          >
            <IconX size={18} />
          </ActionIcon>
        </Group>
      ))}
      {draft.errors.usualDelays && (
        <Text size="sm" c="var(--snodo-error)" role="alert">
          {draft.errors.usualDelays}
        </Text>
      )}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={free === undefined}
          onClick={() => free !== undefined && draft.put('usualDelays', { ...draft.values.usualDelays, [free]: 'P1D' })}
        >
          {t('eventSettings.addLate')}
        </Button>
      </Group>
    </Stack>
  )
}

const UNITS = ['minutes', 'hours', 'days'] as const

/** A number and a unit; a mixed length that came by the API is edited as its text. */
function Delay({ delay, onChange }: { delay: string; onChange: (next: string) => void }) {
  const { t } = useTranslation()
  const simple = simpleDuration(delay)
  if (simple === null)
    return (
      <TextInput label={t('durations.amount')} w={160} value={delay} onChange={(event) => onChange(event.currentTarget.value)} />
    )
  return (
    <>
      <NumberInput
        label={t('durations.amount')}
        w={110}
        min={1}
        allowDecimal={false}
        allowNegative={false}
        value={simple.amount}
        onChange={(next) => onChange(writeDuration({ ...simple, amount: typeof next === 'number' ? next : 0 }))}
      />
      <Select
        label={t('durations.unit')}
        w={130}
        allowDeselect={false}
        value={simple.unit}
        data={UNITS.map((value) => ({ value, label: t(`durations.${value}`) }))}
        onChange={(next) => onChange(writeDuration({ ...simple, unit: UNITS.find((unit) => unit === next) ?? 'days' }))}
      />
    </>
  )
}
