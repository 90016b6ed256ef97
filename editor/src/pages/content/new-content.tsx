import { Button, Group, Modal, SegmentedControl, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import type { Language } from '@snodo/base'
import { type ContentChannel, DESIGNS, emptyContent, STANDARD_BRAND } from '@snodo/content'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { brandQuery, contentsQuery, createContent } from '../../api/contents.ts'
import { currentLanguage } from '../../i18n.ts'
import { sayFault } from '../../ui/notify.ts'
import classes from './content.module.css'
import { Thumbnail } from './thumbnail.tsx'

/** What kind, in which language, and which design to start from. */
export function NewContent({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const brand = useQuery(brandQuery)
  const screen = currentLanguage()
  const [channel, setChannel] = useState<ContentChannel>('email')
  const [chosenLanguage, setLanguage] = useState<Language | null>(null)
  const [from, setFrom] = useState('empty')
  const [name, setName] = useState('')
  const language = chosenLanguage ?? screen
  const designs = DESIGNS.filter((design) => design.channel === channel)
  const design = designs.find((each) => each.id === from)
  const suggested = design?.title[screen] ?? t('content.untitled')
  const create = useMutation({
    mutationFn: () => createContent(name.trim() || suggested, design?.write(language) ?? emptyContent(channel, language)),
    onSuccess: async (made) => {
      onClose()
      setName('')
      await navigate({ to: '/content/$contentId', params: { contentId: made.id } })
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: contentsQuery.queryKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const choices = [
    { id: 'empty', title: t('content.empty'), document: emptyContent(channel, language) },
    ...designs.map((each) => ({ id: each.id, title: each.title[screen], document: each.write(language) })),
  ]
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={780}
      title={
        <Text fw={620} size="lg">
          {t('content.newTitle')}
        </Text>
      }
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Group align="flex-end" gap="md">
            <TextInput
              style={{ flex: 1 }}
              data-autofocus
              label={t('content.name')}
              placeholder={suggested}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <SegmentedControl
              aria-label={t('content.channel')}
              value={channel}
              onChange={(next) => {
                setChannel(next as ContentChannel)
                setFrom('empty')
              }}
              data={[
                { value: 'email', label: t('content.email') },
                { value: 'sms', label: t('content.sms') },
              ]}
            />
            <SegmentedControl
              aria-label={t('content.language')}
              value={language}
              onChange={(next) => setLanguage(next as Language)}
              data={[
                { value: 'en', label: 'English' },
                { value: 'it', label: 'Italiano' },
              ]}
            />
          </Group>
          <div>
            <Text size="sm" fw={500} mb={6}>
              {t('content.startFrom')}
            </Text>
            <div className={classes.designs} role="radiogroup" aria-label={t('content.startFrom')}>
              {choices.map(({ id, title, document }) => (
                <UnstyledButton
                  key={id}
                  role="radio"
                  aria-checked={from === id}
                  className={classes.design}
                  data-chosen={from === id || undefined}
                  onClick={() => setFrom(id)}
                >
                  <Thumbnail document={document} brand={brand.data ?? STANDARD_BRAND} />
                  <Text size="sm" fw={580} p="xs">
                    {title}
                  </Text>
                </UnstyledButton>
              ))}
            </div>
          </div>
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              {t('content.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
