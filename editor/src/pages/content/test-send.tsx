import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { testContent } from '../../api/contents.ts'
import { sessionQuery } from '../../api/session.ts'
import { faultWords } from '../../ui/notify.ts'
import { useContentState } from './content-context.ts'
import { useShownFor } from './shown-for.ts'

/** Sends what is on the screen to whoever writes it, and says what became of it. */
export function TestSend({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const document = useContentState((state) => state.document)
  const shown = useShownFor((state) => state)
  const session = useQuery(sessionQuery)
  const email = document.channel === 'email'
  const own = email ? (session.data?.user.email ?? '') : ''
  const [typed, setTyped] = useState<string | null>(null)
  const to = typed ?? own
  const test = useMutation({ mutationFn: () => testContent(document, to.trim(), shown) })
  const close = () => {
    test.reset()
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    test.mutate()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={
        <Text fw={620} size="lg">
          {t('content.testTitle')}
        </Text>
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            data-autofocus
            label={email ? t('content.testTo') : t('content.testPhone')}
            type={email ? 'email' : 'tel'}
            required
            maxLength={254}
            value={to}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Text size="sm" c="dimmed">
            {t('content.testExplain')} {session.data?.sandbox && t('content.testSandbox')}
          </Text>
          <div role="status">
            {test.data?.fate === 'accepted' && <Alert color="green">{t('content.testSent', { to: to.trim() })}</Alert>}
            {test.data?.fate === 'kept' && <Alert color="gray">{t('content.testKept')}</Alert>}
            {test.data && test.data.fate !== 'accepted' && test.data.fate !== 'kept' && (
              <Alert color="red">{t('content.testFailed', { because: test.data.say })}</Alert>
            )}
            {test.isError && <Alert color="red">{faultWords(test.error).detail || faultWords(test.error).title}</Alert>}
          </div>
          <Group justify="flex-end">
            <Button type="submit" loading={test.isPending} disabled={to.trim() === ''}>
              {t('content.send')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
