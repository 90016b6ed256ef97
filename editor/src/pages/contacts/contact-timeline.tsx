import { Anchor, Button, Stack, Text } from '@mantine/core'
import { IconDoorEnter, IconDoorExit, IconMail, IconPoint, IconRoute, IconShieldCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { timelinePages } from '../../api/contacts.ts'
import { flowsQuery } from '../../api/flows.ts'
import { useNodeNames } from '../../api/node-names.ts'
import type { TimelineEntry } from '../../api/replies.ts'
import { currentLanguage } from '../../i18n.ts'
import { isRecord } from '../../inspector/field.ts'
import { dateTime } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import { sayBecause } from '../../ui/say-because.ts'
import { sayEvent } from '../../ui/say-event.ts'
import { sayJourneyState, sayMessageState } from '../../ui/say-state.ts'
import { MessageWhy } from '../message-why.tsx'
import classes from './timeline.module.css'

const ICONS: Record<TimelineEntry['kind'], typeof IconPoint> = {
  event: IconPoint,
  message: IconMail,
  entry: IconDoorEnter,
  end: IconDoorExit,
  steps: IconRoute,
  consent: IconShieldCheck,
}

/** All that happened to a person, the newest first: what they did, what was sent, how they went through flows. */
export function ContactTimeline({ contactId }: { contactId: string }) {
  const { t } = useTranslation()
  const pages = useInfiniteQuery(timelinePages(contactId))
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const entries = pages.data?.pages.flatMap((page) => page.items) ?? []
  const nodeName = useNodeNames([
    ...new Set(entries.flatMap((entry) => (entry.kind === 'steps' && typeof entry.flowId === 'string' ? [entry.flowId] : []))),
  ])
  const flowName = (id: unknown) => flows.data?.find((flow) => flow.id === id)?.name ?? ''
  if (pages.isError && entries.length === 0) return <Text role="alert">{faultWords(pages.error).detail}</Text>
  if (pages.isSuccess && entries.length === 0) return <Text c="dimmed">{t('contacts.noTimeline')}</Text>
  return (
    <Stack gap="md">
      <ol className={classes.list} data-testid="timeline">
        {entries.map((entry) => (
          <Entry key={`${entry.kind} ${entry.id}`} contactId={contactId} entry={entry} flowName={flowName} nodeName={nodeName} />
        ))}
      </ol>
      {pages.hasNextPage && (
        <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {t('common.loadMore')}
        </Button>
      )}
    </Stack>
  )
}

type Names = { flowName: (id: unknown) => string; nodeName: (flow: unknown, node: string) => string }

function Entry({ contactId, entry, flowName, nodeName }: { contactId: string; entry: TimelineEntry } & Names) {
  const { t } = useTranslation()
  const Icon = ICONS[entry.kind] ?? IconPoint
  const said = useSaid(entry, { flowName, nodeName })
  return (
    <li className={classes.entry} data-kind={entry.kind}>
      <span className={classes.icon}>
        <Icon size={16} stroke={1.7} aria-hidden />
      </span>
      <div style={{ minWidth: 0 }}>
        <Text size="sm">
          {said.what}
          {entry.kind === 'message' && (
            <>
              {' · '}
              <Anchor component={Link} to="/messages" search={{ message: entry.id } as never} size="sm" underline="always">
                {t('common.open')}
              </Anchor>
            </>
          )}
        </Text>
        {said.more && (
          <Text size="xs" c="dimmed" lineClamp={3}>
            {said.more}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          {dateTime(entry.at)}
        </Text>
        {entry.kind === 'message' && typeof entry.flowId === 'string' && (
          <MessageWhy contactId={contactId} messageId={entry.id} state={String(entry.state)} />
        )}
      </div>
    </li>
  )
}

/** An entry in words: a line, and what explains it. */
function useSaid(entry: TimelineEntry, { flowName, nodeName }: Names): { what: string; more: string } {
  const { t } = useTranslation()
  const said = { nodeName: (node: string) => nodeName(entry.flowId, node) }
  const because = sayBecause(entry.because, currentLanguage(), said)
  const flow = flowName(entry.flowId)
  switch (entry.kind) {
    case 'event':
      return {
        what: sayEvent(String(entry.name ?? '')),
        more: sayProperties(entry.properties, { channel: t('messages.channel'), purpose: t('messages.purpose') }),
      }
    case 'message':
      return {
        what: `${String(entry.subject ?? entry.channel ?? '')} · ${sayMessageState(t, String(entry.state))}`,
        more: because,
      }
    case 'entry':
      return {
        what: entry.outcome === 'entered' ? t('history.entered', { flow }) : t('history.keptOut', { flow }),
        more: because,
      }
    case 'end':
      return { what: t('history.ended', { flow, how: sayJourneyState(t, String(entry.reason)) }), more: because }
    case 'steps':
      return {
        what: t('history.steps', { flow, count: Array.isArray(entry.steps) ? entry.steps.length : 0 }),
        more: saySteps(entry.steps, said.nodeName),
      }
    case 'consent':
      return {
        what: t('history.consent', {
          channel: String(entry.channel),
          purpose: String(entry.purpose),
          state: t(`contacts.${entry.state === 'granted' || entry.state === 'denied' ? entry.state : 'pending'}`),
        }),
        more: isRecord(entry.proof) && typeof entry.proof.text === 'string' ? entry.proof.text : '',
      }
  }
}

/** The properties of an event by their own names, but for those of our own events, which have a word. */
function sayProperties(properties: unknown, words: Readonly<Record<string, string>>): string {
  if (!isRecord(properties)) return ''
  return Object.entries(properties)
    .slice(0, 6)
    .map(([name, value]) => `${words[name] ?? name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
}

/** The journal writes a step as `[node, port, because]`. */
function saySteps(steps: unknown, nodeName: (node: string) => string): string {
  if (!Array.isArray(steps)) return ''
  return steps
    .filter((step) => Array.isArray(step))
    .map(([node, , because]) => {
      const why = sayBecause(because, currentLanguage(), { nodeName }).replace(/\.$/, '')
      return why === '' ? nodeName(String(node)) : `${nodeName(String(node))} (${why})`
    })
    .join(' → ')
}
