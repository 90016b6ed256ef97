import { useTranslation } from 'react-i18next'
import classes from './compare.module.css'
import type { Mark } from './comparison.ts'

/** Told apart without colour too: a sign and a word. */
const SIGNS: Record<Mark, string> = { added: '+', removed: '−', changed: '≠', moved: '↔' }

export function ChangeBadge({ mark }: { mark: Mark }) {
  const { t } = useTranslation()
  return (
    <span className={classes.badge} data-mark={mark} data-testid="change-badge">
      <span aria-hidden>{SIGNS[mark]}</span> {t(`compare.${mark}`)}
    </span>
  )
}
