import { Anchor, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { TodayView } from '@snodo/protocol'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { flowsQuery } from '../../api/flows.ts'
import { sessionQuery } from '../../api/session.ts'
import { todayQuery } from '../../api/today.ts'
import { number, percent } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { PageFault, PageLoading } from '../../ui/page-states.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { enteredInWeek } from '../flows/flow-filter.ts'
import classes from '../pages.module.css'
import { againstUsual } from './against-usual.ts'
import { Attention } from './attention.tsx'

/** What happened since the morning, against the usual, and what waits for somebody. */
export function TodayPage() {
  const { t } = useTranslation()
  const today = useQuery(todayQuery)
  const session = useQuery(sessionQuery)
  const flows = useQuery(flowsQuery)
  if (today.isPending) return <PageLoading />
  if (today.isError && !today.data) return <PageFault {...faultWords(today.error)} onRetry={() => void today.refetch()} />
  const { numbers, attention } = today.data
  const busiest = (flows.data ?? [])
    .filter((flow) => enteredInWeek(flow) > 0)
    .sort((one, other) => enteredInWeek(other) - enteredInWeek(one))
    .slice(0, 5)
  return (
    <div className={classes.page}>
      <PageHead title={t('today.title')} />
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('today.happened')}
      </Title>
      {numbers.every(({ before }) => before.length === 0) && (
        <Text size="sm" c="dimmed" mb="sm" mt={-8}>
          {t('today.noUsual')}
        </Text>
      )}
      <SimpleGrid cols={{ base: 2, sm: 3, lg: 5 }} spacing="md" mb="xl">
        {numbers.map((one) => (
          <Figure key={one.name} {...one} />
        ))}
      </SimpleGrid>
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('today.needs')}
      </Title>
      <Attention attention={attention} sandbox={session.data?.sandbox ?? false} stopped={session.data?.sendingStopped ?? false}>
        <Group gap="sm" className={classes.card}>
          <IconCircleCheck size={22} color="var(--snodo-start)" aria-hidden />
          <div>
            <Text fw={580}>{t('today.nothing')}</Text>
            <Text size="sm" c="dimmed">
              {t('today.nothingExplain')}
            </Text>
          </div>
        </Group>
      </Attention>
      {busiest.length > 0 && (
        <>
          <Title order={2} fz={16} lh="24px" mb="sm" mt="xl">
            {t('today.busiest')}
          </Title>
          <Stack gap={0} className={classes.sheet}>
            {busiest.map((flow) => (
              <Group key={flow.id} justify="space-between" px="md" py={10} wrap="nowrap" className={classes.listRow}>
                <Anchor component={Link} to="/flows/$flowId" params={{ flowId: flow.id } as never} className={classes.rowLink}>
                  {flow.name}
                </Anchor>
                <Group gap="md" wrap="nowrap">
                  <Sparkline
                    values={flow.week}
                    label={t('flows.weekOf', {
                      count: enteredInWeek(flow),
                      days: flow.week.map((day) => number(day)).join(', '),
                    })}
                  />
                  <Text size="sm" miw={48} ta="right" aria-hidden>
                    {number(enteredInWeek(flow))}
                  </Text>
                </Group>
              </Group>
            ))}
          </Stack>
        </>
      )}
    </div>
  )
}

function Figure({ name, now, before }: TodayView['numbers'][number]) {
  const { t } = useTranslation()
  const usual = againstUsual(now, before)
  return (
    <div className={classes.card} data-testid="today-figure">
      <Text size="sm" c="dimmed">
        {t(`today.${name}`)}
      </Text>
      <div className={classes.figure}>{number(now)}</div>
      {usual.kind !== 'unknown' && (
        <Text size="xs" c="dimmed">
          {usual.kind === 'same' ? t('today.asUsual') : t(`today.${usual.kind}`, { percent: percent(usual.share) })}
        </Text>
      )}
      {usual.kind !== 'unknown' && usual.kind !== 'same' && (
        <Text size="xs" c="dimmed">
          {t('today.usual', { count: usual.usual })}
        </Text>
      )}
    </div>
  )
}
