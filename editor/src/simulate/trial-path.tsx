import { Text, UnstyledButton } from '@mantine/core'
import { portsOf } from '@snodo/flow'
import { predicateAsked } from '@snodo/protocol'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useTrial, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { MessageFrame } from '../ui/message-frame.tsx'
import { lengthOfTime, shortDateTime } from '../ui/moment.ts'
import { sayBecause } from '../ui/say-because.ts'
import { sayJourneyState, sayMessageState } from '../ui/say-state.ts'
import type { TrialStep } from './read-trace.ts'
import classes from './trial.module.css'

/** The walk as a list: when, where, by which branch, why, and each message as it would be read. */
export function TrialPath() {
  const { t } = useTranslation()
  const trace = useTrial((state) => state.trace)
  const position = useTrial((state) => state.position)
  if (!trace) return null
  const { end } = trace
  return (
    <ol className={classes.path} aria-label={t('trying.path')} data-testid="trial-path">
      {trace.steps.map((step, i) => (
        <Visit
          key={i}
          step={step}
          index={i}
          here={i === position}
          future={i > position}
          until={i === trace.steps.length - 1 ? (trace.rest?.until ?? null) : null}
        />
      ))}
      {end && (
        <li className={classes.end} data-future={position < trace.steps.length - 1 || undefined}>
          <Text size="sm" fw={580}>
            {t('trying.ended')}
          </Text>
          <Text size="xs" c="dimmed">
            {shortDateTime(new Date(end.at).toISOString())} · {sayJourneyState(t, end.reason)}
          </Text>
        </li>
      )}
    </ol>
  )
}

function Visit({
  step,
  index,
  here,
  future,
  until,
}: {
  step: TrialStep
  index: number
  here: boolean
  future: boolean
  until: number | null
}) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const document = useDocument((state) => state.document)
  const zone = document.settings.timeZone
  const node = document.nodes[step.node]
  const manifest = node && bench.manifests.get(node.type)
  const branch = node && manifest ? portsOf(node, manifest).find((port) => port.id === step.port)?.title[language] : step.port
  const several = node && manifest ? portsOf(node, manifest).length > 1 : false
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (here) row.current?.scrollIntoView({ block: 'nearest' })
  }, [here])
  const waited = step.leftAt !== null && step.leftAt > step.cameAt ? step.leftAt - step.cameAt : 0
  const names = {
    zone,
    nodeName: (id: string) => nameOf(document, id, bench.manifests, language),
    predicate: node ? predicateAsked(node.config, step.port) : null,
  }
  const because = sayBecause(step.because, language, names)
  return (
    <li
      ref={row}
      className={classes.visit}
      data-here={here || undefined}
      data-future={future || undefined}
      data-testid="trial-visit"
    >
      <UnstyledButton
        className={classes.head}
        onClick={() => bench.trial.setState({ position: index })}
        aria-current={here ? 'step' : undefined}
      >
        <span className={classes.when}>{shortDateTime(new Date(step.cameAt).toISOString(), zone)}</span>
        <span className={classes.name}>{nameOf(document, step.node, bench.manifests, language)}</span>
        {several && branch && <span className={classes.branch}>{branch}</span>}
      </UnstyledButton>
      {because && (
        <Text size="xs" c="dimmed">
          {t('trying.why')}: {because}
        </Text>
      )}
      {waited > 0 && <div className={classes.wait}>{t('trying.after', { duration: lengthOfTime(waited) })}</div>}
      {step.leftAt === null && until !== null && (
        <div className={classes.wait}>{t('trying.wait', { when: shortDateTime(new Date(until).toISOString(), zone) })}</div>
      )}
      {step.message && here && (
        <div className={classes.message}>
          <Text size="xs" c={step.message.fate === 'sent' ? 'dimmed' : 'var(--snodo-error)'}>
            {sayMessageState(t, step.message.fate)}
            {step.message.because ? `: ${sayBecause(step.message.because, language, names)}` : ''}
          </Text>
          {step.message.subject && (
            <Text size="sm" fw={580}>
              {step.message.subject}
            </Text>
          )}
          {step.message.fate === 'sent' && (
            <MessageFrame
              title={step.message.subject || t('trying.message')}
              html={step.message.html}
              text={step.message.text}
              height={260}
            />
          )}
        </div>
      )}
      {step.message && !here && (
        <Text size="xs" c={step.message.fate === 'sent' ? 'dimmed' : 'var(--snodo-error)'}>
          {step.message.subject || step.message.text.slice(0, 80) || sayMessageState(t, step.message.fate)}
        </Text>
      )}
    </li>
  )
}
