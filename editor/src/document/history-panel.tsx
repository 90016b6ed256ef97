import { Stack, Text } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { goSteps } from '../canvas/deeds.ts'
import { currentLanguage } from '../i18n.ts'
import { dateTime } from '../ui/moment.ts'
import classes from './history-panel.module.css'
import { PanelHead } from './panel-head.tsx'
import { useDocument, useWorkbench } from './workbench-context.ts'

/** One's own steps, newest first, each a point to go back or forward to; what others did meanwhile stands apart. */
export function HistoryPanel() {
  const { t } = useTranslation()
  const _bench = useWorkbench()
  const past = useDocument((state) => state.past)
  const future = useDocument((state) => state.future)
  const others = useDocument((state) => state.others)
  const language = currentLanguage()
  return (
    <Stack gap="sm" p={16} data-testid="history-panel">
      <PanelHead title={t('steps.title')} />
      <Text size="sm" fw={550}>
        {t('steps.mine')}
      </Text>
      {past.length + future.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('steps.none')}
        </Text>
      ) : (
        <ol className={classes.steps} reversed>
          {future.toReversed().map((step, i) => (
            <StepRow key={past.length + future.length - i} name={step.name[language]} undone count={future.length - i} />
          ))}
          {past.toReversed().map((step, i) => (
            <StepRow key={past.length - i} name={step.name[language]} count={-i} />
          ))}
          <StepRow key={0} name={t('steps.beginning')} count={-past.length} />
        </ol>
      )}
      {others.length > 0 && (
        <section aria-label={t('steps.others')} data-testid="others-steps">
          <Text size="sm" fw={550} mb={8}>
            {t('steps.others')}
          </Text>
          <Stack gap={8}>
            {others.toReversed().map((step, i) => (
              <div key={`${step.at} ${others.length - i}`}>
                <Text size="sm">{step.name?.[language] ?? t('steps.whole')}</Text>
                <Text size="xs" c="dimmed">
                  {step.author} · {dateTime(step.at)}
                </Text>
              </div>
            ))}
          </Stack>
        </section>
      )}
    </Stack>
  )
}

/** A point in one's own history: `count` steps forward or back from here; nought is here. */
function StepRow({ name, count, undone }: { name: string; count: number; undone?: boolean }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const here = count === 0
  return (
    <li>
      <button
        type="button"
        className={classes.step}
        data-undone={undone}
        aria-current={here ? 'step' : undefined}
        aria-label={here ? undefined : t('steps.goTo', { step: name })}
        onClick={() => goSteps(bench, count)}
      >
        <span className={classes.name}>{name}</span>
        {here ? (
          <span className={classes.here}>{t('steps.here')}</span>
        ) : undone ? (
          <IconArrowForwardUp size={16} aria-hidden />
        ) : (
          <IconArrowBackUp size={16} aria-hidden />
        )}
      </button>
    </li>
  )
}
