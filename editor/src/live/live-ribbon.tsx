import { IconPlayerPause } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '../api/replies.ts'
import { useMode } from '../canvas/canvas-mode.ts'
import { useLive } from '../document/workbench-context.ts'
import classes from '../pages/flow-editor.module.css'
import { lengthOfTime } from '../ui/moment.ts'

/** Over the canvas: whether the numbers are live, how old they are when they are not, and that a flow is paused. */
export function LiveRibbon({ summary }: { summary: FlowSummary }) {
  const { t } = useTranslation()
  const mode = useMode()
  if (summary.state === 'paused') {
    return (
      <div className={classes.ribbon} data-kind="paused" role="status">
        <IconPlayerPause size={14} aria-hidden />
        {t('editor.pausedRibbon')}
      </div>
    )
  }
  if (mode !== 'live' || summary.version === null) return null
  return <Connection />
}

function Connection() {
  const { t } = useTranslation()
  const connection = useLive((state) => state.connection)
  const trueAt = useLive((state) => state.trueAt)
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (connection === 'connected') return
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [connection])
  const label =
    connection === 'connected'
      ? t('live.connected')
      : connection === 'connecting' || trueAt === null
        ? t('live.connecting')
        : t('live.stale', { age: lengthOfTime(now - trueAt) })
  return (
    <div
      className={classes.ribbon}
      data-kind={connection === 'connected' ? 'live' : 'stale'}
      role="status"
      data-testid="live-status"
    >
      <span className={classes.dot} data-stale={connection !== 'connected' || undefined} />
      {label}
    </div>
  )
}
