import { ActionIcon, Button, Group, NumberInput, Select, Stack, Switch, Text, Title } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { type Cap, proposedQuery } from '../../api/workspace.ts'
import { sayChannel } from '../../ui/say-state.ts'
import classes from '../pages.module.css'
import { capWindow, WINDOWS, type WindowName, windowName } from './cap-windows.ts'
import type { SectionProps } from './section-props.ts'
import type { SettingsDraft } from './settings-draft.ts'
import { useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

/** How much anybody gets at most, and what stops by itself what runs away. */
export function LimitsSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  return (
    <SettingsForm title={t('settingsSections.limits')} explain={t('limits.explain')} draft={draft}>
      <Caps draft={draft} />
      <NumberInput
        label={t('limits.release')}
        allowDecimal={false}
        min={1}
        maw={320}
        value={draft.values.release.perMinute ?? ''}
        error={draft.errors.release}
        onChange={(next) =>
          draft.put('release', { ...draft.values.release, ...(typeof next === 'number' ? { perMinute: next } : {}) })
        }
      />
      <Brake draft={draft} />
    </SettingsForm>
  )
}

function Caps({ draft }: { draft: SettingsDraft }) {
  const { t } = useTranslation()
  const proposed = useQuery(proposedQuery)
  const { caps } = draft.values
  const put = (index: number, change: Partial<Cap>) =>
    draft.put(
      'caps',
      caps.map((cap, at) => (at === index ? { ...cap, ...change } : cap)),
    )
  return (
    <Stack gap="sm">
      {caps.length === 0 && <Text c="dimmed">{t('limits.none')}</Text>}
      {caps.map((cap, index) => (
        <Group
          key={index}
          gap="sm"
          align="flex-end"
          wrap="wrap"
          role="group"
          aria-label={`${t('settingsSections.limits')} ${index + 1}`}
          className={classes.ruleRow}
        >
          <NumberInput
            label={t('limits.most')}
            w={90}
            min={1}
            max={1000}
            allowDecimal={false}
            value={cap.most}
            onChange={(next) => put(index, { most: typeof next === 'number' ? next : 1 })}
          />
          <Select
            label={t('limits.channel')}
            w={160}
            allowDeselect={false}
            value={cap.channel ?? 'every'}
            data={[
              { value: 'every', label: t('limits.every') },
              ...['email', 'sms'].map((value) => ({ value, label: sayChannel(t, value) })),
            ]}
            onChange={(next) => put(index, { channel: next === 'every' ? null : next })}
          />
          <Select
            label={t('limits.window')}
            w={210}
            allowDeselect={false}
            value={windowName(cap.window)}
            data={[
              ...WINDOWS.map((name) => ({ value: name as string, label: t(`limits.${name}`) })),
              // One that was set by the API, of a length this list does not have, stays what it is.
              ...(windowName(cap.window).startsWith('P')
                ? [{ value: windowName(cap.window), label: windowName(cap.window) }]
                : []),
            ]}
            onChange={(next) =>
              next !== null && WINDOWS.some((name) => name === next) && put(index, { window: capWindow(next as WindowName) })
            }
          />
          <Select
            label={t('limits.whenFull')}
            w={220}
            allowDeselect={false}
            value={cap.whenFull}
            data={(['hold', 'skip'] as const).map((value) => ({ value, label: t(`limits.${value}`) }))}
            onChange={(next) => put(index, { whenFull: next === 'skip' ? 'skip' : 'hold' })}
          />
          <ActionIcon
            size={36}
            aria-label={t('limits.remove', { n: index + 1 })}
            onClick={() =>
              draft.put(
                'caps',
                caps.filter((_, at) => at !== index),
              )
            }
          >
            <IconX size={18} />
          </ActionIcon>
        </Group>
      ))}
      {draft.errors.caps && (
        <Text size="sm" c="var(--snodo-error)" role="alert">
          {draft.errors.caps}
        </Text>
      )}
      <Group gap="sm">
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden />}
          disabled={caps.length >= 20}
          onClick={() =>
            draft.put('caps', [...caps, { channel: 'email', most: 3, window: { rolling: 'P7D' }, whenFull: 'hold' }])
          }
        >
          {t('limits.add')}
        </Button>
        {proposed.data && JSON.stringify(proposed.data.caps) !== JSON.stringify(caps) && (
          <Button variant="subtle" size="xs" onClick={() => draft.put('caps', proposed.data.caps)}>
            {t('limits.propose')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Brake({ draft }: { draft: SettingsDraft }) {
  const { t } = useTranslation()
  const { breaker } = draft.values
  const { repeats } = breaker
  return (
    <Stack gap="sm">
      <div>
        <Title order={3}>{t('limits.brake')}</Title>
        <Text size="sm" c="dimmed">
          {t('limits.brakeExplain')}
        </Text>
      </div>
      <NumberInput
        label={t('limits.perDay')}
        maw={320}
        min={1}
        max={1000}
        allowDecimal={false}
        value={breaker.perDay}
        error={draft.errors.breaker}
        onChange={(next) => typeof next === 'number' && draft.put('breaker', { ...breaker, perDay: next })}
      />
      <Switch
        label={t('limits.repeats')}
        checked={repeats !== null}
        onChange={(event) =>
          draft.put('breaker', { ...breaker, repeats: event.currentTarget.checked ? { least: 100, percent: 20 } : null })
        }
      />
      {repeats !== null && (
        <Group gap="md">
          <NumberInput
            label={t('limits.repeatsLeast')}
            w={240}
            min={1}
            allowDecimal={false}
            value={repeats.least}
            onChange={(next) =>
              typeof next === 'number' && draft.put('breaker', { ...breaker, repeats: { ...repeats, least: next } })
            }
          />
          <NumberInput
            label={t('limits.repeatsPercent')}
            w={200}
            min={1}
            max={100}
            allowDecimal={false}
            value={repeats.percent}
            onChange={(next) =>
              typeof next === 'number' && draft.put('breaker', { ...breaker, repeats: { ...repeats, percent: next } })
            }
          />
        </Group>
      )}
    </Stack>
  )
}
