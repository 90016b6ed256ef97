import { Button, Group, Modal, Stack, TagsInput, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveFlow, deleteFlow, flowsQuery, tagFlows } from '../../api/flows.ts'
import type { FlowSummary } from '../../api/replies.ts'
import { sayDone, sayFault } from '../../ui/notify.ts'
import { ReasonField } from '../../ui/reason-field.tsx'

export function DeleteFlow({ flow, onClose }: { flow: FlowSummary | null; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: (id: string) => deleteFlow(id),
    onSuccess: () => {
      sayDone(t('flows.deleted', { name: flow?.name ?? '' }))
      onClose()
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  return (
    <Modal
      opened={flow !== null}
      onClose={onClose}
      title={<Title order={3}>{t('flows.deleteTitle', { name: flow?.name ?? '' })}</Title>}
    >
      <Text mb="lg">{t('flows.deleteExplain')}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => flow && remove.mutate(flow.id)}>
          {t('common.delete')}
        </Button>
      </Group>
    </Modal>
  )
}

/** Takes flows out of the list, one after the other, with one reason. */
export function ArchiveFlows({ flows, onClose }: { flows: readonly FlowSummary[]; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const archive = useMutation({
    mutationFn: async () => {
      for (const flow of flows) await archiveFlow(flow.id, reason.trim())
    },
    onSuccess: () => {
      sayDone(t('flows.archived', { count: flows.length }))
      onClose()
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  return (
    <Modal
      opened={flows.length > 0}
      onClose={onClose}
      title={<Title order={3}>{t('flows.archiveTitle', { count: flows.length })}</Title>}
    >
      <Stack>
        <Text>{t('flows.archiveExplain')}</Text>
        <ReasonField value={reason} onChange={setReason} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button loading={archive.isPending} disabled={reason.trim() === ''} onClick={() => archive.mutate()}>
            {t('flows.archive')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** Tags of one flow, as they are; of several: what is put on and taken off. */
export function TagFlows({ flows, known, onClose }: { flows: readonly FlowSummary[]; known: string[]; onClose(): void }) {
  const { t } = useTranslation()
  const [one] = flows
  return (
    <Modal
      opened={flows.length > 0}
      onClose={onClose}
      title={
        <Title order={3}>
          {flows.length === 1 ? t('flows.tagsOf', { name: one?.name ?? '' }) : t('flows.tagSome', { count: flows.length })}
        </Title>
      }
    >
      {one && <TagForm key={flows.map(({ id }) => id).join()} flows={flows} known={known} onClose={onClose} />}
    </Modal>
  )
}

function TagForm({ flows, known, onClose }: { flows: readonly FlowSummary[]; known: string[]; onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const single = flows.length === 1 ? flows[0] : undefined
  const [put, setPut] = useState<string[]>(single?.tags ?? [])
  const [off, setOff] = useState<string[]>([])
  const change = useMutation({
    mutationFn: () =>
      tagFlows(
        flows.map(({ id }) => id),
        single ? put.filter((tag) => !single.tags.includes(tag)) : put,
        single ? single.tags.filter((tag) => !put.includes(tag)) : off,
      ),
    onSuccess: onClose,
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        change.mutate()
      }}
    >
      <Stack>
        <TagsInput
          label={single ? t('flows.tags') : t('flows.tagAdd')}
          data={known}
          value={put}
          onChange={setPut}
          acceptValueOnBlur
          maxLength={60}
          data-autofocus
        />
        {!single && (
          <TagsInput
            label={t('flows.tagRemove')}
            data={[...new Set(flows.flatMap(({ tags }) => tags))]}
            value={off}
            onChange={setOff}
            acceptValueOnBlur
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={change.isPending}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
