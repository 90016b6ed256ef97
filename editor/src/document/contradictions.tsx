import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { type Contradiction, describeEdit } from '@snodo/flow'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { currentLanguage } from '../i18n.ts'
import { shortDateTime } from '../ui/moment.ts'
import classes from './contradictions.module.css'
import { sayValue } from './say-value.ts'
import { useDocument, useWorkbench } from './workbench-context.ts'

/** Where two people wrote the same: both values on the spot, with author and time. Theirs stands until this author says otherwise. */
export function Contradictions() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const state = useStore(bench.autosave.state)
  if (state.is !== 'attention' || state.because !== 'contradiction') return null
  return (
    <Paper component="section" className={classes.stack} withBorder radius={12} shadow="md" data-testid="contradictions">
      <Text size="xs" c="dimmed" role="status">
        {t('saving.held', { count: state.held.length })}
      </Text>
      {state.held.map((held, i) => (
        // A contradiction has no name of its own and never changes place while it is held.
        <OneContradiction key={i} held={held} />
      ))}
    </Paper>
  )
}

function OneContradiction({ held }: { held: Contradiction }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const document = useDocument((state) => state.document)
  const what = describeEdit(held.edit, document, bench.manifests)[language]
  const who = { author: held.author, when: held.at === '' ? '' : shortDateTime(held.at) }
  const overwrites = held.because === 'overwrites'
  const useMine = () => {
    if (bench.edit(held.edit)) bench.autosave.settle(held)
  }
  return (
    <Stack gap={6}>
      <Text size="sm" fw={600}>
        {overwrites ? t('saving.bothTitle') : t('saving.goneTitle')}
      </Text>
      <Text size="sm">{what}</Text>
      <Text size="xs" c="dimmed">
        {overwrites ? t('saving.bothWrote', who) : t('saving.goneExplain', who)}
      </Text>
      {overwrites && (
        <dl className={classes.both}>
          <dt>{t('saving.theirs')}</dt>
          <dd>{sayValue(held.theirs) ?? t('saving.nothing')}</dd>
          <dt>{t('saving.mine')}</dt>
          <dd>{sayValue(held.mine) ?? t('saving.nothing')}</dd>
        </dl>
      )}
      <Group gap={8} justify="flex-end">
        <Button size="compact-sm" variant="default" onClick={() => bench.autosave.settle(held)}>
          {overwrites ? t('saving.keepTheirs') : t('saving.letGo')}
        </Button>
        <Button size="compact-sm" onClick={useMine}>
          {overwrites ? t('saving.useMine') : t('saving.tryAgain')}
        </Button>
      </Group>
    </Stack>
  )
}
