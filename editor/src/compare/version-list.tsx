import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import type { MigrationPlan } from '@snodo/protocol'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowQuery, flowsQuery, migrationPlan, type PublishAnswers, rollBack, versionsQuery } from '../api/flows.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { PublishQuestion } from '../pages/publish-question.tsx'
import { dateTime } from '../ui/moment.ts'
import { sayDone, sayFault } from '../ui/notify.ts'

type Asked = { version: number; plan: MigrationPlan }

/** All that was ever published: which is live, how many are inside each, and back to any of them by the question publishing asks. */
export function VersionList() {
  const { t } = useTranslation()
  const { flowId } = useWorkbench()
  const client = useQueryClient()
  const versions = useQuery(versionsQuery(flowId))
  const flow = useQuery(flowQuery(flowId))
  const [asked, setAsked] = useState<Asked | null>(null)
  const ask = useMutation({
    mutationFn: async (version: number) => ({ version, plan: await migrationPlan(flowId, version) }),
    onSuccess: setAsked,
    onError: sayFault,
  })
  const back = useMutation({
    mutationFn: ({ version, answers }: { version: number; answers: PublishAnswers }) => rollBack(flowId, version, answers),
    onSuccess: ({ version }) => {
      setAsked(null)
      sayDone(t('editor.published', { version }))
    },
    onError: sayFault,
    onSettled: () =>
      Promise.all(
        [flowQuery(flowId).queryKey, flowsQuery.queryKey, versionsQuery(flowId).queryKey].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
  const items = versions.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Stack gap="xs" component="section" aria-label={t('compare.versions')} data-testid="versions">
      <Text fw={620}>{t('compare.versions')}</Text>
      {items.map(({ version, publishedAt, publishedBy, live, inside }) => (
        <Group key={version} justify="space-between" wrap="nowrap" gap="sm">
          <div>
            <Group gap={6}>
              <Text size="sm">{t('compare.version', { version, when: dateTime(publishedAt) })}</Text>
              {live && <Badge size="sm">{t('compare.live')}</Badge>}
            </Group>
            <Text size="xs" c="dimmed">
              {t('compare.publishedBy', { by: publishedBy })} · {t('compare.inside', { count: inside })}
            </Text>
          </div>
          {!live && flow.data?.state !== 'archived' && (
            <Button
              size="compact-sm"
              flex="none"
              variant="default"
              loading={ask.isPending && ask.variables === version}
              aria-label={t('compare.rollBackTo', { version })}
              onClick={() => ask.mutate(version)}
            >
              {t('compare.rollBack')}
            </Button>
          )}
        </Group>
      ))}
      {flow.data && (
        <PublishQuestion
          key={asked?.version ?? 'none'}
          plan={asked?.plan ?? null}
          {...(asked === null ? {} : { rollBackTo: asked.version })}
          summary={flow.data}
          busy={back.isPending}
          onClose={() => setAsked(null)}
          onAnswer={(answers) => asked !== null && back.mutate({ version: asked.version, answers })}
        />
      )}
    </Stack>
  )
}
