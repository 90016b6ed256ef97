import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import type { StandingStillView } from '@snodo/protocol'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { standingStillQuery } from '../api/control-room.ts'
import { nameOf } from '../canvas/summary-of.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { orderingOf } from '../pages/control-room/held-page.tsx'
import { OrderDialog, type Ordering } from '../pages/control-room/order-dialog.tsx'
import classes from '../pages/pages.module.css'
import { number } from '../ui/moment.ts'
import { sayBecause } from '../ui/say-because.ts'

/** What stands still at a block, or in the whole flow, by cause: how many of it in the last hour, and trying all of one again. */
export function BlockCauses({ flowId, node }: { flowId: string; node: string | null }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const causes = useQuery(standingStillQuery({ flow: flowId, ...(node === null ? {} : { node }) }))
  const [ordering, setOrdering] = useState<Ordering | null>(null)
  if (!causes.data || causes.data.length === 0) return null
  const blockName = (id: string) => nameOf(bench.documents.store.getState().document, id, bench.manifests, currentLanguage())
  const order = (group: StandingStillView) =>
    setOrdering({ ...orderingOf(group, blockName(group.node)), verb: group.state === 'failed' ? 'retry' : 'release' })
  return (
    <Stack gap="sm" data-testid="causes">
      {causes.data.map((group) => (
        <div key={[group.node, group.state, group.code].join(' ')} className={classes.ruleRow} data-testid="cause">
          <Group justify="space-between" gap={8} mb={4}>
            <Text size="sm" fw={580}>
              {node === null ? blockName(group.node) : t('held.people', { count: group.count })}
            </Text>
            <Badge variant="light" color={group.state === 'failed' ? 'red' : 'gray'}>
              {t(group.state === 'failed' ? 'held.failed' : 'held.heldState')}
            </Badge>
          </Group>
          <Text size="sm" lineClamp={4}>
            {sayBecause(group.because, currentLanguage()) || t('held.noCause')}
          </Text>
          {group.lastHour > 0 && (
            <Text size="xs" c="dimmed">
              {t('held.lastHour', { n: number(group.lastHour) })}
            </Text>
          )}
          <Button variant="default" size="xs" mt="sm" onClick={() => order(group)}>
            {t(group.state === 'failed' ? 'orders.retryThese' : 'orders.releaseThese', { n: number(group.count) })}
          </Button>
        </div>
      ))}
      <OrderDialog ordering={ordering} onClose={() => setOrdering(null)} />
    </Stack>
  )
}
