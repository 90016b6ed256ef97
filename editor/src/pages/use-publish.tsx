import { Button, Group, Modal, ScrollArea, Stack } from '@mantine/core'
import type { Finding } from '@snodo/flow'
import type { MigrationPlan } from '@snodo/protocol'
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { type ReactNode, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowQuery, flowsQuery, migrationPlan, type PublishAnswers, publishFlow, versionsQuery } from '../api/flows.ts'
import type { FlowSummary, Published } from '../api/replies.ts'
import { RequestFailed } from '../api/request.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { FindingCard } from '../problems/finding-card.tsx'
import { sayDone, sayFault } from '../ui/notify.ts'
import { asks, isShut, PublishQuestion } from './publish-question.tsx'

/** Publishing: errors make it impossible, warnings ask once; what is published is what the server has saved. */
export function usePublish(summary: FlowSummary): { start(): void; busy: boolean; dialog: ReactNode } {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<readonly Finding[] | null>(null)
  const [plan, setPlan] = useState<MigrationPlan | null>(null)

  const publish = useCallback(
    async (answers?: PublishAnswers) => {
      setAsking(null)
      setPlan(null)
      setBusy(true)
      try {
        if (!(await bench.autosave.flush())) return
        if (answers === undefined && summary.version !== null) {
          const found = await migrationPlan(summary.id)
          if (found.nodes.some(asks) || isShut(summary)) return setPlan(found)
        }
        const published = await publishFlow(summary.id, bench.autosave.revision(), answers)
        sayDone(sayPublished(published, summary.inside, t))
      } catch (thrown) {
        // Somebody may have come to a block that goes since the plan was read.
        const late = planIn(thrown)
        if (late === null) sayFault(thrown)
        else setPlan(late)
      } finally {
        setBusy(false)
        void client.invalidateQueries({ queryKey: flowQuery(summary.id).queryKey })
        void client.invalidateQueries({ queryKey: flowsQuery.queryKey })
        void client.invalidateQueries({ queryKey: versionsQuery(summary.id).queryKey })
      }
    },
    [bench, client, summary, t],
  )

  const start = useCallback(() => {
    const findings = bench.check()
    const warnings = findings.filter((finding) => finding.severity === 'warning')
    if (findings.length > warnings.length) {
      bench.session.setState({ panel: 'problems', announcement: t('editor.publishBlocked') })
    } else if (warnings.length > 0) setAsking(warnings)
    else void publish()
  }, [bench, publish, t])

  const dialog = (
    <>
      <PublishQuestion
        key={plan === null ? 'none' : 'asked'}
        plan={plan}
        summary={summary}
        onClose={() => setPlan(null)}
        onAnswer={(answers) => void publish(answers)}
      />
      <Modal opened={asking !== null} onClose={() => setAsking(null)} title={t('editor.publishTitle')} size={560}>
        <ScrollArea.Autosize mah="50vh">
          <Stack gap={8}>
            {(asking ?? []).map((finding) => (
              <FindingCard
                key={`${finding.code} ${finding.node ?? ''} ${finding.path ?? ''} ${finding.edge?.port ?? ''}`}
                finding={finding}
                compact
                named
              />
            ))}
          </Stack>
        </ScrollArea.Autosize>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(null)}>
            {t('common.cancel')}
          </Button>
          <Button onClick={() => void publish()} data-autofocus>
            {t('editor.publishAnyway')}
          </Button>
        </Group>
      </Modal>
    </>
  )
  return { start, busy, dialog }
}

/** The question in a refusal to publish: who stands at blocks that go; null for any other fault. */
function planIn(thrown: unknown): MigrationPlan | null {
  if (!(thrown instanceof RequestFailed) || thrown.problem.code !== 'MIGRATION_NEEDED') return null
  return (thrown.problem.plan as MigrationPlan | undefined) ?? null
}

/** What it means for those already inside is what people ask themselves: a corrected text is theirs too, a new drawing is not. */
function sayPublished({ version, newVersion, contentChanged, state }: Published, inside: number, t: TFunction): string {
  const shut = state === 'closed' || state === 'stopped'
  const done = t(shut ? 'editor.publishedShut' : 'editor.published', { version })
  if (!newVersion) return contentChanged.length > 0 ? t('editor.corrected') : done
  return inside > 0 ? `${done} ${t('editor.insideStay')}` : done
}
