import { Button, Group, Modal, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { sessionQuery, setSandbox } from '../../api/session.ts'
import { goLiveQuery } from '../../api/workspace.ts'
import { sayFault } from '../../ui/notify.ts'
import classes from '../pages.module.css'

/** The one place where messages are let out into the world: asked once, because what left does not come back. */
export function SendingMode({ ready }: { ready: boolean }) {
  const { t } = useTranslation()
  const { data } = useQuery(sessionQuery)
  const [asking, { open, close }] = useDisclosure(false)
  const client = useQueryClient()
  const order = useMutation({
    mutationFn: setSandbox,
    onSuccess: close,
    onError: sayFault,
    onSettled: () => Promise.all([sessionQuery, goLiveQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey }))),
  })
  const sandbox = !(data?.live ?? false)
  const nobodyCarries = !sandbox && data?.providers.length === 0
  return (
    <section className={classes.card}>
      <Title order={2} fz={16} lh="24px" mb="xs">
        {t('settings.sending')}
      </Title>
      <Text>{sandbox ? t('settings.sandboxOn') : nobodyCarries ? t('settings.nobodyCarries') : t('settings.sandboxOff')}</Text>
      <Text size="sm" c="dimmed" mb="md">
        {t('settings.sandboxHow')} {sandbox && t(ready ? 'goLive.ready' : 'goLive.notReady')}
      </Text>
      <Button
        variant={sandbox ? 'filled' : 'default'}
        loading={order.isPending}
        disabled={!data}
        onClick={() => (sandbox ? open() : order.mutate(true))}
      >
        {sandbox ? t('settings.goLive') : t('settings.goSandbox')}
      </Button>
      <Modal opened={asking} onClose={close} title={t('settings.goLiveTitle')}>
        <Text mb="lg">{t('settings.goLiveExplain')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          <Button loading={order.isPending} onClick={() => order.mutate(false)} data-autofocus>
            {t('settings.goLive')}
          </Button>
        </Group>
      </Modal>
    </section>
  )
}
