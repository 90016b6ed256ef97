import { Alert, Button, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { firstRejects, importQuery, rejectsUrl } from '../../api/imports.ts'
import { faultWords } from '../../ui/notify.ts'
import { PageFault } from '../../ui/page-states.tsx'
import classes from '../pages.module.css'
import { ImportFigures, RejectTable } from './import-figures.tsx'

/** More are in the report one can save. */
const SHOWN = 200

/** How the import goes, and at the end which lines were refused and why. */
export function ImportResult({ id, onAgain }: { id: string; onAgain: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const run = useQuery(importQuery(id))
  const state = run.data?.state
  const over = state === 'done' || state === 'failed'
  const rejects = useQuery({
    queryKey: ['import-rejects', id],
    queryFn: ({ signal }) => firstRejects(id, SHOWN, signal),
    enabled: over,
  })
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: ['contacts'] })
  }, [over, client])
  if (run.isError && !run.data) return <PageFault {...faultWords(run.error)} onRetry={() => void run.refetch()} />
  if (!run.data) return <Loader color="gray" />
  return (
    <Stack gap="lg">
      <div className={classes.card}>
        <Group mb="md" gap="sm">
          {!over && <Loader size="xs" color="gray" />}
          <Title order={2} fz={20} lh="28px" role="status" data-testid="import-state">
            {state === 'done'
              ? t('importing.done')
              : state === 'failed'
                ? t('importing.failed')
                : t('importing.running', { count: run.data.counts.rows })}
          </Title>
        </Group>
        {!over && (
          <Text c="dimmed" mb="md">
            {t('manyContacts.leaveIt')}
          </Text>
        )}
        {run.data.problem && (
          <Alert color="red" mb="md" role="alert">
            {run.data.problem}
          </Alert>
        )}
        <ImportFigures counts={run.data.counts} />
      </div>
      {over && (
        <div className={classes.card}>
          {run.data.counts.rejected === 0 ? (
            <Text c="dimmed">{t('importing.noneRefused')}</Text>
          ) : (
            <>
              <RejectTable rejects={rejects.data ?? []} />
              <Button component="a" href={rejectsUrl(id)} download variant="subtle" mt="md">
                {t('importing.downloadRefused')}
              </Button>
            </>
          )}
        </div>
      )}
      {over && (
        <Group>
          <Button component={Link} to="/contacts">
            {t('importing.toContacts')}
          </Button>
          <Button variant="default" onClick={onAgain}>
            {t('importing.another')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
