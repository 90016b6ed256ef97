import { SimpleGrid, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { reentryQuery } from '../api/flow-previews.ts'
import { flowQuery } from '../api/flows.ts'
import type { FlowSummary } from '../api/replies.ts'
import { useLive } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { OrderList } from '../pages/control-room/order-list.tsx'
import { number } from '../ui/moment.ts'
import { BlockCauses } from './block-causes.tsx'
import { Figure } from './figure.tsx'
import { Standing } from './standing.tsx'

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
  return node === null ? <Totals summary={summary} /> : <Standing key={node} flowId={summary.id} node={node} />
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
      <BlockCauses flowId={summary.id} node={null} />
      <Text size="sm" c="dimmed">
        {t('live.hint')}
      </Text>
      <Reentry flowId={summary.id} />
      <OrderList flowId={summary.id} />
    </Stack>
  )
}

/** Who may come in again, and for how many of those who came it would be true now. */
function Reentry({ flowId }: { flowId: string }) {
  const { t } = useTranslation()
  const reentry = useQuery(reentryQuery(flowId))
  if (!reentry.data || reentry.data.entered === 0) return null
  return (
    <Text size="sm" c="dimmed">
      {reentry.data.words[currentLanguage()]}{' '}
      {t('live.again', { again: number(reentry.data.again), entered: number(reentry.data.entered) })}
    </Text>
  )
}
