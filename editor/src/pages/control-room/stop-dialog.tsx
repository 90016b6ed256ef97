import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { orderStop, releaseBrake, type StopScope } from '../../api/control-room.ts'
import { sessionQuery } from '../../api/session.ts'
import { number } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { ReasonField } from '../../ui/reason-field.tsx'

export type Stopping =
  | { do: 'stop' | 'goOn'; scope: StopScope; what: string }
  /** The automatic brake of a flow is released. */
  | { do: 'brake'; flow: string; what: string }

/** Asks before sending is stopped or let go on: what it concerns in numbers, and why. */
export function StopDialog({ stopping, onClose }: { stopping: Stopping | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={stopping !== null}
      onClose={onClose}
      title={stopping === null ? '' : t(`sendingNow.${stopping.do}Title`, { what: stopping.what })}
    >
      {stopping !== null && <Asked stopping={stopping} onClose={onClose} />}
    </Modal>
  )
}

function Asked({ stopping, onClose }: { stopping: Stopping; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [repeats, setRepeats] = useState<'drop' | 'send'>('drop')
  const scope = stopping.do === 'brake' ? { flow: stopping.flow } : stopping.scope
  const preview = useQuery({
    queryKey: ['stop-preview', scope],
    queryFn: () => orderStop(scope, { stopped: stopping.do === 'stop', preview: true }),
    staleTime: 0,
    gcTime: 0,
  })
  const order = useMutation<unknown>({
    mutationFn: () =>
      stopping.do === 'brake'
        ? releaseBrake(stopping.flow, { repeats, reason: reason.trim() })
        : orderStop(scope, { stopped: stopping.do === 'stop', reason: reason.trim() }),
    onSuccess: onClose,
    onSettled: () =>
      Promise.all(
        [['sending-now'], ['stops'], ['messages'], sessionQuery.queryKey].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
  const counts = preview.data
  return (
    <Stack gap="md">
      <Text>{t(`sendingNow.${stopping.do}Explain`)}</Text>
      <Text fw={580} role="status">
        {counts
          ? t('sendingNow.counts', {
              handedOver: number(counts.handedOver),
              held: number(counts.held),
              waiting: number(counts.waiting),
            })
          : t('orders.counting')}
      </Text>
      {stopping.do === 'brake' && <Repeats flow={stopping.flow} value={repeats} onChange={setRepeats} />}
      <ReasonField value={reason} onChange={setReason} />
      {order.isError && (
        <Text role="alert" size="sm" c="var(--snodo-error)">
          {faultWords(order.error).detail || faultWords(order.error).title}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          color={stopping.do === 'stop' ? 'red' : undefined}
          loading={order.isPending}
          disabled={reason.trim() === ''}
          onClick={() => order.mutate()}
        >
          {t(stopping.do === 'stop' ? 'sendingNow.stopNow' : stopping.do === 'brake' ? 'sendingNow.release' : 'sendingNow.goOn')}
        </Button>
      </Group>
    </Stack>
  )
}

type RepeatsProps = { flow: string; value: 'drop' | 'send'; onChange(value: 'drop' | 'send'): void }

/** What the brake kept back, and what becomes of the repeats in it: they are what it was there for. */
function Repeats({ flow, value, onChange }: RepeatsProps) {
  const { t } = useTranslation()
  const kept = useQuery({
    queryKey: ['brake-preview', flow],
    queryFn: () => releaseBrake(flow, { preview: true, repeats: 'drop' }),
    staleTime: 0,
    gcTime: 0,
  })
  if (kept.data === undefined || kept.data.repeats === 0) return null
  const { repeats, contacts } = kept.data
  return (
    <Radio.Group
      label={t('sendingNow.repeats', { count: repeats, contacts: number(contacts) })}
      value={value}
      onChange={(next) => onChange(next === 'send' ? 'send' : 'drop')}
    >
      <Stack gap="xs" mt="xs">
        <Radio value="drop" label={t('sendingNow.repeatsDrop')} />
        <Radio value="send" label={t('sendingNow.repeatsSend')} />
      </Stack>
    </Radio.Group>
  )
}
