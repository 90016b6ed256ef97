import { Button, Group, Modal, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { previewResume, type ResumeChoices } from '../api/flows.ts'
import { ReasonField } from '../ui/reason-field.tsx'

type ResumeDialogProps = {
  flow: string
  opened: boolean
  busy: boolean
  onClose(): void
  onResume(reason: string, choices: Required<ResumeChoices>): void
}

/** Resuming asks three things, each with how many it is about: nobody knows what a pause has left behind without being told. */
export function ResumeDialog({ flow, opened, busy, onClose, onResume }: ResumeDialogProps) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('editor.resumeTitle')}>
      {opened && <Questions flow={flow} busy={busy} onClose={onClose} onResume={onResume} />}
    </Modal>
  )
}

function Questions({ flow, busy, onClose, onResume }: Omit<ResumeDialogProps, 'opened'>) {
  const { t } = useTranslation()
  const [choices, setChoices] = useState<Required<ResumeChoices>>({ waits: 'frozen', entries: 'enter', overdue: 'young' })
  const [reason, setReason] = useState('')
  const preview = useQuery({
    queryKey: ['resume-preview', flow],
    queryFn: () => previewResume(flow),
    staleTime: 0,
    gcTime: 0,
  })
  const counts = preview.data?.counts
  const said = (words: (counts: Record<string, number>) => string) => (counts === undefined ? t('common.loading') : words(counts))
  return (
    <Stack gap="md" data-testid="resume">
      <Select
        label={t('editor.resumeWaits')}
        description={said(({ waits = 0, waitsOverdue = 0 }) =>
          t('editor.resumeWaitsCount', { count: waits, overdue: waitsOverdue }),
        )}
        data={[
          { value: 'frozen', label: t('editor.resumeFrozen') },
          { value: 'wentOn', label: t('editor.resumeWentOn') },
        ]}
        value={choices.waits}
        allowDeselect={false}
        onChange={(waits) => setChoices({ ...choices, waits: waits === 'wentOn' ? 'wentOn' : 'frozen' })}
      />
      <Select
        label={t('editor.resumeEntries')}
        description={said(({ entriesKeptOut = 0 }) => t('editor.resumeEntriesCount', { count: entriesKeptOut }))}
        data={[
          { value: 'enter', label: t('editor.resumeEnter') },
          { value: 'drop', label: t('editor.resumeDropped') },
        ]}
        value={choices.entries}
        allowDeselect={false}
        onChange={(entries) => setChoices({ ...choices, entries: entries === 'drop' ? 'drop' : 'enter' })}
      />
      <Select
        label={t('editor.resumeOverdue')}
        description={said(({ messagesOverdue = 0, messagesOverdueYoung = 0 }) =>
          t('editor.resumeOverdueCount', { count: messagesOverdue, young: messagesOverdueYoung }),
        )}
        data={[
          { value: 'young', label: t('editor.resumeYoung') },
          { value: 'all', label: t('editor.resumeAll') },
          { value: 'none', label: t('editor.resumeNone') },
        ]}
        value={choices.overdue}
        allowDeselect={false}
        onChange={(overdue) => setChoices({ ...choices, overdue: overdue === 'all' || overdue === 'none' ? overdue : 'young' })}
      />
      <ReasonField value={reason} onChange={setReason} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={busy} disabled={reason.trim() === ''} onClick={() => onResume(reason.trim(), choices)}>
          {t('editor.resume')}
        </Button>
      </Group>
    </Stack>
  )
}
