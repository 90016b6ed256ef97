import { Button, Group, SimpleGrid, Stack, TextInput, Title } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { goLiveQuery } from '../../api/workspace.ts'
import classes from '../pages.module.css'
import { GoLiveRow } from './go-live-row.tsx'
import type { SectionProps } from './section-props.ts'
import { useSettingsDraft } from './settings-draft.ts'
import { SettingsForm } from './settings-form.tsx'

/** Whom messages are from, and what the DNS says of their domain. */
export function SenderSection({ workspace }: SectionProps) {
  const { t } = useTranslation()
  const draft = useSettingsDraft(workspace.settings)
  const { values, errors, put } = draft
  const { from } = values
  const putFrom = (change: Partial<{ name: string | null; address: string }>) => {
    const next = { name: from?.name ?? null, address: from?.address ?? '', ...change }
    put('from', next.address.trim() === '' && (next.name ?? '') === '' ? null : next)
  }
  const orNull = (text: string) => (text.trim() === '' ? null : text.trim())
  return (
    <Stack gap={20}>
      <SettingsForm title={t('settingsSections.sender')} explain={t('sender.explain')} draft={draft}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <TextInput
            label={t('sender.name')}
            maxLength={100}
            value={from?.name ?? ''}
            onChange={(event) => putFrom({ name: event.currentTarget.value === '' ? null : event.currentTarget.value })}
          />
          <TextInput
            label={t('sender.address')}
            type="email"
            autoComplete="off"
            value={from?.address ?? ''}
            error={errors.from}
            onChange={(event) => putFrom({ address: event.currentTarget.value.trim() })}
          />
        </SimpleGrid>
        <TextInput
          label={t('sender.replyTo')}
          type="email"
          autoComplete="off"
          maw={420}
          value={values.replyTo ?? ''}
          error={errors.replyTo}
          onChange={(event) => put('replyTo', orNull(event.currentTarget.value))}
        />
        <TextInput
          label={t('sender.smsFrom')}
          description={t('sender.smsFromHelp')}
          maxLength={16}
          maw={420}
          value={values.smsFrom ?? ''}
          error={errors.smsFrom}
          onChange={(event) => put('smsFrom', orNull(event.currentTarget.value))}
        />
        <TextInput
          label={t('sender.selector')}
          description={t('sender.selectorHelp')}
          maw={420}
          value={values.dkimSelector ?? ''}
          error={errors.dkimSelector}
          onChange={(event) => put('dkimSelector', orNull(event.currentTarget.value))}
        />
      </SettingsForm>
      <DomainRecords />
    </Stack>
  )
}

const OF_DOMAIN = ['spf', 'dkim', 'dmarc']

function DomainRecords() {
  const { t } = useTranslation()
  const steps = useQuery(goLiveQuery)
  return (
    <section className={classes.card}>
      <Group justify="space-between" mb="sm">
        <Title order={3}>{t('sender.domain')}</Title>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={steps.isFetching}
          onClick={() => void steps.refetch()}
        >
          {t('sender.lookAgain')}
        </Button>
      </Group>
      <ul className={classes.checklist}>
        {steps.data
          ?.filter((step) => OF_DOMAIN.includes(step.id))
          .map((step) => (
            <GoLiveRow key={step.id} step={step} />
          ))}
      </ul>
    </section>
  )
}
