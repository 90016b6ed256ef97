import { ActionIcon, Button, Group, Menu, Modal, Table, Text, TextInput, Title, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCopy, IconDots, IconPlus, IconRoute, IconSearch, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createFlow, deleteFlow, draftQuery, flowsQuery } from '../../api/flows.ts'
import type { FlowSummary } from '../../api/replies.ts'
import { FlowStateBadge } from '../../ui/flow-state-badge.tsx'
import { ago, number } from '../../ui/moment.ts'
import { faultWords, sayDone, sayFault } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { NewFlow } from './new-flow.tsx'

/** All flows, with who is inside and who ever entered. */
export function FlowsPage() {
  const { t } = useTranslation()
  const flows = useQuery(flowsQuery)
  const [creating, { open, close }] = useDisclosure(false)
  const [filter, setFilter] = useState('')
  const [doomed, setDoomed] = useState<FlowSummary | null>(null)

  if (flows.isPending) return <PageLoading />
  if (flows.isError && !flows.data) return <PageFault {...faultWords(flows.error)} onRetry={() => void flows.refetch()} />
  const shown = flows.data.filter((flow) => flow.name.toLowerCase().includes(filter.trim().toLowerCase()))

  return (
    <div className={classes.page}>
      <PageHead
        title={t('flows.title')}
        note={flows.data.length > 0 ? t('flows.count', { count: flows.data.length }) : undefined}
      >
        {flows.data.length > 0 && (
          <>
            <TextInput
              placeholder={t('flows.filter')}
              aria-label={t('flows.filter')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={filter}
              onChange={(event) => setFilter(event.currentTarget.value)}
              w={220}
            />
            <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
              {t('flows.new')}
            </Button>
          </>
        )}
      </PageHead>
      {flows.data.length === 0 ? (
        <EmptyPage
          icon={<IconRoute size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('flows.nothingYet')}
          explain={t('flows.nothingYetExplain')}
          example={t('flows.example')}
          action={
            <Button size="md" leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
              {t('flows.new')}
            </Button>
          }
        />
      ) : (
        <div className={classes.sheet}>
          <Table verticalSpacing={10} horizontalSpacing={16} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('flows.name')}</Table.Th>
                <Table.Th w={150}>{t('flows.state')}</Table.Th>
                <Table.Th w={110} ta="right">
                  {t('flows.inside')}
                </Table.Th>
                <Table.Th w={110} ta="right">
                  {t('flows.entered')}
                </Table.Th>
                <Table.Th w={160} visibleFrom="md">
                  {t('flows.changed')}
                </Table.Th>
                <Table.Th w={56} aria-label={t('common.more')} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((flow) => (
                <FlowRow key={flow.id} flow={flow} onDelete={() => setDoomed(flow)} />
              ))}
            </Table.Tbody>
          </Table>
          {shown.length === 0 && (
            <Text c="dimmed" p="lg" ta="center">
              {t('flows.noMatch')}
            </Text>
          )}
        </div>
      )}
      <NewFlow opened={creating} onClose={close} />
      <DeleteFlow flow={doomed} onClose={() => setDoomed(null)} />
    </div>
  )
}

function FlowRow({ flow, onDelete }: { flow: FlowSummary; onDelete: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const duplicate = useMutation({
    mutationFn: async () => {
      const draft = await client.fetchQuery({ ...draftQuery(flow.id), staleTime: 0 })
      return createFlow({ ...draft.document, name: t('flows.copyOf', { name: draft.document.name }) })
    },
    onSuccess: (created) => navigate({ to: '/flows/$flowId', params: { flowId: created.id } }),
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  return (
    <Table.Tr data-testid="flow-row">
      <Table.Td>
        <UnstyledButton component={Link} to="/flows/$flowId" params={{ flowId: flow.id } as never} className={classes.rowLink}>
          {flow.name}
        </UnstyledButton>
      </Table.Td>
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <FlowStateBadge state={flow.state} />
          {flow.version !== null && flow.version !== undefined && (
            <Text size="xs" c="dimmed">
              v{flow.version}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td ta="right">{number(flow.inside ?? 0)}</Table.Td>
      <Table.Td ta="right">{number(flow.entered ?? 0)}</Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm" c="dimmed">
          {flow.updatedAt ? ago(flow.updatedAt, Date.now()) : ''}
        </Text>
      </Table.Td>
      <Table.Td>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size={28} aria-label={t('flows.actionsFor', { name: flow.name })}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => duplicate.mutate()}>
              {t('flows.duplicate')}
            </Menu.Item>
            <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={onDelete}>
              {t('common.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Table.Td>
    </Table.Tr>
  )
}

function DeleteFlow({ flow, onClose }: { flow: FlowSummary | null; onClose: () => void }) {
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
