import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type OrderFilter, type OrderVerb, placeOrder, previewOrder } from '../../api/orders.ts'
import { number } from '../../ui/moment.ts'
import { faultWords, sayDone } from '../../ui/notify.ts'
import { ReasonField } from '../../ui/reason-field.tsx'
import { useLiveBlocks } from './use-live-blocks.ts'

/** An order somebody is about to give: to whom, and what. */
export type Ordering = { flowId: string; filter: OrderFilter; verb: OrderVerb; about: string }

/** Asks before an order for many is given: how many it concerns, where they are to go, and why. */
export function OrderDialog({ ordering, onClose }: { ordering: Ordering | null; onClose: () => void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={ordering !== null}
      onClose={onClose}
      title={ordering === null ? '' : `${t(`orders.${ordering.verb}`)} · ${ordering.about}`}
    >
      {ordering !== null && <Asked key={JSON.stringify(ordering)} ordering={ordering} onClose={onClose} />}
    </Modal>
  )
}

function Asked({ ordering, onClose }: { ordering: Ordering; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [to, setTo] = useState<string | null>(null)
  const [port, setPort] = useState<string | null>(null)
  const [reason, setReason] = useState('')
  const { flowId, filter, verb } = ordering
  const blocks = useLiveBlocks(flowId, verb === 'move' || verb === 'skip')
  const whole = { filter, verb, ...(to === null ? {} : { to }), ...(port === null ? {} : { port }) }
  const ready = verb !== 'move' || to !== null
  const preview = useQuery({
    queryKey: ['order-preview', whole],
    queryFn: ({ signal }) => previewOrder(whole, signal),
    enabled: ready,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  const place = useMutation({
    mutationFn: () => placeOrder(whole, reason.trim()),
    onSuccess: ({ changed, order }) => {
      onClose()
      const goesOn = order?.state === 'running' ? ` ${t('orders.goesOn')}` : ''
      sayDone(`${t('orders.changed', { count: changed ?? 0 })}.${goesOn}`)
    },
    onSettled: () =>
      Promise.all(
        [['standing-still'], ['standing'], ['orders'], ['operations']].map((queryKey) => client.invalidateQueries({ queryKey })),
      ),
  })
  const fault = place.error ?? preview.error
  const matched = preview.data?.matched
  const branches = blocks.find((block) => block.id === filter.node)?.branches ?? []
  return (
    <Stack gap="md" data-testid="order-dialog">
      <Text>{t(`orders.${verb}Explain`)}</Text>
      {verb === 'move' && (
        <Select
          label={t('orders.to')}
          required
          searchable
          data={blocks.filter((block) => block.id !== filter.node).map(({ id, name }) => ({ value: id, label: name }))}
          value={to}
          onChange={setTo}
        />
      )}
      {verb === 'skip' && branches.length > 1 && (
        <Select
          label={t('orders.branch')}
          clearable
          placeholder={t('orders.firstBranch')}
          data={branches.map(({ id, name }) => ({ value: id, label: name }))}
          value={port}
          onChange={setPort}
        />
      )}
      <Text fw={580} role="status" data-testid="order-preview">
        {matched !== undefined ? t('orders.matched', { count: matched }) : ready && !fault ? t('orders.counting') : ''}
      </Text>
      <ReasonField value={reason} onChange={setReason} />
      {fault && (
        <Text role="alert" size="sm" c="var(--snodo-error)">
          {faultWords(fault).detail || faultWords(fault).title}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          color={verb === 'end' ? 'red' : undefined}
          loading={place.isPending}
          disabled={!matched || reason.trim() === '' || !ready}
          onClick={() => place.mutate()}
        >
          {matched ? `${t(`orders.${verb}`)}: ${number(matched)}` : t(`orders.${verb}`)}
        </Button>
      </Group>
    </Stack>
  )
}
