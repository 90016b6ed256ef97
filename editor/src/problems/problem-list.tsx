import { Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { PanelHead } from '../document/panel-head.tsx'
import { useFindings, useSession, useWorkbench } from '../document/workbench-context.ts'
import { FindingCard } from './finding-card.tsx'
import classes from './problems.module.css'

/** All problems of the flow in one list; choosing one goes to the very field. */
export function ProblemList() {
  const { t } = useTranslation()
  const _bench = useWorkbench()
  const all = useFindings((state) => state.all)
  return (
    <Stack gap="sm" p={16} data-testid="problem-list">
      <PanelHead title={t('problems.title')} />
      {all.length === 0 && (
        <Text c="dimmed">
          {t('problems.none')}. {t('problems.noneExplain')}
        </Text>
      )}
      {all.map((finding) => (
        <FindingCard
          key={`${finding.code} ${finding.node ?? ''} ${finding.path ?? ''} ${finding.edge?.port ?? ''}`}
          finding={finding}
        />
      ))}
    </Stack>
  )
}

/** How many problems there are, in the top bar; opens the list. */
export function ProblemChip() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const errors = useFindings((state) => state.errors)
  const warnings = useFindings((state) => state.warnings)
  const open = useSession((state) => state.panel === 'problems')
  const label = [
    errors > 0 ? t('problems.errors', { count: errors }) : '',
    warnings > 0 ? t('problems.warnings', { count: warnings }) : '',
  ]
    .filter(Boolean)
    .join(', ')
  return (
    <button
      type="button"
      className={classes.chip}
      aria-expanded={open}
      title={label || t('problems.none')}
      data-testid="problem-chip"
      onClick={() => bench.session.setState({ panel: open ? null : 'problems' })}
    >
      <VisuallyHidden>{label || t('problems.none')}</VisuallyHidden>
      {errors > 0 && (
        <span className={classes.error} aria-hidden>
          <IconCircleX size={16} aria-hidden /> {errors}
        </span>
      )}
      {warnings > 0 && (
        <span className={classes.warning} aria-hidden>
          <IconAlertTriangle size={16} aria-hidden /> {warnings}
        </span>
      )}
      {errors + warnings === 0 && (
        <span className={classes.good} aria-hidden>
          <IconCircleCheck size={16} aria-hidden />
        </span>
      )}
    </button>
  )
}
