import { Tooltip } from '@mantine/core'
import {
  IconAlertTriangle,
  IconHistory,
  IconMail,
  IconMailOpened,
  IconPlayerPause,
  IconRoute,
  IconSend,
  IconSettings,
  IconUpload,
  IconUsers,
} from '@tabler/icons-react'
import { Link, useRouterState } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './shell.module.css'

type Place = {
  to:
    | '/flows'
    | '/contacts'
    | '/contacts/import'
    | '/content'
    | '/control-room/sending'
    | '/messages'
    | '/control-room/held'
    | '/control-room/errors'
    | '/control-room/audit'
    | '/settings'
  label: string
  icon: ComponentType<{ size?: number; stroke?: number }>
  child?: boolean
}

/** A page appears here when what it shows exists. */
export function Navigation({ narrow, onChoose }: { narrow: boolean; onChoose: () => void }) {
  const { t } = useTranslation()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const places: Place[] = [
    { to: '/flows', label: t('shell.flows'), icon: IconRoute },
    { to: '/contacts', label: t('shell.contacts'), icon: IconUsers },
    { to: '/contacts/import', label: t('shell.import'), icon: IconUpload, child: true },
    { to: '/content', label: t('content.title'), icon: IconMailOpened },
  ]
  const control: Place[] = [
    { to: '/control-room/sending', label: t('controlRoom.sending'), icon: IconSend },
    { to: '/messages', label: t('shell.messages'), icon: IconMail },
    { to: '/control-room/held', label: t('controlRoom.held'), icon: IconPlayerPause },
    { to: '/control-room/errors', label: t('controlRoom.errors'), icon: IconAlertTriangle },
    { to: '/control-room/audit', label: t('controlRoom.audit'), icon: IconHistory },
  ]
  const rest: Place[] = [{ to: '/settings', label: t('shell.settings'), icon: IconSettings }]
  const draw = (place: Place) => {
    const active =
      place.to === '/contacts' ? path.startsWith('/contacts') && path !== '/contacts/import' : path.startsWith(place.to)
    const Icon = place.icon
    if (narrow && place.child) return null
    const link = (
      <Link
        key={place.to}
        to={place.to}
        onClick={onChoose}
        className={classes.link}
        data-active={active || undefined}
        data-narrow={narrow || undefined}
        data-child={place.child || undefined}
        aria-current={active ? 'page' : undefined}
        aria-label={narrow ? place.label : undefined}
      >
        {!place.child && <Icon size={20} stroke={1.6} />}
        {!narrow && place.label}
      </Link>
    )
    return narrow ? (
      <Tooltip key={place.to} label={place.label} position="right">
        {link}
      </Tooltip>
    ) : (
      link
    )
  }
  return (
    <nav className={classes.links} aria-label={t('shell.navigation')}>
      {places.map(draw)}
      {!narrow && <div className={classes.section}>{t('shell.controlRoom')}</div>}
      {control.map(draw)}
      {!narrow && <div style={{ height: 10 }} />}
      {rest.map(draw)}
    </nav>
  )
}
