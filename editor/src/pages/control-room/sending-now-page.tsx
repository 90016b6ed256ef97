import { Anchor, Badge, Button, Group, Menu, Stack, Table, Text, Title } from '@mantine/core'
import type { SendingBlockView, StopView } from '@snodo/protocol'
import { IconChevronDown, IconSend } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sendingNowQuery, stopsQuery } from '../../api/control-room.ts'
import { flowsQuery } from '../../api/flows.ts'
import { useNodeNames } from '../../api/node-names.ts'
import { dateTime, lengthOfTime, number, shortDateTime } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import { sayChannel } from '../../ui/say-state.ts'
import pages from '../pages.module.css'
import classes from './control-room.module.css'
import { HealthStrip } from './health-strip.tsx'
import { StopDialog, type Stopping } from './stop-dialog.tsx'

/** What is on its way out: what, how many, how fast, by whom; and a stop for each. */
export function SendingNowPage() {
  const { t } = useTranslation()
  const sending = useQuery(sendingNowQuery)
  const [stopping, setStopping] = useState<Stopping | null>(null)
  const blocks = sending.data?.items ?? []
  const nodeName = useNodeNames([...new Set(blocks.flatMap(({ flowId }) => (flowId === null ? [] : [flowId])))])
  if (sending.isPending) return <PageLoading />
  if (sending.isError && !sending.data) return <PageFault {...faultWords(sending.error)} onRetry={() => void sending.refetch()} />
  return (
    <div className={pages.page}>
      <PageHead title={t('controlRoom.sending')} />
      <HealthStrip />
      <StandingStops onLift={setStopping} />
      {blocks.length === 0 ? (
        <EmptyPage
          icon={<IconSend size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('sendingNow.none')}
          explain={t('sendingNow.noneExplain')}
        />
      ) : (
        <div className={pages.sheet} data-testid="sending-now">
          <Table verticalSpacing="sm" horizontalSpacing="md">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('sendingNow.what')}</Table.Th>
                {(['due', 'inHand', 'later', 'rate', 'left'] as const).map((column) => (
                  <Table.Th key={column} className={classes.number}>
                    {t(`sendingNow.${column}`)}
                  </Table.Th>
                ))}
                <Table.Th>{t('sendingNow.by')}</Table.Th>
                <Table.Th />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {blocks.map((block) => (
                <Row
                  key={`${block.flowId} ${block.node} ${block.channel}`}
                  block={block}
                  name={block.flowId === null ? t('sendingNow.own') : nodeName(block.flowId, block.node)}
                  onStop={setStopping}
                />
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {sending.data.atLeast && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('sendingNow.atLeast')}
        </Text>
      )}
      <StopDialog stopping={stopping} onClose={() => setStopping(null)} />
    </div>
  )
}

type RowProps = { block: SendingBlockView; name: string; onStop: (stopping: Stopping) => void }

function Row({ block, name, onStop }: RowProps) {
  const { t } = useTranslation()
  return (
    <Table.Tr data-testid="sending-row">
      <Table.Td style={{ minWidth: 200 }}>
        <Group gap={8}>
          {block.flowId === null ? (
            <Text fw={580}>{name}</Text>
          ) : (
            <Anchor
              component={Link}
              to="/flows/$flowId"
              params={{ flowId: block.flowId } as never}
              search={{ mode: 'live', node: block.node } as never}
              fw={580}
            >
              {name}
            </Anchor>
          )}
          <KeptBack block={block} />
        </Group>
        <Text size="xs" c="dimmed">
          {[block.flowName ?? '', sayChannel(t, block.channel)].filter((part) => part !== '').join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td className={classes.number}>{number(block.due)}</Table.Td>
      <Table.Td className={classes.number}>{number(block.inHand)}</Table.Td>
      <Table.Td className={classes.number} title={block.nextDueAt === null ? undefined : shortDateTime(block.nextDueAt)}>
        {number(block.later)}
      </Table.Td>
      <Table.Td className={classes.number}>{number(Math.round(block.perMinute))}</Table.Td>
      <Table.Td className={classes.number}>
        {block.minutesLeft === null || block.due === 0 || keptBack(block) !== null
          ? '—'
          : lengthOfTime(Math.max(1, block.minutesLeft * 60) * 1000)}
      </Table.Td>
      <Table.Td>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {block.publishedBy ?? '—'}
        </Text>
        {block.version !== null && block.publishedAt !== null && (
          <Text size="xs" c="dimmed">
            {t('sendingNow.version', { n: block.version, when: dateTime(block.publishedAt) })}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Stop block={block} name={name} onStop={onStop} />
      </Table.Td>
    </Table.Tr>
  )
}

/** What keeps all of a block's messages back, if anything does. */
function keptBack(block: SendingBlockView): 'stopped' | 'braked' | 'paused' | null {
  if (block.stoppedBy !== null) return 'stopped'
  if (block.braked) return 'braked'
  return block.flowState === 'paused' ? 'paused' : null
}

function KeptBack({ block }: { block: SendingBlockView }) {
  const { t } = useTranslation()
  const by = keptBack(block)
  if (by === null) return null
  return (
    <Badge variant="light" color={by === 'paused' ? 'yellow' : 'red'}>
      {t(`sendingNow.${by}`)}
    </Badge>
  )
}

function Stop({ block, name, onStop }: RowProps) {
  const { t } = useTranslation()
  const { flowId, node, stoppedBy } = block
  if (flowId === null) return null
  if (block.braked)
    return (
      <Button variant="default" size="xs" onClick={() => onStop({ do: 'brake', flow: flowId, what: block.flowName ?? name })}>
        {t('sendingNow.release')}
      </Button>
    )
  // An order to stop is lifted where it is listed, above.
  if (stoppedBy !== null) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          c="var(--snodo-error)"
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`${t('stopSending.button')}: ${name}`}
        >
          {t('sendingNow.stopNow')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onStop({ do: 'stop', scope: { flow: flowId, node }, what: name })}>
          {t('sendingNow.stopBlock')}
        </Menu.Item>
        <Menu.Item onClick={() => onStop({ do: 'stop', scope: { flow: flowId }, what: block.flowName ?? name })}>
          {t('sendingNow.stopFlow')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** Orders to stop in force, also those of which nothing waits: they are lifted here. */
function StandingStops({ onLift }: { onLift: (stopping: Stopping) => void }) {
  const { t } = useTranslation()
  const stops = useQuery(stopsQuery)
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const nodeName = useNodeNames([...new Set((stops.data ?? []).flatMap(({ scope }) => (scope.flow ? [String(scope.flow)] : [])))])
  const about = ({ scope }: StopView): { what: string; of: { channel?: string; flow?: string; node?: string } } => {
    const { channel, flow, node } = scope as { channel?: string; flow?: string; node?: string } // a stop order's scope
    if (channel !== undefined) return { what: t('sendingNow.scopeChannel', { channel: sayChannel(t, channel) }), of: { channel } }
    if (flow === undefined) return { what: t('sendingNow.scopeAll'), of: {} }
    const name = flows.data?.find((each) => each.id === flow)?.name ?? flow
    return node === undefined ? { what: name, of: { flow } } : { what: `${name} · ${nodeName(flow, node)}`, of: { flow, node } }
  }
  if (!stops.data || stops.data.length === 0) return null
  return (
    <section className={pages.card} style={{ marginBottom: 20 }} data-testid="stops">
      <Title order={2} fz={16} lh="24px" mb="sm">
        {t('sendingNow.standing')}
      </Title>
      <Stack gap="sm">
        {stops.data.map((stop) => {
          const { what, of } = about(stop)
          return (
            <Group key={stop.id} justify="space-between">
              <div>
                <Text size="sm" fw={580}>
                  {what}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('sendingNow.orderedBy', { who: stop.by, when: shortDateTime(stop.at) })} ·{' '}
                  {t('sendingNow.counts', {
                    handedOver: number(stop.handedOver),
                    held: number(stop.held),
                    waiting: number(stop.waiting),
                  })}
                </Text>
              </div>
              <Button
                variant="default"
                size="xs"
                aria-label={`${t('sendingNow.goOn')}: ${what}`}
                onClick={() => onLift({ do: 'goOn', scope: of, what })}
              >
                {t('sendingNow.goOn')}
              </Button>
            </Group>
          )
        })}
      </Stack>
    </section>
  )
}
