import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'
import type { FormEvent, ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { timeOfDay } from '../../ui/moment.ts'
import classes from '../pages.module.css'
import type { SettingsDraft } from './settings-draft.ts'

/** One section: its fields, and at the foot whether what stands in them is saved. */
export function SettingsForm(props: { title: string; explain: string; draft: SettingsDraft; children: ReactNode }) {
  const { t } = useTranslation()
  const { draft } = props
  const dirty = draft.changed.length > 0
  const failed = Object.keys(draft.errors).length > 0
  // Another section is another page: what was typed here would be gone without a word.
  useBlocker({
    shouldBlockFn: () => dirty && !window.confirm(t('settings.leave')),
    enableBeforeUnload: dirty,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (dirty) draft.save()
  }
  return (
    <form onSubmit={submit} className={classes.card} data-testid="settings-form" noValidate>
      <SectionHead title={props.title} explain={props.explain} />
      <Stack gap="lg">{props.children}</Stack>
      <Group mt="xl" gap="md" className={classes.formFoot}>
        <Button type="submit" variant={dirty ? 'filled' : 'default'} loading={draft.saving} disabled={!dirty}>
          {t('common.save')}
        </Button>
        {dirty && !draft.saving && (
          <Button variant="subtle" onClick={draft.undo}>
            {t('settings.undo')}
          </Button>
        )}
        <Text
          size="sm"
          role="status"
          c={failed ? 'var(--snodo-error)' : 'dimmed'}
          data-testid="settings-state"
          style={{ minWidth: 0 }}
        >
          {failed
            ? t('settings.notSaved')
            : dirty
              ? t('settings.unsaved')
              : draft.savedAt !== null
                ? t('settings.saved', { when: timeOfDay(draft.savedAt) })
                : ''}
        </Text>
      </Group>
    </form>
  )
}

export function SectionHead({ title, explain }: { title: string; explain: string }) {
  return (
    <div style={{ marginBottom: 20 }}>
      <Title order={2}>{title}</Title>
      <Text c="dimmed">{explain}</Text>
    </div>
  )
}
