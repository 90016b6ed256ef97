import { Anchor, Button, Group, Modal, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { starterFlows } from '@snodo/flow'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createFlow, flowsQuery } from '../../api/flows.ts'
import { emptyFlow } from '../../document/empty-flow.ts'
import { currentLanguage } from '../../i18n.ts'
import { sayFault } from '../../ui/notify.ts'
import classes from '../pages.module.css'
import { useTextLanguage } from './use-starter.ts'

/** The gallery has all of them, with their pictures. */
const OFFERED = 3

/** A name and where to start from: the empty canvas, or one of the flows that ship with Snodo. */
export function NewFlow({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const [from, setFrom] = useState('empty')
  const [name, setName] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const language = currentLanguage()
  const texts = useTextLanguage()
  const starter = starterFlows.find((each) => each.id === from)
  const suggested = starter ? starter.title[texts] : t('flows.untitled')
  const create = useMutation({
    mutationFn: () => {
      const title = name.trim() || suggested
      const document = starter ? { ...starter.document(texts), name: title } : emptyFlow(title)
      return createFlow(document)
    },
    onSuccess: async (draft) => {
      onClose()
      setName('')
      await navigate({ to: '/flows/$flowId', params: { flowId: draft.id } })
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate()
  }
  const choices = [
    { id: 'empty', title: t('flows.empty'), about: t('flows.emptyExplain') },
    ...starterFlows.slice(0, OFFERED).map((each) => ({ id: each.id, title: each.title[language], about: each.about[language] })),
  ]
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={
        <Text fw={620} size="lg">
          {t('flows.createTitle')}
        </Text>
      }
      size={520}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <TextInput
            label={t('flows.name')}
            placeholder={suggested}
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <div role="radiogroup" aria-label={t('flows.startFrom')}>
            <Text size="sm" fw={500} mb={6}>
              {t('flows.startFrom')}
            </Text>
            <Stack gap={8}>
              {choices.map(({ id, title, about }) => (
                <UnstyledButton
                  key={id}
                  role="radio"
                  aria-checked={from === id}
                  className={classes.choice}
                  data-chosen={from === id || undefined}
                  onClick={() => setFrom(id)}
                >
                  <Text fw={580} size="sm">
                    {title}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {about}
                  </Text>
                </UnstyledButton>
              ))}
            </Stack>
          </div>
          <Anchor component={Link} to="/flows/templates" size="sm" onClick={onClose}>
            {t('templates.all')}
          </Anchor>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t('flows.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
