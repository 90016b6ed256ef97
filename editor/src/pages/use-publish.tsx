import { Button, Group, Modal, ScrollArea, Stack, Text } from '@mantine/core'
import type { Finding } from '@snodo/flow'
import { checkFlow } from '@snodo/flow'
import { useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { type ReactNode, useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowQuery, flowsQuery, publishFlow } from '../api/flows.ts'
import type { FlowSummary, Published } from '../api/replies.ts'
import { RequestFailed } from '../api/request.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { FindingCard } from '../problems/finding-card.tsx'
import { sayDone, sayFault } from '../ui/notify.ts'

/** Publishing: errors make it impossible, warnings ask once; what is published is what the server has saved. */
export function usePublish(summary: FlowSummary): { start(): void; busy: boolean; dialog: ReactNode } {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const client = useQueryClient()
  const [busy, setBusy] = useState(false)
  const [asking, setAsking] = useState<readonly Finding[] | null>(null)
  const [staying, setStaying] = useState<number | null>(null)

  const publish = useCallback(
    async (stay = false) => {
      setAsking(null)
      setStaying(null)
      setBusy(true)
      try {
        if (!(await bench.autosave.flush())) return
        const published = await publishFlow(summary.id, bench.autosave.revision(), stay)
        sayDone(sayPublished(published, summary.inside, t))
      } catch (thrown) {
        const inside = asksAboutThoseInside(thrown)
        if (inside === null) sayFault(thrown)
        else setStaying(inside)
      } finally {
        setBusy(false)
        void client.invalidateQueries({ queryKey: flowQuery(summary.id).queryKey })
        void client.invalidateQueries({ queryKey: flowsQuery.queryKey })
      }
    },
    [bench, client, summary.id, summary.inside, t],
  )

  const start = useCallback(() => {
    const findings = checkFlow(bench.documents.store.getState().document, { manifests: bench.manifests })
    const warnings = findings.filter((finding) => finding.severity === 'warning')
    if (findings.length > warnings.length) {
      bench.session.setState({ panel: 'problems', announcement: t('editor.publishBlocked') })
    } else if (warnings.length > 0) setAsking(warnings)
    else void publish()
  }, [bench, publish, t])

  const dialog = (
    <>
      <Modal opened={staying !== null} onClose={() => setStaying(null)} title={t('editor.insideTitle')}>
        <Text>{t('editor.insideExplain', { count: staying ?? 0 })}</Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setStaying(null)}>
            {t('common.cancel')}
          </Button>
          <Button onClick={() => void publish(true)} data-autofocus>
            {t('editor.insideFinish')}
          </Button>
        </Group>
      </Modal>
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

/** How many stand at blocks this publish takes away, where that is why the server refused it; null otherwise. */
function asksAboutThoseInside(thrown: unknown): number | null {
  if (!(thrown instanceof RequestFailed) || thrown.problem.code !== 'MIGRATION_NEEDED') return null
  return typeof thrown.problem.inside === 'number' ? thrown.problem.inside : 0
}

/** What it means for those already inside is what people ask themselves: a corrected text is theirs too, a new drawing is not. */
function sayPublished({ version, newVersion, contentChanged }: Published, inside: number, t: TFunction): string {
  const done = t('editor.published', { version })
  if (!newVersion) return contentChanged.length > 0 ? t('editor.corrected') : done
  return inside > 0 ? `${done} ${t('editor.insideStay')}` : done
}
