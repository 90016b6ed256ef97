import { Text } from '@mantine/core'
import type { TodayView } from '@snodo/protocol'
import { IconAlertTriangle, IconChevronRight, IconInfoCircle } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import classes from '../pages.module.css'

/** One thing that waits: what, what to do about it, and where. Red is failure, orange is warning, the rest is news. */
type Matter = { key: string; kind: 'error' | 'warning' | 'news'; title: string; what: string; to: string }

/** What waits for somebody, the worst first; the children where nothing does. */
export function Attention(props: { attention: TodayView['attention']; sandbox: boolean; stopped: boolean; children: ReactNode }) {
  const matters = useMatters(props)
  if (matters.length === 0) return props.children
  return (
    <div className={classes.sheet}>
      {matters.map(({ key, kind, title, what, to }) => {
        const Icon = kind === 'news' ? IconInfoCircle : IconAlertTriangle
        return (
          <Link key={key} to={to as never} className={classes.matter} data-testid="matter">
            <Icon size={20} aria-hidden style={{ flex: 'none', color: COLORS[kind] }} />
            <span style={{ flex: 1, minWidth: 0 }}>
              <Text component="span" display="block" size="sm" fw={580}>
                {title}
              </Text>
              <Text component="span" display="block" size="sm" c="dimmed">
                {what}
              </Text>
            </span>
            <IconChevronRight size={18} aria-hidden style={{ flex: 'none', color: 'var(--snodo-soft)' }} />
          </Link>
        )
      })}
    </div>
  )
}

const COLORS = { error: 'var(--snodo-error)', warning: 'var(--snodo-warning)', news: 'var(--snodo-soft)' } as const

function useMatters({ attention, sandbox, stopped }: Omit<Parameters<typeof Attention>[0], 'children'>): Matter[] {
  const { t } = useTranslation()
  const { failed, held, rejected, braked, paused, problems } = attention
  const flow = (id: string) => `/flows/${id}`
  const only = (wanted: boolean, matter: Matter): Matter[] => (wanted ? [matter] : [])
  return [
    ...only(stopped, {
      key: 'stopped',
      kind: 'error',
      title: t('today.stopped'),
      what: t('today.stoppedDo'),
      to: '/control-room/sending',
    }),
    ...braked.map(
      ({ flow: id, name }): Matter => ({
        key: `braked ${id}`,
        kind: 'error',
        title: t('today.braked', { name }),
        what: t('today.brakedDo'),
        to: flow(id),
      }),
    ),
    ...only(failed > 0, {
      key: 'failed',
      kind: 'error',
      title: t('today.failed', { count: failed }),
      what: t('today.failedDo'),
      to: '/control-room/errors',
    }),
    ...only(rejected > 0, {
      key: 'rejected',
      kind: 'warning',
      title: t('today.rejected', { count: rejected }),
      what: t('today.rejectedDo'),
      to: '/control-room/errors',
    }),
    ...only(held > 0, {
      key: 'held',
      kind: 'news',
      title: t('today.held', { count: held }),
      what: t('today.heldDo'),
      to: '/control-room/held',
    }),
    ...paused.map(
      ({ flow: id, name }): Matter => ({
        key: `paused ${id}`,
        kind: 'warning',
        title: t('today.paused', { name }),
        what: t('today.pausedDo'),
        to: flow(id),
      }),
    ),
    ...problems.map(
      ({ flow: id, name, errors }): Matter => ({
        key: `problems ${id}`,
        kind: 'warning',
        title: t('today.problems', { name, count: errors }),
        what: t('today.problemsDo'),
        to: flow(id),
      }),
    ),
    ...only(sandbox, {
      key: 'sandbox',
      kind: 'news',
      title: t('today.sandbox'),
      what: t('today.sandboxDo'),
      to: '/settings/goLive',
    }),
  ]
}
