import { Button, Group, Modal, Stack, TagsInput, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addContact } from '../../api/contacts.ts'
import { useKnownNames } from '../../api/known-names.ts'
import { sayDone, sayFault } from '../../ui/notify.ts'

/** One contact by hand; its own page opens, where a consent can be recorded with its proof. */
export function AddContact({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={<Title order={3}>{t('manyContacts.add')}</Title>}>
      <AddForm onClose={onClose} />
    </Modal>
  )
}

function AddForm({ onClose }: { onClose(): void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const known = useKnownNames()
  const [lists, setLists] = useState<string[]>([])
  const [tags, setTags] = useState<string[]>([])
  const add = useMutation({
    mutationFn: addContact,
    onSuccess: async ({ id, created }) => {
      sayDone(created ? t('manyContacts.added') : t('manyContacts.wasThere'))
      onClose()
      await navigate({ to: '/contacts/$contactId', params: { contactId: id } })
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: ['contacts'] }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const text = (name: string) => String(form.get(name) ?? '').trim()
    const attributes = Object.fromEntries(
      ['firstName', 'lastName'].flatMap((name) => (text(name) === '' ? [] : [[name, text(name)]])),
    )
    add.mutate({
      email: text('email'),
      ...(text('phone') === '' ? {} : { phone: text('phone') }),
      ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
      lists,
      tags,
    })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          name="email"
          type="email"
          label={t('contacts.email')}
          required
          maxLength={254}
          data-autofocus
          autoComplete="off"
        />
        <Group grow>
          <TextInput name="firstName" label={t('manyContacts.firstName')} maxLength={200} autoComplete="off" />
          <TextInput name="lastName" label={t('manyContacts.lastName')} maxLength={200} autoComplete="off" />
        </Group>
        <TextInput name="phone" label={t('contacts.phone')} placeholder="+39 333 1234567" maxLength={40} autoComplete="off" />
        <TagsInput label={t('contacts.lists')} data={known.lists} value={lists} onChange={setLists} acceptValueOnBlur />
        <TagsInput label={t('contacts.tags')} data={known.tags} value={tags} onChange={setTags} acceptValueOnBlur />
        <Text size="sm" c="dimmed">
          {t('manyContacts.consentLater')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t('common.add')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
