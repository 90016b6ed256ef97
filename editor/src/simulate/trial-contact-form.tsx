import { Button, Checkbox, Collapse, Group, Select, Stack, Text, TextInput, UnstyledButton } from '@mantine/core'
import { useDebouncedValue, useDisclosure } from '@mantine/hooks'
import type { JsonObject } from '@snodo/base'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { contactName, contactsQuery } from '../api/contacts.ts'
import { useTrial, useWorkbench } from '../document/workbench-context.ts'
import { isRecord } from '../inspector/field.ts'
import { JsonText } from '../inspector/fields/value-field.tsx'
import type { TrialContact } from './trial-store.ts'

const CONSENTS = ['email:marketing', 'sms:marketing', 'email:openTracking', 'email:clickTracking'] as const

/** Who walks, and from when. A real contact is taken as it is now; a made-up one is edited here. */
export function TrialContactForm() {
  const { t } = useTranslation()
  const contact = useTrial((state) => state.contact)
  const walked = useTrial((state) => state.trace !== null)
  const [opened, { open }] = useDisclosure(false)
  if (!walked || opened) return <TrialContactFields />
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm" truncate>
        <strong>{contact.firstName || contact.email}</strong> {contact.firstName ? contact.email : ''}
      </Text>
      <Button size="compact-sm" variant="subtle" onClick={open}>
        {t('common.edit')}
      </Button>
    </Group>
  )
}

function TrialContactFields() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const contact = useTrial((state) => state.contact)
  const startAt = useTrial((state) => state.startAt)
  const [search, setSearch] = useState('')
  const [late] = useDebouncedValue(search, 250)
  const [more, { toggle }] = useDisclosure(false)
  const people = useQuery(contactsQuery({ search: late, limit: 20 }))
  const put = (change: Partial<TrialContact>) => bench.trial.setState((state) => ({ contact: { ...state.contact, ...change } }))
  const options = [
    { value: 'sample', label: t('trying.sample') },
    ...(people.data?.items ?? []).map((person) => ({ value: person.id, label: contactName(person) ?? t('contacts.anonymous') })),
  ]
  return (
    <Stack gap="sm">
      <Select
        label={t('trying.contact')}
        data={options}
        value={contact.id ?? 'sample'}
        allowDeselect={false}
        searchable
        filter={({ options: all }) => all}
        onSearchChange={setSearch}
        onChange={(id) => {
          const person = people.data?.items.find((each) => each.id === id)
          if (!person) put({ id: null })
          else
            put({
              id: person.id,
              firstName: contactName(person) ?? '',
              email: person.email ?? '',
              phone: person.phone ?? '',
              attributes: person.attributes as JsonObject,
            })
        }}
      />
      {contact.id === null && (
        <>
          <Group grow gap={8}>
            <TextInput
              label={t('trying.firstName')}
              value={contact.firstName}
              onChange={(event) => put({ firstName: event.currentTarget.value })}
            />
            <TextInput
              label={t('trying.phone')}
              value={contact.phone}
              onChange={(event) => put({ phone: event.currentTarget.value })}
            />
          </Group>
          <TextInput
            label={t('trying.email')}
            value={contact.email}
            onChange={(event) => put({ email: event.currentTarget.value })}
          />
          <UnstyledButton
            onClick={toggle}
            aria-expanded={more}
            style={{ display: 'flex', gap: 6, alignItems: 'center', minHeight: 24 }}
          >
            {more ? <IconChevronDown size={14} aria-hidden /> : <IconChevronRight size={14} aria-hidden />}
            <Text size="sm">{t('trying.consents')}</Text>
          </UnstyledButton>
          <Collapse expanded={more}>
            <Stack gap="xs">
              {CONSENTS.map((key) => (
                <Checkbox
                  key={key}
                  size="sm"
                  label={t(`trialConsents.${key.replace(':', '_') as 'email_marketing'}`)}
                  checked={contact.consents[key] === 'granted'}
                  onChange={(event) =>
                    put({ consents: { ...contact.consents, [key]: event.currentTarget.checked ? 'granted' : 'denied' } })
                  }
                />
              ))}
              <div>
                <Text size="sm" fw={500} mb={4}>
                  {t('trying.attributes')}
                </Text>
                <JsonText
                  label={t('trying.attributes')}
                  value={contact.attributes}
                  onChange={(value) => isRecord(value) && put({ attributes: value })}
                />
              </div>
            </Stack>
          </Collapse>
        </>
      )}
      <TextInput
        type="datetime-local"
        label={t('trying.startAt')}
        value={startAt || localNow()}
        onChange={(event) => bench.trial.setState({ startAt: event.currentTarget.value })}
      />
    </Stack>
  )
}

/** Now, as a date-time input writes it: in the browser's own zone, to the minute. */
function localNow(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
