import { Button, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { StopReply } from '@snodo/protocol'
import { IconHandStop, IconPlayerPlay } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { sessionQuery, stopSending } from '../api/session.ts'
import { number } from '../ui/moment.ts'
import { sayDone, sayFault } from '../ui/notify.ts'
import { ReasonField } from '../ui/reason-field.tsx'
import classes from './shell.module.css'

/** The panic button: on every page, two clicks. */
export function StopSending({ stopped }: { stopped: boolean }) {
  const { t } = useTranslation()
  const [opened, { open, close }] = useDisclosure(false)
  const client = useQueryClient()
  // Filled in beforehand: in an emergency two clicks must do.
  const usual = stopped ? t('stopSending.usualResumeReason') : t('stopSending.usualReason')
  const [reason, setReason] = useState<string | null>(null)
  const why = (reason ?? usual).trim()
  const order = useMutation({
    mutationFn: () => stopSending(!stopped, why),
    onSuccess: (reply) => {
      close()
      setReason(null)
      sayDone(stopped ? t('stopSending.resumed') : `${t('stopSending.done')} ${counts(reply)}`)
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  })
  const counts = ({ handedOver, held, waiting }: StopReply) =>
    t('stopSending.doneCounts', { handedOver: number(handedOver), held: number(held), waiting: number(waiting) })

  return (
    <>
      <Button
        size="xs"
        h={32}
        variant={stopped ? 'filled' : 'default'}
        color={stopped ? 'ink' : undefined}
        c={stopped ? undefined : 'var(--snodo-error)'}
        leftSection={stopped ? <IconPlayerPlay size={16} aria-hidden /> : <IconHandStop size={16} aria-hidden />}
        onClick={open}
        aria-label={stopped ? t('stopSending.resume') : t('stopSending.button')}
        style={{ flex: 'none' }}
      >
        <span className={classes.stopWord}>{stopped ? t('stopSending.resume') : t('stopSending.button')}</span>
      </Button>
      <Modal opened={opened} onClose={close} title={stopped ? t('stopSending.resumeTitle') : t('stopSending.title')}>
        <Text mb="md">{stopped ? t('stopSending.resumeExplain') : t('stopSending.explain')}</Text>
        <ReasonField value={reason ?? usual} onChange={setReason} />
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button
            color={stopped ? 'ink' : 'red'}
            loading={order.isPending}
            disabled={why === ''}
            onClick={() => order.mutate()}
            data-autofocus
          >
            {stopped ? t('stopSending.resumeConfirm') : t('stopSending.confirm')}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
