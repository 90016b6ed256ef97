import { ActionIcon, Button, Chip, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { proposedQuery, type QuietHours, type Weekday } from '../../api/workspace.ts'
import { sayChannel } from '../../ui/say-state.ts'
import classes from '../pages.module.css'
import type { SectionProps } from './section-props.ts'
import { type SettingsDraft, useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

/** When nothing goes out on each channel, by the clock of whoever would get it. */
export function QuietSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  return (
    <SettingsForm title={t('settingsSections.quiet')} explain={t('quiet.explain')} draft={draft}>
      {['email', 'sms'].map((channel) => (
        <OfChannel key={channel} channel={channel} draft={draft} />
      ))}
      {draft.errors.quietHours && (
        <Text size="sm" c="var(--snodo-error)" role="alert">
          {draft.errors.quietHours}
        </Text>
      )}
    </SettingsForm>
  )
}

const FALLBACK: QuietHours = { windows: [{ from: '20:00', to: '09:00' }], days: [7], holidays: 'contact', whenQuiet: 'hold' }

function OfChannel({ channel, draft }: { channel: string; draft: SettingsDraft }) {
  const { t } = useTranslation()
  const proposed = useQuery(proposedQuery)
  const standard = proposed.data?.quietHours.sms ?? FALLBACK
  const set = draft.values.quietHours[channel]
  // A channel nobody has set anything for has the standard: none for e-mail, evenings and Sundays for the rest.
  const hours = set === undefined ? (channel === 'email' ? null : standard) : set
  const put = (next: QuietHours | null) => draft.put('quietHours', { ...draft.values.quietHours, [channel]: next })
  return (
    <Stack gap="sm" className={classes.ruleRow} role="group" aria-label={sayChannel(t, channel)}>
      <Switch
        label={t('quiet.on', { channel: sayChannel(t, channel) })}
        fw={580}
        checked={hours !== null}
        onChange={(event) => put(event.currentTarget.checked ? standard : null)}
      />
      {hours === null ? (
        <Text size="sm" c="dimmed">
          {t('quiet.off')}
        </Text>
      ) : (
        <Hours hours={hours} put={put} />
      )}
    </Stack>
  )
}

const WEEKDAYS: Weekday[] = [1, 2, 3, 4, 5, 6, 7]

function Hours({ hours, put }: { hours: QuietHours; put: (next: QuietHours) => void }) {
  const { t } = useTranslation()
  const putWindow = (index: number, change: Partial<QuietHours['windows'][number]>) =>
    put({ ...hours, windows: hours.windows.map((window, at) => (at === index ? { ...window, ...change } : window)) })
  return (
    <>
      {hours.windows.map((window, index) => (
        <Group key={index} gap="sm" align="flex-end">
          <TextInput
            type="time"
            label={t('quiet.from')}
            w={130}
            value={window.from}
            onChange={(event) => putWindow(index, { from: event.currentTarget.value })}
          />
          <TextInput
            type="time"
            label={t('quiet.to')}
            w={130}
            value={window.to}
            onChange={(event) => putWindow(index, { to: event.currentTarget.value })}
          />
          <ActionIcon
            size={36}
            aria-label={t('quiet.removeWindow', { from: window.from, to: window.to })}
            onClick={() => put({ ...hours, windows: hours.windows.filter((_, at) => at !== index) })}
          >
            <IconX size={18} />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={hours.windows.length >= 14}
          onClick={() => put({ ...hours, windows: [...hours.windows, { from: '13:00', to: '15:00' }] })}
        >
          {t('quiet.addWindow')}
        </Button>
      </Group>
      <div>
        <Text size="sm" fw={500} mb={6}>
          {t('quiet.days')}
        </Text>
        <Chip.Group
          multiple
          value={hours.days.map(String)}
          onChange={(next) => put({ ...hours, days: WEEKDAYS.filter((day) => next.includes(String(day))) })}
        >
          <Group gap={6}>
            {WEEKDAYS.map((day) => (
              <Chip key={day} value={String(day)} size="sm" radius={8}>
                {t(`weekdays.${day}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
      </div>
      <Switch
        label={t('quiet.holidays')}
        checked={hours.holidays !== null}
        onChange={(event) => put({ ...hours, holidays: event.currentTarget.checked ? 'contact' : null })}
      />
      <Select
        label={t('quiet.whenQuiet')}
        maw={360}
        allowDeselect={false}
        value={hours.whenQuiet}
        data={(['hold', 'skip', 'end'] as const).map((value) => ({ value, label: t(`quiet.${value}`) }))}
        onChange={(next) => put({ ...hours, whenQuiet: (next ?? 'hold') as QuietHours['whenQuiet'] })}
      />
    </>
  )
}
