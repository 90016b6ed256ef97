import { Tooltip } from '@mantine/core'
import { Link, useRouterState } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { isAt, PLACES, type Place } from './places.ts'
import classes from './shell.module.css'

/** A page appears here when what it shows exists. */
export function Navigation({ narrow, onChoose }: { narrow: boolean; onChoose: () => void }) {
  const { t } = useTranslation()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const draw = (place: Place) => {
    const active = isAt(place, path)
    const label = t(place.label)
    const Icon = place.icon
    if (narrow && place.child) return null
    const link = (
      <Link
        key={place.to}
        to={place.to as never}
        onClick={onChoose}
        className={classes.link}
        data-active={active || undefined}
        data-narrow={narrow || undefined}
        data-child={place.child || undefined}
        aria-current={active ? 'page' : undefined}
        aria-label={narrow ? label : undefined}
      >
        {!place.child && <Icon size={20} stroke={1.6} />}
        {!narrow && label}
      </Link>
    )
    return narrow ? (
      <Tooltip key={place.to} label={label} position="right">
        {link}
      </Tooltip>
    ) : (
      link
    )
  }
  const of = (part: Place['part']) => PLACES.filter((place) => place.part === part).map(draw)
  return (
    <nav className={classes.links} aria-label={t('shell.navigation')}>
      {of('work')}
      {!narrow && <div className={classes.section}>{t('shell.controlRoom')}</div>}
      {of('controlRoom')}
      {!narrow && <div style={{ height: 10 }} />}
      {of('settings')}
    </nav>
  )
}
