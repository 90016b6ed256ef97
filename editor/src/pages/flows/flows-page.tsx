import { Button, Checkbox, Group, Table, Text, UnstyledButton } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconArchive,
  IconArrowDown,
  IconArrowUp,
  IconFileImport,
  IconLayoutGrid,
  IconPlus,
  IconRoute,
  IconTag,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowsQuery } from '../../api/flows.ts'
import type { FlowSummary } from '../../api/replies.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { FirstHour } from './first-hour.tsx'
import { ArchiveFlows, DeleteFlow, TagFlows } from './flow-dialogs.tsx'
import { EVERY_FLOW, type FlowColumn, type FlowFilter, filterFlows, tagsOf } from './flow-filter.ts'
import { FlowFilters } from './flow-filters.tsx'
import { FlowRow } from './flow-row.tsx'
import { ImportFlow } from './import-flow.tsx'
import { NewFlow } from './new-flow.tsx'

/** All flows: searched, filtered and sorted; tagged, archived, exported; with who is inside and how the week was. */
export function FlowsPage() {
  const { t } = useTranslation()
  const flows = useQuery(flowsQuery)
  const [creating, { open, close }] = useDisclosure(false)
  const [importing, importDialog] = useDisclosure(false)
  const [filter, setFilter] = useState<FlowFilter>(EVERY_FLOW)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [doomed, setDoomed] = useState<FlowSummary | null>(null)
  const [tagging, setTagging] = useState<readonly FlowSummary[]>([])
  const [archiving, setArchiving] = useState<readonly FlowSummary[]>([])

  if (flows.isPending) return <PageLoading />
  if (flows.isError && !flows.data) return <PageFault {...faultWords(flows.error)} onRetry={() => void flows.refetch()} />
  const shown = filterFlows(flows.data, filter)
  const picked = shown.filter((flow) => chosen.has(flow.id))
  const done = () => setChosen(new Set())
  const choose = (ids: readonly string[], on: boolean) =>
    setChosen((before) => {
      const after = new Set(before)
      for (const id of ids)
        if (on) after.add(id)
        else after.delete(id)
      return after
    })

  return (
    <div className={classes.page}>
      <PageHead
        title={t('flows.title')}
        note={flows.data.length > 0 ? t('flows.count', { count: flows.data.length }) : undefined}
      >
        <Button component={Link} to="/flows/templates" variant="default" leftSection={<IconLayoutGrid size={18} aria-hidden />}>
          {t('templates.title')}
        </Button>
        <Button variant="default" leftSection={<IconFileImport size={18} aria-hidden />} onClick={importDialog.open}>
          {t('importFlow.button')}
        </Button>
        {flows.data.length > 0 && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={open}>
            {t('flows.new')}
          </Button>
        )}
      </PageHead>
      <FirstHour flows={flows.data} />
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
        <>
          {picked.length === 0 ? (
            <FlowFilters filter={filter} tags={tagsOf(flows.data)} onChange={setFilter} />
          ) : (
            <Group gap="sm" mb="md" mih={36} role="toolbar" aria-label={t('flows.chosen', { count: picked.length })}>
              <Text fw={580}>{t('flows.chosen', { count: picked.length })}</Text>
              <Button variant="default" leftSection={<IconTag size={16} aria-hidden />} onClick={() => setTagging(picked)}>
                {t('flows.editTags')}
              </Button>
              {picked.every(mayArchive) && (
                <Button
                  variant="default"
                  leftSection={<IconArchive size={16} aria-hidden />}
                  onClick={() => setArchiving(picked)}
                >
                  {t('flows.archive')}
                </Button>
              )}
              <Button variant="subtle" onClick={done}>
                {t('flows.chooseNone')}
              </Button>
            </Group>
          )}
          <div className={classes.sheet}>
            <Table verticalSpacing={10} horizontalSpacing={16} highlightOnHover>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={44}>
                    <Checkbox
                      size="xs"
                      aria-label={t('flows.chooseAll')}
                      checked={shown.length > 0 && picked.length === shown.length}
                      indeterminate={picked.length > 0 && picked.length < shown.length}
                      onChange={(event) =>
                        choose(
                          shown.map(({ id }) => id),
                          event.currentTarget.checked,
                        )
                      }
                    />
                  </Table.Th>
                  <Column column="name" label={t('flows.name')} {...{ filter, setFilter }} />
                  <Column column="state" label={t('flows.state')} width={170} {...{ filter, setFilter }} />
                  <Column column="inside" label={t('flows.inside')} width={120} right {...{ filter, setFilter }} />
                  <Column column="week" label={t('flows.week')} width={180} right {...{ filter, setFilter }} />
                  <Column column="changed" label={t('flows.changed')} width={170} fromMd {...{ filter, setFilter }} />
                  <Table.Th w={56} aria-label={t('common.more')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map((flow) => (
                  <FlowRow
                    key={flow.id}
                    flow={flow}
                    chosen={chosen.has(flow.id)}
                    onChoose={(on) => choose([flow.id], on)}
                    onTags={() => setTagging([flow])}
                    onArchive={() => setArchiving([flow])}
                    onDelete={() => setDoomed(flow)}
                  />
                ))}
              </Table.Tbody>
            </Table>
            {shown.length === 0 && (
              <Group justify="center" p="lg" gap="sm">
                <Text c="dimmed">{t('flows.noMatch')}</Text>
                <Button variant="subtle" size="compact-sm" onClick={() => setFilter(EVERY_FLOW)}>
                  {t('flows.clearFilters')}
                </Button>
              </Group>
            )}
          </div>
        </>
      )}
      <NewFlow opened={creating} onClose={close} />
      <ImportFlow opened={importing} onClose={importDialog.close} flows={flows.data} />
      <DeleteFlow flow={doomed} onClose={() => setDoomed(null)} />
      <TagFlows
        flows={tagging}
        known={tagsOf(flows.data)}
        onClose={() => {
          setTagging([])
          done()
        }}
      />
      <ArchiveFlows
        flows={archiving}
        onClose={() => {
          setArchiving([])
          done()
        }}
      />
    </div>
  )
}

function mayArchive(flow: FlowSummary): boolean {
  return flow.inside === 0 && ['draft', 'closed', 'stopped'].includes(flow.state)
}

/** A head that sorts: by one click, by the other way round with the next. */
function Column(props: {
  column: FlowColumn
  label: string
  width?: number
  right?: boolean
  fromMd?: boolean
  filter: FlowFilter
  setFilter(filter: FlowFilter): void
}) {
  const { column, label, filter, setFilter } = props
  const { t } = useTranslation()
  const sorted = filter.sort === column
  const Arrow = filter.descending ? IconArrowDown : IconArrowUp
  return (
    <Table.Th
      {...(props.width === undefined ? {} : { w: props.width })}
      {...(props.fromMd ? { visibleFrom: 'md' } : {})}
      ta={props.right ? 'right' : 'left'}
      aria-sort={sorted ? (filter.descending ? 'descending' : 'ascending') : 'none'}
    >
      <UnstyledButton
        fz="inherit"
        fw="inherit"
        c="inherit"
        onClick={() => setFilter({ ...filter, sort: column, descending: sorted ? !filter.descending : column !== 'name' })}
        title={t('flows.sortBy', { column: label })}
        style={{ display: 'inline-flex', alignItems: 'center', gap: 4 }}
      >
        {label}
        {sorted && <Arrow size={13} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  )
}
