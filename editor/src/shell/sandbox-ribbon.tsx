import { IconFlask, IconHandStop } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import classes from './shell.module.css'

/** Says, on every page, when no message leaves: because of the sandbox, or because sending was stopped. */
export function SandboxRibbon({ sandbox, stopped }: { sandbox: boolean; stopped: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={classes.ribbon} data-stopped={stopped || undefined} role="status" data-testid="sandbox-ribbon">
      {stopped ? <IconHandStop size={14} aria-hidden /> : <IconFlask size={14} aria-hidden />}
      {stopped ? t('stopSending.stopped') : null}
      {stopped && sandbox ? ' · ' : null}
      {sandbox ? (
        <Link to="/settings/$section" params={{ section: 'goLive' }} className={classes.ribbonLink}>
          {t('shell.sandbox')}
        </Link>
      ) : null}
    </div>
  )
}
