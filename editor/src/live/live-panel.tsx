import { ActionIcon, Anchor, Badge, Button, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { enrollmentsAt, flowQuery } from '../api/flows.ts'
import type { EnrollmentView, FlowSummary } from '../api/replies.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useLive, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import classes from '../pages/pages.module.css'
import { number, shortDateTime } from '../ui/moment.ts'
import { faultWords } from '../ui/notify.ts'
import { sayJourneyState } from '../ui/say-state.ts'

/** In Live mode: the flow's totals, or who stands at the chosen block. */
export function LivePanel({ summary, node }: { summary: FlowSummary; node: string | null }) {
  const { t } = useTranslation()
  if (summary.version === null) {
    return (
      <Stack p={16} gap={4}>
        <Text fw={620} size="lg">
          {t('live.notPublished')}
        </Text>
        <Text c="dimmed">{t('live.notPublishedExplain')}</Text>
      </Stack>
    )
  }
  return node === null ? <Totals summary={summary} /> : <Standing flowId={summary.id} node={node} />
}

const ENTERED_EVERY_MS = 3_000

function Totals({ summary }: { summary: FlowSummary }) {
  const { t } = useTranslation()
  const known = useLive((state) => state.seq !== null)
  const inside = useLive((state) => Object.values(state.nodes).reduce((sum, counts) => sum + counts.inside, 0))
  const failed = useLive((state) => Object.values(state.nodes).reduce((sum, counts) => sum + counts.failed, 0))
  // Of the numbers told live none is "entered" by itself, and fewer entered than are inside would be read as an error.
  const { data } = useQuery({ ...flowQuery(summary.id), refetchInterval: ENTERED_EVERY_MS })
  return (
    <Stack p={16} gap="md">
      <Text fw={620} size="lg">
        {t('live.whole')}
      </Text>
      <SimpleGrid cols={2}>
        <Figure label={t('live.inside')} value={known ? inside : summary.inside} />
        <Figure label={t('live.entered')} value={data?.entered ?? summary.entered} />
        {failed > 0 && <Figure label={t('live.failed')} value={failed} bad />}
      </SimpleGrid>
      <Text size="sm" c="dimmed">
        {t('live.hint')}
      </Text>
    </Stack>
  )
}

function Figure({ label, value, bad }: { label: string; value: number; bad?: boolean }) {
  return (
    <div>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <div className={classes.figure} style={bad ? { color: 'var(--snodo-error)' } : undefined}>
        {number(value)}
      </div>
    </div>
  )
}

function Standing({ flowId, node }: { flowId: string; node: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const name = useDocument((state) => nameOf(state.document, node, bench.manifests, currentLanguage()))
  const counts = useLive((state) => state.nodes[node])
  const pages = useInfiniteQuery({
    queryKey: ['standing', flowId, node, counts?.inside ?? 0, counts?.failed ?? 0],
    queryFn: ({ pageParam }) => enrollmentsAt(flowId, node, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: (before) => before,
  })
  const people = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Stack p={16} gap="md" data-testid="standing">
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Text fw={620} size="lg">
          {t('live.standing', { name })}
        </Text>
        <ActionIcon
          size={28}
          aria-label={t('common.close')}
          onClick={() => bench.session.setState({ selected: new Set(), panel: null })}
        >
          <IconX size={18} />
        </ActionIcon>
      </Group>
      <SimpleGrid cols={3}>
        <Figure label={t('live.inside')} value={counts?.inside ?? 0} />
        <Figure label={t('live.entered')} value={counts?.entered ?? 0} />
        <Figure label={t('live.failed')} value={counts?.failed ?? 0} bad={(counts?.failed ?? 0) > 0} />
      </SimpleGrid>
      {pages.isError && (
        <Text role="alert" c="var(--snodo-error)" size="sm">
          {faultWords(pages.error).detail}
        </Text>
      )}
      {pages.isSuccess && people.length === 0 && <Text c="dimmed">{t('live.nobody')}</Text>}
      <Stack gap={0}>
        {people.map((journey) => (
          <Journey key={journey.id} journey={journey} />
        ))}
      </Stack>
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      )}
    </Stack>
  )
}

function Journey({ journey }: { journey: EnrollmentView }) {
  const { t } = useTranslation()
  const who = journey.contact.name ?? t('contacts.anonymous')
  const until = journey.dueAt ? t('live.until', { when: shortDateTime(journey.dueAt) }) : t('live.awaiting')
  return (
    <div style={{ padding: '10px 0', borderBottom: '1px solid var(--snodo-border)' }}>
      <Group justify="space-between" wrap="nowrap" gap={8}>
        <Anchor
          component={Link}
          to="/contacts/$contactId"
          params={{ contactId: journey.contactId } as never}
          size="sm"
          fw={580}
          truncate
        >
          {who}
        </Anchor>
        {journey.state !== 'active' && (
          <Badge color={journey.state === 'failed' ? 'red' : 'gray'} variant="light">
            {sayJourneyState(t, journey.state)}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {t('live.since', { when: shortDateTime(journey.nodeEnteredAt) })} · {until}
      </Text>
    </div>
  )
}
