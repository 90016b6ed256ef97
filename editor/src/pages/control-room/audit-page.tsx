import { Button, Code, Group, Select, Table, Text } from '@mantine/core'
import type { AuditView } from '@snodo/protocol'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import type { TFunction } from 'i18next'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { auditPages } from '../../api/control-room.ts'
import { flowsQuery } from '../../api/flows.ts'
import { dateTime } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageHead } from '../../ui/page-head.tsx'
import { EmptyPage, PageFault, PageLoading } from '../../ui/page-states.tsx'
import { sayChannel } from '../../ui/say-state.ts'
import { auditDeed, auditKind } from '../../words/control-room.ts'
import pages from '../pages.module.css'
import classes from './control-room.module.css'

const route = getRouteApi('/shell/control-room/audit')

/** Who did what, when and why. */
export function AuditPage() {
  const { t } = useTranslation()
  const { action, actor, subject } = route.useSearch()
  const navigate = route.useNavigate()
  const audit = useInfiniteQuery(auditPages({ action, actor, subject }))
  const rows = audit.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = action !== undefined || actor !== undefined || subject !== undefined
  const put = (change: Record<string, string | undefined>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
  if (audit.isPending) return <PageLoading />
  if (audit.isError && !audit.data) return <PageFault {...faultWords(audit.error)} onRetry={() => void audit.refetch()} />
  const actors = [...new Set([...rows.map((row) => row.actor), ...(actor === undefined ? [] : [actor])])].sort()
  return (
    <div className={pages.page}>
      <PageHead title={t('controlRoom.audit')}>
        <Select
          aria-label={t('audit.kind')}
          placeholder={t('audit.allKinds')}
          clearable
          w={180}
          data={Object.keys(auditKind).map((value) => ({ value, label: t(`auditKind.${value as keyof typeof auditKind}`) }))}
          value={action ?? null}
          onChange={(next) => put({ action: next ?? undefined })}
        />
        <Select
          aria-label={t('audit.who')}
          placeholder={t('audit.anybody')}
          clearable
          searchable
          w={220}
          data={actors}
          value={actor ?? null}
          onChange={(next) => put({ actor: next ?? undefined })}
        />
      </PageHead>
      {rows.length === 0 && !filtered ? (
        <EmptyPage
          icon={<IconHistory size={48} stroke={1.2} color="var(--mantine-primary-color-filled)" aria-hidden />}
          title={t('audit.none')}
          explain={t('audit.noneExplain')}
        />
      ) : (
        <>
          <Text c="dimmed" mb="md">
            {t('audit.explain')}
          </Text>
          <div className={pages.sheet}>
            <Table verticalSpacing="sm" horizontalSpacing="md" data-testid="audit">
              <Table.Thead>
                <Table.Tr>
                  {(['when', 'who', 'what', 'about', 'why', 'details'] as const).map((column) => (
                    <Table.Th key={column}>{t(`audit.${column}`)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((row) => (
                  <Row key={row.id} row={row} />
                ))}
              </Table.Tbody>
            </Table>
            {rows.length === 0 && (
              <Text c="dimmed" p="lg" ta="center">
                {t('audit.noMatch')}
              </Text>
            )}
          </div>
          {audit.hasNextPage && (
            <Group justify="center" mt="md">
              <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                {t('common.loadMore')}
              </Button>
            </Group>
          )}
        </>
      )}
    </div>
  )
}

function Row({ row }: { row: AuditView }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const detailed = Object.keys(row.details).length > 0
  const deed = sayDeed(t, row.action)
  return (
    <>
      <Table.Tr data-testid="audit-row">
        <Table.Td style={{ whiteSpace: 'nowrap' }}>{dateTime(row.at)}</Table.Td>
        <Table.Td style={{ overflowWrap: 'anywhere', minWidth: 110 }}>{row.actor}</Table.Td>
        <Table.Td fw={580}>{deed}</Table.Td>
        <Table.Td>
          <Subject subject={row.subject} />
        </Table.Td>
        <Table.Td style={{ overflowWrap: 'anywhere', minWidth: 140 }}>
          {row.reason ?? <span className={pages.soft}>{t('audit.noReason')}</span>}
        </Table.Td>
        <Table.Td>
          {detailed && (
            <Button
              variant="subtle"
              size="compact-xs"
              aria-expanded={open}
              aria-label={`${t(open ? 'common.close' : 'common.open')}: ${deed}, ${dateTime(row.at)}`}
              onClick={() => setOpen(!open)}
            >
              {t(open ? 'common.close' : 'common.open')}
            </Button>
          )}
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={6}>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and whoever has no mouse must be able to. */}
            <pre className={classes.body} tabIndex={0} style={{ margin: 0 }}>
              {JSON.stringify(row.details, null, 2)}
            </pre>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  )
}

/** `flow:3`, `message:3:hello` and `contact:7` as links with names; what else there is in words, or as it is written. */
function Subject({ subject }: { subject: string }) {
  const { t } = useTranslation()
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const [kind, id = '', node] = subject.split(':')
  const flow = kind === 'flow' || kind === 'message' ? flows.data?.find((each) => each.id === id) : undefined
  if (flow !== undefined) {
    return (
      <Link
        to="/flows/$flowId"
        params={{ flowId: id }}
        search={node === undefined ? {} : { mode: 'live', node }}
        className={pages.rowLink}
      >
        {flow.name}
      </Link>
    )
  }
  if (kind === 'contact' && /^\d+$/.test(id)) {
    return (
      <Link to="/contacts/$contactId" params={{ contactId: id }} className={pages.rowLink}>
        {t('contacts.profile')}
      </Link>
    )
  }
  if (subject === 'enrollments') return t('auditKind.enrollments')
  if (subject === 'all') return t('sendingNow.scopeAll')
  if (kind === 'channel') return sayChannel(t, id)
  return <Code>{kind === 'setting' ? id : subject}</Code>
}

function sayDeed(t: TFunction, action: string): string {
  const key = action.replace(/\.(\w)/, (_, letter: string) => letter.toUpperCase())
  return Object.hasOwn(auditDeed, key) ? t(`auditDeed.${key as keyof typeof auditDeed}`) : action
}
