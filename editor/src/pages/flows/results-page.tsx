import { Select, SimpleGrid, Table, Text } from '@mantine/core'
import { indexManifests, nodeTitle } from '@snodo/flow'
import type { MessageResults } from '@snodo/protocol'
import { IconChartBar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { draftQuery, flowQuery, nodeTypesQuery, resultsQuery } from '../../api/flows.ts'
import { currentLanguage } from '../../i18n.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { number, percent } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'

const route = getRouteApi('/shell/flows/$flowId/results')
const ALL = 'all'

/** What came of a flow's messages, block by block: every rate with how many it was measured on. */
export function ResultsPage() {
  const { t } = useTranslation()
  const { flowId } = route.useParams()
  const flow = useQuery(flowQuery(flowId))
  const results = useQuery(resultsQuery(flowId))
  const draft = useQuery(draftQuery(flowId))
  const types = useQuery(nodeTypesQuery)
  const [version, setVersion] = useState(ALL)
  const fault = flow.error ?? results.error
  if (fault && !results.data) return <PageFault {...faultWords(fault)} onRetry={() => void results.refetch()} />
  if (!flow.data || !results.data) return <PageLoading />
  const shown = results.data.versions.find((each) => String(each.version) === version) ?? results.data
  const manifests = indexManifests(types.data ?? [])
  const nameOf = (id: string) => {
    const node = draft.data?.document.nodes[id]
    return node ? nodeTitle(node, manifests.get(node.type))[currentLanguage()] : t('results.gone', { id })
  }
  return (
    <div className={classes.page}>
      <Crumbs to={`/flows/${flowId}`} label={flow.data.name} />
      <PageHead title={t('results.title')} note={flow.data.name}>
        {results.data.versions.length > 1 && (
          <Select
            aria-label={t('results.version')}
            data={[
              { value: ALL, label: t('results.allVersions') },
              ...results.data.versions.map((each) => ({
                value: String(each.version),
                label: t('results.oneVersion', { version: each.version }),
              })),
            ]}
            value={version}
            onChange={(value) => setVersion(value ?? ALL)}
            allowDeselect={false}
            w={200}
          />
        )}
      </PageHead>
      {results.data.total.sent === 0 ? (
        <EmptyPage
          icon={<IconChartBar size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('results.none')}
          explain={t('results.noneExplain')}
        />
      ) : (
        <>
          <SimpleGrid cols={{ base: 2, md: 4 }} spacing="md" mb="xl">
            <Figure
              name={t('results.sent')}
              value={number(shown.total.sent)}
              note={t('results.bounced', { count: shown.total.bounced })}
            />
            <Figure name={t('results.opened')} {...opened(shown.total, t)} />
            <Figure name={t('results.clicked')} {...clicked(shown.total, t)} />
            <Figure
              name={t('results.unsubscribed')}
              value={rate(shown.total.unsubscribeRate)}
              note={t('results.countOf', { count: number(shown.total.unsubscribed), of: number(shown.total.sent) })}
            />
          </SimpleGrid>
          <div className={classes.sheet}>
            <Table verticalSpacing={10} horizontalSpacing={16}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('results.block')}</Table.Th>
                  {(['sent', 'opened', 'clicked', 'unsubscribed'] as const).map((column) => (
                    <Table.Th key={column} ta="right">
                      {t(`results.${column}`)}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {Object.entries(shown.nodes).map(([id, each]) => (
                  <Table.Tr key={id} data-testid="result-row">
                    <Table.Td fw={580}>{nameOf(id)}</Table.Td>
                    <Table.Td ta="right">{number(each.sent)}</Table.Td>
                    <RateCell {...opened(each, t)} />
                    <RateCell {...clicked(each, t)} />
                    <RateCell
                      value={rate(each.unsubscribeRate)}
                      note={t('results.countOf', { count: number(each.unsubscribed), of: number(each.sent) })}
                    />
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
          <Text size="sm" c="dimmed" mt="md" maw={720}>
            {t('results.explain')}
          </Text>
        </>
      )}
    </div>
  )
}

type Say = TFunction

function opened({ openRate, opened: count, measuredOn, sent }: MessageResults, t: Say) {
  return { value: rate(openRate), note: measured(count, measuredOn, sent, t) }
}

function clicked({ clickRate, clicked: count, clicksMeasuredOn, sent }: MessageResults, t: Say) {
  return { value: rate(clickRate), note: measured(count, clicksMeasuredOn, sent, t) }
}

function measured(count: number, on: number, sent: number, t: Say): string {
  return on === 0
    ? t('results.notMeasured')
    : t('results.measuredOn', { count: number(count), on: number(on), sent: number(sent) })
}

/** Of nothing measured there is no rate. */
function rate(share: number | null): string {
  return share === null ? '–' : percent(share)
}

function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div className={classes.card} data-testid="result-figure">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <div className={classes.figure}>{value}</div>
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </div>
  )
}

function RateCell({ value, note }: { value: string; note: string }) {
  return (
    <Table.Td ta="right">
      {value}
      <Text size="xs" c="dimmed">
        {note}
      </Text>
    </Table.Td>
  )
}
