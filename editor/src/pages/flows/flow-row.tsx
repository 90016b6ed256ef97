import { ActionIcon, Badge, Checkbox, Group, Menu, Table, Text, UnstyledButton } from '@mantine/core'
import { IconArchive, IconChartBar, IconCopy, IconDots, IconDownload, IconTag, IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { createFlow, draftQuery, flowsQuery } from '../../api/flows.ts'
import type { FlowSummary } from '../../api/replies.ts'
import { FlowStateBadge } from '../../ui/flow-state-badge.tsx'
import { ago, number } from '../../ui/moment.ts'
import { sayFault } from '../../ui/notify.ts'
import { saveFile } from '../../ui/save-file.ts'
import { Sparkline } from '../../ui/sparkline.tsx'
import classes from '../pages.module.css'
import { enteredInWeek } from './flow-filter.ts'

export type RowDeeds = {
  onTags(flow: FlowSummary): void
  onArchive(flow: FlowSummary): void
  onDelete(flow: FlowSummary): void
}

/** One flow of the list: what state it is in, who is inside, how its week was, who changed it last. */
export function FlowRow(props: { flow: FlowSummary; chosen: boolean; onChoose(chosen: boolean): void } & RowDeeds) {
  const { flow, chosen, onChoose } = props
  const { t } = useTranslation()
  const entered = enteredInWeek(flow)
  return (
    <Table.Tr data-testid="flow-row" data-chosen={chosen || undefined}>
      <Table.Td>
        <Checkbox
          size="xs"
          checked={chosen}
          onChange={(event) => onChoose(event.currentTarget.checked)}
          aria-label={t('flows.choose', { name: flow.name })}
        />
      </Table.Td>
      <Table.Td>
        <UnstyledButton component={Link} to="/flows/$flowId" params={{ flowId: flow.id } as never} className={classes.rowLink}>
          {flow.name}
        </UnstyledButton>
        {flow.tags.length > 0 && (
          <Group gap={4} mt={4}>
            {flow.tags.map((tag) => (
              <Badge key={tag} variant="light" color="gray" size="sm" tt="none" fw={500}>
                {tag}
              </Badge>
            ))}
          </Group>
        )}
      </Table.Td>
      <Table.Td>
        <Group gap={8} wrap="nowrap">
          <FlowStateBadge state={flow.state} />
          {flow.version !== null && (
            <Text size="xs" c="dimmed">
              v{flow.version}
            </Text>
          )}
        </Group>
      </Table.Td>
      <Table.Td ta="right">{number(flow.inside)}</Table.Td>
      <Table.Td>
        <Group gap={10} wrap="nowrap" justify="flex-end">
          <Sparkline
            values={flow.week}
            label={t('flows.weekOf', { count: entered, days: flow.week.map((day) => number(day)).join(', ') })}
          />
          <Text size="sm" miw={36} ta="right" aria-hidden>
            {number(entered)}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="md">
        <Text size="sm">{ago(flow.updatedAt, Date.now())}</Text>
        {flow.updatedBy && (
          <Text size="xs" c="dimmed" truncate maw={180}>
            {flow.updatedBy}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <RowMenu {...props} />
      </Table.Td>
    </Table.Tr>
  )
}

function RowMenu({ flow, onTags, onArchive, onDelete }: { flow: FlowSummary } & RowDeeds) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const draft = async () => (await client.fetchQuery({ ...draftQuery(flow.id), staleTime: 0 })).document
  const duplicate = useMutation({
    mutationFn: async () => {
      const document = await draft()
      return createFlow({ ...document, name: t('flows.copyOf', { name: document.name }) })
    },
    onSuccess: (created) => navigate({ to: '/flows/$flowId', params: { flowId: created.id } }),
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  const take = useMutation({
    mutationFn: async () => saveFile(`${flow.name}.json`, `${JSON.stringify(await draft(), null, 2)}\n`, 'application/json'),
    onError: sayFault,
  })
  const mayArchive = flow.inside === 0 && ['draft', 'closed', 'stopped'].includes(flow.state)
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={28} aria-label={t('flows.actionsFor', { name: flow.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {flow.version !== null && (
          <Menu.Item
            component={Link}
            to="/flows/$flowId/results"
            params={{ flowId: flow.id } as never}
            leftSection={<IconChartBar size={16} />}
          >
            {t('results.see')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={() => duplicate.mutate()}>
          {t('flows.duplicate')}
        </Menu.Item>
        <Menu.Item leftSection={<IconTag size={16} />} onClick={() => onTags(flow)}>
          {t('flows.editTags')}
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => take.mutate()}>
          {t('flows.export')}
        </Menu.Item>
        <Menu.Divider />
        {mayArchive && (
          <Menu.Item leftSection={<IconArchive size={16} />} onClick={() => onArchive(flow)}>
            {t('flows.archive')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconTrash size={16} />} color="red" onClick={() => onDelete(flow)}>
          {t('common.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
