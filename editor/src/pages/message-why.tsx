import { Button, Stack } from '@mantine/core'
import { IconHelpCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contactName, contactQuery } from '../api/contacts.ts'
import { WhyAnswer } from './why-answer.tsx'

/** "Why did Maria get this?", asked of one message; of one that did not go out, why not. */
export function MessageWhy({ contactId, messageId, state }: { contactId: string; messageId: string; state: string }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState(false)
  const contact = useQuery({ ...contactQuery(contactId), refetchInterval: false, staleTime: 60_000 })
  const name = contact.data ? (contactName(contact.data) ?? t('contacts.anonymous')) : '…'
  const came = state === 'sent' || state === 'handed' || state === 'claimed'
  return (
    <Stack gap="sm" align="flex-start">
      <Button
        variant="default"
        size="xs"
        leftSection={<IconHelpCircle size={16} aria-hidden />}
        aria-expanded={asked}
        onClick={() => setAsked(!asked)}
      >
        {asked ? t('why.hide') : t(came ? 'why.ofMessage' : 'why.notMessage', { name })}
      </Button>
      {asked && <WhyAnswer contactId={contactId} asked={{ message: messageId }} />}
    </Stack>
  )
}
