import { ActionIcon, Button, Group, Menu, Modal, Text } from '@mantine/core'
import {
  IconChartBar,
  IconDoorExit,
  IconDots,
  IconKeyboard,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
} from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { flowQuery, flowsQuery, orderFlow, type ResumeChoices, type Verb } from '../api/flows.ts'
import type { FlowSummary } from '../api/replies.ts'
import { useWorkbench } from '../document/workbench-context.ts'
import { sayFault } from '../ui/notify.ts'
import { ReasonField } from '../ui/reason-field.tsx'
import { ResumeDialog } from './resume-dialog.tsx'

/** Pause and resume, close entries, end: each shows its counts first and asks why, but pause acts at once and asks nothing. */
export function FlowMenu({ summary }: { summary: FlowSummary }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const client = useQueryClient()
  const [asking, setAsking] = useState<'resume' | 'close' | 'stop' | null>(null)
  const [reason, setReason] = useState('')
  const why = reason.trim()
  const order = useMutation({
    mutationFn: ({ verb, reason: said, choices = {} }: { verb: Verb; reason: string; choices?: ResumeChoices }) =>
      orderFlow(summary.id, verb, said, choices),
    onSuccess: () => {
      setAsking(null)
      setReason('')
    },
    onError: sayFault,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: flowQuery(summary.id).queryKey })
      void client.invalidateQueries({ queryKey: flowsQuery.queryKey })
    },
  })
  const { state } = summary
  const runs = state === 'live' || state === 'closed'
  return (
    <>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon size={32} aria-label={t('editor.flowMenu')}>
            <IconDots size={20} stroke={1.6} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {runs && (
            <Menu.Item
              leftSection={<IconPlayerPause size={16} />}
              onClick={() => order.mutate({ verb: 'pause', reason: t('editor.pauseReason') })}
            >
              {t('editor.pause')}
            </Menu.Item>
          )}
          {state === 'paused' && (
            <Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => setAsking('resume')}>
              {t('editor.resume')}
            </Menu.Item>
          )}
          {state === 'live' && (
            <Menu.Item leftSection={<IconDoorExit size={16} />} onClick={() => setAsking('close')}>
              {t('editor.close')}
            </Menu.Item>
          )}
          {(runs || state === 'paused') && (
            <Menu.Item leftSection={<IconPlayerStop size={16} />} color="red" onClick={() => setAsking('stop')}>
              {t('editor.stop')}
            </Menu.Item>
          )}
          <Menu.Item
            component={Link}
            to="/flows/$flowId/results"
            params={{ flowId: summary.id } as never}
            leftSection={<IconChartBar size={16} />}
          >
            {t('results.see')}
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={16} />} onClick={() => bench.session.setState({ help: true })}>
            {t('editor.keys')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asking === 'close' || asking === 'stop'}
        onClose={() => setAsking(null)}
        title={asking === 'close' ? t('editor.closeTitle') : t('editor.stopTitle')}
      >
        <Text mb="md">
          {asking === 'close'
            ? t('editor.closeExplain', { count: summary.inside })
            : t('editor.stopExplain', { count: summary.inside })}
        </Text>
        <ReasonField value={reason} onChange={setReason} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setAsking(null)} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            color={asking === 'stop' ? 'red' : 'ink'}
            loading={order.isPending}
            disabled={why === ''}
            onClick={() => asking && order.mutate({ verb: asking, reason: why })}
          >
            {asking === 'close' ? t('editor.close') : t('editor.stop')}
          </Button>
        </Group>
      </Modal>
      <ResumeDialog
        flow={summary.id}
        opened={asking === 'resume'}
        busy={order.isPending}
        onClose={() => setAsking(null)}
        onResume={(said, choices) => order.mutate({ verb: 'resume', reason: said, choices })}
      />
    </>
  )
}
