import { Button, Group, Modal, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useWorkbench } from './workbench-context.ts'

/** Two drafts where there should be one: the author says which stays. Nothing is dropped in silence. */
export function ConflictDialog() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const state = useStore(bench.autosave.state)
  const open = state.is === 'attention' && state.because === 'conflict'
  const takeTheirs = () => {
    const theirs = bench.autosave.takeTheirs()
    if (theirs) bench.documents.replace(theirs)
  }
  return (
    <Modal
      opened={open}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('saving.conflictTitle')}
    >
      <Text mb="lg">{t('saving.conflictExplain')}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={takeTheirs}>
          {t('saving.takeTheirs')}
        </Button>
        <Button onClick={() => bench.autosave.keepMine()}>{t('saving.keepMine')}</Button>
      </Group>
    </Modal>
  )
}
