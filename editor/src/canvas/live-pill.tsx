import { useTranslation } from 'react-i18next'
import { useLive, useWorkbench } from '../document/workbench-context.ts'
import { compactNumber } from '../ui/moment.ts'
import classes from './card.module.css'

/** Who stands at this block now. Zero is not shown; a number opens the contacts behind it. */
export function LivePill({ id, title }: { id: string; title: string }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const counts = useLive((state) => state.nodes[id])
  const stale = useLive((state) => state.connection !== 'connected')
  if (!counts) return null
  const open = () => bench.session.setState({ selected: new Set([id]), active: id, panel: 'block' })
  return (
    <>
      {counts.inside > 0 && (
        <button
          type="button"
          className={`${classes.pill} nodrag nopan`}
          data-testid="live-inside"
          data-stale={stale || undefined}
          aria-label={`${title}: ${t('live.insideCount', { count: counts.inside })}`}
          onClick={open}
        >
          {compactNumber(counts.inside)}
        </button>
      )}
      {counts.failed > 0 && (
        <button
          type="button"
          className={`${classes.pill} ${classes.failedPill} nodrag nopan`}
          data-testid="live-failed"
          aria-label={`${title}: ${t('live.failedCount', { count: counts.failed })}`}
          onClick={open}
        >
          {compactNumber(counts.failed)}
        </button>
      )}
      {counts.entered > 0 && (
        <span className={classes.passed} data-testid="live-entered" title={t('live.entered')}>
          {compactNumber(counts.entered)}
        </span>
      )}
    </>
  )
}
