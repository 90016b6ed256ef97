import { Anchor, Badge, Button, Group, Text } from '@mantine/core'
import type { StandingStillView } from '@snodo/protocol'
import { IconPlayerPause } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { standingStillQuery } from '../../api/control-room.ts'
import { flowsQuery } from '../../api/flows.ts'
import { useNodeNames } from '../../api/node-names.ts'
import { currentLanguage } from '../../i18n.ts'
import { number, shortDateTime } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import { sayBecause } from '../../ui/say-because.ts'
import pages from '../pages.module.css'
import classes from './control-room.module.css'
import { HealthStrip } from './health-strip.tsx'
import { OrderDialog, type Ordering } from './order-dialog.tsx'
import { OrderList } from './order-list.tsx'
import { OrderMenu } from './order-menu.tsx'

/** Journeys that stand still, by flow, block and cause; and what is ordered for all of one cause at once. */
export function HeldPage() {
  const { t } = useTranslation()
  const groups = useQuery(standingStillQuery())
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const [ordering, setOrdering] = useState<Ordering | null>(null)
  const nodeName = useNodeNames([...new Set((groups.data ?? []).map((group) => group.flowId))])
  if (groups.isPending) return <PageLoading />
  if (groups.isError && !groups.data) return <PageFault {...faultWords(groups.error)} onRetry={() => void groups.refetch()} />
  const flowName = (id: string) => flows.data?.find((flow) => flow.id === id)?.name ?? id
  return (
    <div className={pages.page}>
      <PageHead title={t('controlRoom.held')} />
      <HealthStrip />
      {groups.data.length === 0 ? (
        <EmptyPage
          icon={<IconPlayerPause size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('held.none')}
          explain={t('held.noneExplain')}
        />
      ) : (
        <>
          <Text c="dimmed" mb="md">
            {t('held.explain')}
          </Text>
          <div className={pages.sheet} data-testid="held-groups">
            {groups.data.map((group) => (
              <CauseGroup
                key={[group.flowId, group.node, group.state, group.code].join(' ')}
                group={group}
                flow={flowName(group.flowId)}
                block={nodeName(group.flowId, group.node)}
                onOrder={setOrdering}
              />
            ))}
          </div>
        </>
      )}
      <OrderList />
      <OrderDialog ordering={ordering} onClose={() => setOrdering(null)} />
    </div>
  )
}

type GroupProps = { group: StandingStillView; flow: string; block: string; onOrder: (ordering: Ordering) => void }

function CauseGroup({ group, flow, block, onOrder }: GroupProps) {
  const { t } = useTranslation()
  const failed = group.state === 'failed'
  const order = (verb: Ordering['verb']) => onOrder({ ...orderingOf(group, block), verb })
  return (
    <div className={classes.group} data-testid="held-group">
      <div className={classes.groupWords}>
        <Group gap={8} mb={2}>
          <Anchor
            component={Link}
            to="/flows/$flowId"
            params={{ flowId: group.flowId } as never}
            search={{ mode: 'live', node: group.node } as never}
            fw={580}
          >
            {flow} · {block}
          </Anchor>
          <Badge variant="light" color={failed ? 'red' : 'gray'}>
            {t(failed ? 'held.failed' : 'held.heldState')}
          </Badge>
        </Group>
        <Text size="sm">{sayBecause(group.because, currentLanguage()) || t('held.noCause')}</Text>
        <Text size="xs" c="dimmed">
          {[
            t('held.people', { count: group.count }),
            group.since === null ? '' : t('held.since', { when: shortDateTime(group.since) }),
            group.lastHour === 0 ? '' : t('held.lastHour', { n: number(group.lastHour) }),
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </Text>
      </div>
      <Group gap="sm">
        <Button variant="default" size="xs" onClick={() => order(failed ? 'retry' : 'release')}>
          {t(failed ? 'orders.retryThese' : 'orders.releaseThese', { n: number(group.count) })}
        </Button>
        <OrderMenu label={t('orders.other')} verbs={['skip', 'move', 'end']} about={block} onChoose={order} />
      </Group>
    </div>
  )
}

/** An order about all of a group; the cause is part of the filter, so that others at the same block are left alone. */
export function orderingOf(group: StandingStillView, about: string): Omit<Ordering, 'verb'> {
  return {
    flowId: group.flowId,
    about,
    filter: {
      flow: group.flowId,
      node: group.node,
      state: group.state,
      ...(group.code === null ? {} : { because: group.code }),
    },
  }
}
