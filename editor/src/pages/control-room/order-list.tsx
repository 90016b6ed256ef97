import { Badge, Group, Progress, Stack, Text, Title } from '@mantine/core'
import type { OrderView } from '@snodo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { flowsQuery } from '../../api/flows.ts'
import { ordersQuery } from '../../api/orders.ts'
import { percent, shortDateTime } from '../../ui/moment.ts'
import classes from '../pages.module.css'

/** The latest orders for many, each with how far it is: they go on by themselves, whoever looks. */
export function OrderList({ flowId }: { flowId?: string }) {
  const { t } = useTranslation()
  const orders = useQuery(ordersQuery(flowId))
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  if (!orders.data || orders.data.length === 0) return null
  const flowName = (id: string | null) => (id === null ? '' : (flows.data?.find((flow) => flow.id === id)?.name ?? ''))
  return (
    <section className={classes.card} style={{ marginTop: 20 }} data-testid="orders">
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('held.orders')}
      </Title>
      <Stack gap="sm">
        {orders.data.map((order) => (
          <OneOrder key={order.id} order={order} about={flowId === undefined ? flowName(order.flow) : ''} />
        ))}
      </Stack>
    </section>
  )
}

function OneOrder({ order, about }: { order: OrderView; about: string }) {
  const { t } = useTranslation()
  const changed = Object.values(order.counts).reduce((sum, count) => sum + count, 0)
  return (
    <div data-testid="order">
      <Group justify="space-between" gap="sm">
        <Text size="sm" fw={580}>
          {[t(`orders.${order.kind}`), about].filter((part) => part !== '').join(' · ')}
        </Text>
        <Badge variant="light" color={order.state === 'failed' ? 'red' : order.state === 'done' ? 'green' : 'gray'}>
          {order.state === 'running' ? t('orders.running', { percent: percent(order.progress) }) : t(`orders.${order.state}`)}
        </Badge>
      </Group>
      {order.state === 'running' && (
        <Progress value={order.progress * 100} my={6} aria-label={t('orders.running', { percent: percent(order.progress) })} />
      )}
      <Text size="xs" c="dimmed">
        {[
          t('orders.changed', { count: changed }),
          t('orders.by', { when: shortDateTime(order.placedAt), who: order.author }),
          order.reason ?? '',
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </Text>
      {order.problem !== null && order.state !== 'done' && (
        <Text size="xs" c="var(--snodo-error)">
          {order.problem}
        </Text>
      )}
    </div>
  )
}
