import { Button, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { eraseContact } from '../../api/contacts.ts'
import { sayDone, sayFault } from '../../ui/notify.ts'
import { ReasonField } from '../../ui/reason-field.tsx'

/** A person's right to be forgotten: asked once, with a reason, because nothing brings anything back. */
export function EraseContact({ id, name }: { id: string; name: string }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [asking, { open, close }] = useDisclosure(false)
  const [reason, setReason] = useState('')
  const erase = useMutation({
    mutationFn: () => eraseContact(id, reason.trim()),
    onSuccess: async () => {
      sayDone(t('manyContacts.erased'))
      await navigate({ to: '/contacts' })
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: ['contacts'] }),
  })
  return (
    <>
      <Button variant="subtle" color="red" onClick={open}>
        {t('manyContacts.erase')}
      </Button>
      <Modal opened={asking} onClose={close} title={<Title order={3}>{t('manyContacts.eraseTitle', { name })}</Title>}>
        <Stack>
          <Text>{t('manyContacts.eraseExplain')}</Text>
          <ReasonField value={reason} onChange={setReason} />
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              {t('common.cancel')}
            </Button>
            <Button color="red" loading={erase.isPending} disabled={reason.trim() === ''} onClick={() => erase.mutate()}>
              {t('manyContacts.eraseConfirm')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
