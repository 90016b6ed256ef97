import { Button, Group, Progress, Stack, Text } from '@mantine/core'
import type { GoLiveStep } from '@snodo/protocol'
import { IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { goLiveQuery } from '../../api/workspace.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { GoLiveRow } from './go-live-row.tsx'
import type { SettingsSection } from './sections.ts'
import { SendingMode } from './sending-mode.tsx'
import { SectionHead } from './settings-form.tsx'

/** What stands between a new workspace and writing to real people; the sandbox is left at the end of it. */
export function GoLiveSection() {
  const { t } = useTranslation()
  const steps = useQuery(goLiveQuery)
  if (steps.isPending) return <PageLoading />
  if (steps.isError && !steps.data) return <PageFault {...faultWords(steps.error)} onRetry={() => void steps.refetch()} />
  const before = steps.data.filter((step) => step.id !== 'sandbox')
  const done = steps.data.filter((step) => step.state === 'done').length
  const total = steps.data.length
  return (
    <Stack gap={20}>
      <section className={classes.card} data-testid="go-live">
        <SectionHead title={t('goLive.title')} explain={t('goLive.explain')} />
        <Group justify="space-between" mb={8}>
          <Text fw={580} data-testid="go-live-progress">
            {t('goLive.progress', { done, total })}
          </Text>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={steps.isFetching}
            onClick={() => void steps.refetch()}
          >
            {t('goLive.lookAgain')}
          </Button>
        </Group>
        <Progress value={(done / total) * 100} aria-label={t('goLive.progress', { done, total })} mb="lg" />
        <ul className={classes.checklist}>
          {before.map((step) => (
            <GoLiveRow key={step.id} step={step} action={<WhereItIsDone step={step} />} />
          ))}
        </ul>
      </section>
      <SendingMode ready={before.every((step) => step.state === 'done')} />
    </Stack>
  )
}

const WHERE: Record<GoLiveStep['id'], SettingsSection | null> = {
  sender: 'sender',
  spf: 'sender',
  dkim: 'sender',
  dmarc: 'sender',
  footer: 'company',
  consent: 'consent',
  provider: 'providers',
  flow: null,
  sandbox: 'goLive',
}

function WhereItIsDone({ step }: { step: GoLiveStep }) {
  const { t } = useTranslation()
  const section = WHERE[step.id]
  if (step.state === 'done') return null
  const about = t(`goLiveStep.${step.id}`)
  if (section === null) {
    return (
      <Button component={Link} to="/flows" variant="default" size="xs" aria-label={`${t('goLive.toFlows')}: ${about}`}>
        {t('goLive.toFlows')}
      </Button>
    )
  }
  const label =
    step.id === 'provider'
      ? t('goLive.tryIt')
      : section === 'sender' && step.id !== 'sender'
        ? t('goLive.howDns')
        : t('goLive.fix')
  return (
    <Button
      component={Link}
      to="/settings/$section"
      params={{ section } as never}
      variant="default"
      size="xs"
      aria-label={`${label}: ${about}`}
      style={{ flex: 'none' }}
    >
      {label}
    </Button>
  )
}
