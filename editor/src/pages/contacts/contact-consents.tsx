import { Badge, Button, Group, Modal, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ConsentState } from '@snodo/audience'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeConsents, contactQuery } from '../../api/contacts.ts'
import type { ContactProfile } from '../../api/replies.ts'
import { dateOnly } from '../../ui/moment.ts'
import { sayFault } from '../../ui/notify.ts'
import { channels } from '../../words/inspector.ts'
import classes from '../pages.module.css'

const COLORS: Record<ConsentState, string> = { granted: 'green', denied: 'gray', pending: 'yellow' }

/** What the person agreed to, per channel and purpose, with the proof; and how to record what they said. */
export function Consents({ person }: { person: ContactProfile }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [opened, { open, close }] = useDisclosure(false)
  const [channel, setChannel] = useState('email')
  const [state, setState] = useState<ConsentState>('granted')
  const [proof, setProof] = useState('')
  const change = useMutation({
    mutationFn: () => changeConsents(person.id, { [`${channel}:marketing`]: state }, { text: proof.trim() }),
    onSuccess: () => {
      setProof('')
      close()
    },
    onError: sayFault,
    onSettled: () => client.invalidateQueries({ queryKey: contactQuery(person.id).queryKey }),
  })
  const sayChannel = (name: string) => (Object.hasOwn(channels, name) ? t(`channels.${name as keyof typeof channels}`) : name)
  return (
    <div className={classes.card}>
      <Group justify="space-between" mb="sm">
        <Title order={2} fz={16} lh="24px">
          {t('contacts.consents')}
        </Title>
        <Button size="compact-sm" variant="subtle" onClick={open}>
          {t('contacts.setConsent')}
        </Button>
      </Group>
      {person.consents.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('contacts.noConsents')}
        </Text>
      )}
      <Stack gap={8}>
        {person.consents.map((consent) => (
          <Group key={`${consent.channel} ${consent.purpose}`} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm">
                {sayChannel(consent.channel)} · {consent.purpose}
              </Text>
              <Text size="xs" c="dimmed">
                {dateOnly(consent.at)}
                {typeof consent.proof.text === 'string' && consent.proof.text !== '' ? ` · ${consent.proof.text}` : ''}
              </Text>
            </div>
            <Badge variant="light" color={COLORS[consent.state]}>
              {t(`contacts.${consent.state}`)}
            </Badge>
          </Group>
        ))}
      </Stack>
      <Modal opened={opened} onClose={close} title={t('contacts.setConsent')}>
        <Stack gap="md">
          <Group grow>
            <Select
              label={t('predicates.channel')}
              data={['email', 'sms'].map((value) => ({ value, label: sayChannel(value) }))}
              value={channel}
              allowDeselect={false}
              onChange={(next) => setChannel(next ?? 'email')}
            />
            <Select
              label={t('contacts.consents')}
              data={(['granted', 'denied'] as const).map((value) => ({ value, label: t(`contacts.${value}`) }))}
              value={state}
              allowDeselect={false}
              onChange={(next) => setState(next === 'denied' ? 'denied' : 'granted')}
            />
          </Group>
          <TextInput
            label={t('contacts.consentProof')}
            required
            value={proof}
            onChange={(event) => setProof(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button disabled={proof.trim() === ''} loading={change.isPending} onClick={() => change.mutate()}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  )
}
