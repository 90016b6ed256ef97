import { ActionIcon, Button, Group, Modal, SegmentedControl, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import type { ContentDetail } from '@snodo/protocol'
import { IconArrowBackUp, IconArrowForwardUp, IconCloudCheck, IconCloudOff, IconCloudUp, IconSend } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contentQuery, publishContent } from '../../api/contents.ts'
import { sayDone, sayFault } from '../../ui/notify.ts'
import classes from './content.module.css'
import { contentActionFor } from './content-actions.ts'
import { useContent, useContentState } from './content-context.ts'
import { TestSend } from './test-send.tsx'

export type ContentView = 'edit' | 'preview'

type ContentBarProps = {
  detail: ContentDetail
  view: ContentView | null
  setView(view: ContentView): void
  errors: number
}

/** Name, saved state, the two views, and one primary button. */
export function ContentBar({ detail, view, setView, errors }: ContentBarProps) {
  const { t } = useTranslation()
  const [testing, setTesting] = useState(false)
  return (
    <div className={classes.bar}>
      <Name />
      <Saving />
      <div className={classes.space} />
      {view !== null && (
        <SegmentedControl
          size="xs"
          aria-label={t('content.view')}
          value={view}
          onChange={(next) => setView(next as ContentView)}
          data={[
            { value: 'edit', label: t('content.edit') },
            { value: 'preview', label: t('content.preview') },
          ]}
        />
      )}
      <div className={classes.space} />
      <Step id="undo" label={t('content.undo')} icon={IconArrowBackUp} />
      <Step id="redo" label={t('content.redo')} icon={IconArrowForwardUp} />
      <Button
        size="xs"
        h={32}
        variant="default"
        leftSection={<IconSend size={14} aria-hidden />}
        onClick={() => setTesting(true)}
      >
        {t('content.sendTest')}
      </Button>
      <Publish detail={detail} errors={errors} />
      <TestSend opened={testing} onClose={() => setTesting(false)} />
    </div>
  )
}

function Name() {
  const { t } = useTranslation()
  const store = useContent()
  const name = useContentState((state) => state.name)
  const [typed, setTyped] = useState<string | null>(null)
  const keep = () => {
    const next = typed?.trim() ?? ''
    if (next !== '' && next !== name) store.rename(next)
    setTyped(null)
  }
  return (
    <TextInput
      className={classes.barName ?? ''}
      size="xs"
      aria-label={t('content.rename')}
      value={typed ?? name}
      maxLength={200}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur()
        if (event.key === 'Escape') setTyped(null)
      }}
    />
  )
}

function Saving() {
  const { t } = useTranslation()
  const save = useContentState((state) => state.save)
  const label =
    save.is === 'saved'
      ? t('content.saved')
      : save.is === 'saving'
        ? t('content.saving')
        : save.is === 'offline'
          ? t('content.offline')
          : t('content.refused')
  const Icon = save.is === 'saved' ? IconCloudCheck : save.is === 'saving' ? IconCloudUp : IconCloudOff
  return (
    <Tooltip label={save.is === 'refused' ? save.because : label} multiline maw={420}>
      <span className={classes.state} data-state={save.is} role="status" data-testid="content-saved">
        <Icon size={16} stroke={1.7} aria-hidden />
        <span>{label}</span>
      </span>
    </Tooltip>
  )
}

function Step({ id, label, icon: Icon }: { id: 'undo' | 'redo'; label: string; icon: typeof IconArrowBackUp }) {
  const store = useContent()
  const can = useContentState((state) => (id === 'undo' ? state.past : state.future).length > 0)
  return (
    <Tooltip label={label}>
      <ActionIcon size={32} aria-label={label} disabled={!can} onClick={() => contentActionFor(id, 'named')?.run(store)}>
        <Icon size={18} stroke={1.7} />
      </ActionIcon>
    </Tooltip>
  )
}

/** Publishing asks once where flows send this content already: those inside read it from the next message. */
function Publish({ detail, errors }: { detail: ContentDetail; errors: number }) {
  const { t } = useTranslation()
  const store = useContent()
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const document = useContentState((state) => state.document)
  const live = detail.uses.filter((use) => use.live)
  const same = !detail.changed && document === detail.document
  const publish = useMutation({
    mutationFn: async () => {
      if (!(await store.flush())) return null
      return publishContent(detail.id, store.getState().revision)
    },
    onSuccess: (done) => {
      setAsking(false)
      if (done === null) return
      const count = done.flows.length
      sayDone(
        count === 0
          ? t('content.published', { number: done.version })
          : t('content.publishedReaches', { count, number: done.version }),
      )
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: contentQuery(detail.id).queryKey.slice(0, 1) }),
  })
  return (
    <>
      <Tooltip label={errors > 0 ? t('content.publishBlocked') : t('content.nothingNew')} disabled={errors === 0 && !same}>
        <Button
          size="xs"
          h={32}
          loading={publish.isPending}
          data-disabled={errors > 0 || same || undefined}
          aria-disabled={errors > 0 || same}
          onClick={() => {
            if (errors > 0 || same) return
            if (live.length > 0) setAsking(true)
            else publish.mutate()
          }}
        >
          {t('content.publish')}
        </Button>
      </Tooltip>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={
          <Text fw={620} size="lg">
            {t('content.publishTitle')}
          </Text>
        }
      >
        <Stack gap="md">
          <Text size="sm">{t('content.publishAsk', { flows: live.map((use) => `“${use.name}”`).join(', ') })}</Text>
          <Group justify="flex-end">
            <Button data-autofocus loading={publish.isPending} onClick={() => publish.mutate()}>
              {t('content.publish')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
