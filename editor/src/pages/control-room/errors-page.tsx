import { Badge, Button, Code, Group, Text } from '@mantine/core'
import type { DeadLetterView } from '@snodo/protocol'
import { IconMailCheck } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { rejectedPages } from '../../api/control-room.ts'
import { dateTime, shortDateTime } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import pages from '../pages.module.css'
import classes from './control-room.module.css'
import { groupRejected } from './group-rejected.ts'
import { HealthStrip } from './health-strip.tsx'

/** Calls that could not be taken in, by cause: most of them are one mistake made many times. */
export function ErrorsPage() {
  const { t } = useTranslation()
  const rejected = useInfiniteQuery(rejectedPages)
  if (rejected.isPending) return <PageLoading />
  if (rejected.isError && !rejected.data)
    return <PageFault {...faultWords(rejected.error)} onRetry={() => void rejected.refetch()} />
  const groups = groupRejected(rejected.data.pages.flatMap((page) => page.items))
  return (
    <div className={pages.page}>
      <PageHead title={t('controlRoom.errors')} />
      <HealthStrip />
      {groups.length === 0 ? (
        <EmptyPage
          icon={<IconMailCheck size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('errors.none')}
          explain={t('errors.noneExplain')}
        />
      ) : (
        <>
          <Text c="dimmed" mb="md">
            {t('errors.explain')}
          </Text>
          <div className={pages.sheet} data-testid="error-groups">
            {groups.map((group) => (
              <CauseGroup key={`${group.code} ${group.source} ${group.reason}`} group={group} />
            ))}
          </div>
          {rejected.hasNextPage && (
            <Group justify="center" mt="md">
              <Button variant="default" loading={rejected.isFetchingNextPage} onClick={() => void rejected.fetchNextPage()}>
                {t('common.loadMore')}
              </Button>
            </Group>
          )}
        </>
      )}
    </div>
  )
}

function CauseGroup({ group }: { group: ReturnType<typeof groupRejected>[number] }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  return (
    <div className={classes.group} data-testid="error-group">
      <div className={classes.groupWords}>
        <Group gap={8} mb={2}>
          <Text fw={580} style={{ overflowWrap: 'anywhere' }}>
            {group.reason}
          </Text>
        </Group>
        <Group gap={8}>
          <Badge variant="light" color="gray">
            {group.source}
          </Badge>
          <Text size="xs" c="dimmed">
            {t('errors.times', { count: group.calls.length })} ·{' '}
            {t('errors.latest', { when: shortDateTime(group.calls[0]?.receivedAt ?? '') })} · <Code>{group.code}</Code>
          </Text>
        </Group>
        {shown && group.calls.slice(0, MOST_SHOWN).map((call) => <Call key={call.id} call={call} />)}
      </div>
      <Button
        variant="default"
        size="xs"
        aria-expanded={shown}
        aria-label={`${t(shown ? 'errors.hide' : 'errors.show')}: ${group.reason}`}
        onClick={() => setShown(!shown)}
      >
        {t(shown ? 'errors.hide' : 'errors.show')}
      </Button>
    </div>
  )
}

/** Of one mistake made a thousand times a few tell all. */
const MOST_SHOWN = 20

function Call({ call }: { call: DeadLetterView }) {
  return (
    <figure style={{ margin: '12px 0 0' }}>
      <Text component="figcaption" size="xs" c="dimmed">
        {dateTime(call.receivedAt)}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse must be able to. */}
      <pre className={classes.body} tabIndex={0}>
        {call.body}
      </pre>
    </figure>
  )
}
