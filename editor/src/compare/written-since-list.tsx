import { Text } from '@mantine/core'
import type { FlowDocument } from '@snodo/flow'
import { queryOptions, skipToken, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { pullEdits } from '../api/draft-requests.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { dateTime } from '../ui/moment.ts'
import classes from './compare.module.css'
import { writtenSince } from './written-since.ts'

type WrittenSinceProps = {
  version: number
  /** Of the draft when that version was published. */
  revision: number | undefined
  /** The version itself: what the log begins at. */
  start: FlowDocument
}

/** Who has written what in the draft since a version was published, newest first: from the draft's own log. */
export function WrittenSince({ version, revision, start }: WrittenSinceProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const log = useQuery(logQuery(bench.flowId, revision))
  const language = currentLanguage()
  if (!log.data) return null
  const written = writtenSince(start, log.data, bench.manifests).reverse()
  return (
    <section className={classes.place} data-testid="written-since">
      <Text size="sm" fw={600}>
        {t('compare.writtenSince', { version })}
      </Text>
      {written.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('compare.nothingWritten')}
        </Text>
      )}
      {written.map((step, i) => (
        <div key={written.length - i}>
          <Text size="sm">{step.name?.[language] ?? t('steps.whole')}</Text>
          <Text size="xs" c="dimmed">
            {step.author} · {dateTime(step.at)}
          </Text>
        </div>
      ))}
    </section>
  )
}

const logQuery = (flowId: string, revision: number | undefined) =>
  queryOptions({
    queryKey: ['draft-log', flowId, revision],
    queryFn: revision === undefined ? skipToken : () => pullEdits(flowId, revision),
    // What is taken back here is soon in the log as well.
    refetchInterval: 5_000,
  })
