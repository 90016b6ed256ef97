import { Text } from '@mantine/core'
import type { OperationsView } from '@snodo/protocol'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { operationsQuery } from '../../api/control-room.ts'
import { ago, lengthOfTime, number } from '../../ui/moment.ts'
import { faultWords } from '../../ui/notify.ts'
import classes from './control-room.module.css'

/** Longer than this and somebody has to look: the same bound the README gives for alerts. */
const LATE_SECONDS = 60

/** How the whole machine is, in words first and in numbers after. */
export function HealthStrip() {
  const { t } = useTranslation()
  const operations = useQuery(operationsQuery)
  if (operations.isError && !operations.data)
    return (
      <div className={classes.strip} data-bad role="alert">
        <IconAlertTriangle size={20} aria-hidden />
        <Text size="sm">{faultWords(operations.error).title}</Text>
      </div>
    )
  if (!operations.data) return <div className={classes.strip} aria-busy="true" style={{ minHeight: 66 }} />
  const { waiting, inside, failed, invariants } = operations.data
  const said = inWords(t, operations.data)
  const oldest = oldestOf(operations.data)
  const facts: [string, string][] = [
    [t('health.waiting'), number(waiting.inbox.count + waiting.ready.count + waiting.acts.count + waiting.messages.count)],
    [t('health.oldest'), oldest === 0 ? '—' : lengthOfTime(oldest * 1000)],
    [t('health.inside'), number(inside)],
    [t('health.failed'), number(failed)],
    [t('health.checked'), invariants.checkedSince === null ? t('health.notChecked') : ago(invariants.checkedSince, Date.now())],
  ]
  const Icon = said.bad ? IconAlertTriangle : IconCircleCheck
  return (
    <section className={classes.strip} data-bad={said.bad || undefined} aria-label={t('health.label')} data-testid="health">
      <Icon size={20} stroke={1.7} aria-hidden />
      <Text size="sm" fw={580} style={{ flex: 1, minWidth: 220 }} role="status">
        {said.words}
      </Text>
      <dl className={classes.stripFacts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function oldestOf({ waiting }: OperationsView): number {
  return Math.max(
    ...[waiting.inbox, waiting.ready, waiting.acts, waiting.messages].map(({ oldestSeconds }) => oldestSeconds ?? 0),
  )
}

/** The worst that there is to say. */
function inWords(t: TFunction, operations: OperationsView): { words: string; bad: boolean } {
  const { invariants, processes } = operations
  if (invariants.holds === false) return { words: t('health.broken', { count: invariants.broken }), bad: true }
  if (processes === 0) return { words: t('health.nobodyMoves'), bad: true }
  const oldest = oldestOf(operations)
  if (oldest > LATE_SECONDS) return { words: t('health.late', { age: lengthOfTime(oldest * 1000) }), bad: true }
  if (operations.failed > 0) return { words: t('health.failedWait', { count: operations.failed }), bad: true }
  return { words: t('health.well'), bad: false }
}
