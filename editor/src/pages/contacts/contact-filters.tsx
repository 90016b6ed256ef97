import { Button, Group, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ContactFilter } from '../../api/contacts.ts'
import { flowsQuery } from '../../api/flows.ts'
import { useKnownNames } from '../../api/known-names.ts'
import { listsQuery } from '../../api/lists.ts'

type Props = { filter: ContactFilter; search: string; onSearch(text: string): void; onChange(filter: ContactFilter): void }

/** Search and filters above the contacts; they stand in the address, so a found set can be passed on. */
export function ContactFilters({ filter, search, onSearch, onChange }: Props) {
  const { t } = useTranslation()
  const lists = useQuery(listsQuery)
  const flows = useQuery({ ...flowsQuery, refetchInterval: false })
  const { tags } = useKnownNames()
  const set = (name: keyof ContactFilter, value: string | null) => {
    const { [name]: _gone, ...rest } = filter
    onChange(value === null || value === '' ? rest : { ...rest, [name]: value })
  }
  const field = (name: 'list' | 'tag' | 'consent' | 'flow' | 'kind', data: { value: string; label: string }[], any: string) => (
    <Select
      aria-label={t(`manyContacts.${name}`)}
      placeholder={any}
      data={data}
      value={filter[name] ?? null}
      onChange={(value) => set(name, value)}
      clearable
      searchable
      clearButtonProps={{ 'aria-label': any }}
      w={178}
    />
  )
  return (
    <Group gap="sm" mb="md">
      <TextInput
        w="100%"
        placeholder={t('contacts.search')}
        aria-label={t('contacts.search')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
      />
      {field(
        'list',
        (lists.data?.items ?? []).map((list) => ({ value: list.name, label: list.title })),
        t('manyContacts.anyList'),
      )}
      {field(
        'tag',
        // One that no known contact carries may still be asked for by an address.
        [...new Set([...tags, ...(filter.tag ? [filter.tag] : [])])].map((tag) => ({ value: tag, label: tag })),
        t('manyContacts.anyTag'),
      )}
      {field(
        'consent',
        [
          { value: 'email', label: t('manyContacts.consentEmail') },
          { value: 'sms', label: t('manyContacts.consentSms') },
        ],
        t('manyContacts.anyConsent'),
      )}
      {field(
        'flow',
        (flows.data ?? []).filter(({ inside }) => inside > 0).map((flow) => ({ value: flow.id, label: flow.name })),
        t('manyContacts.flow'),
      )}
      {field(
        'kind',
        [
          { value: 'known', label: t('manyContacts.known') },
          { value: 'anonymous', label: t('manyContacts.anonymous') },
        ],
        t('manyContacts.everyone'),
      )}
      {Object.keys(filter).length > 0 && (
        <Button variant="subtle" onClick={() => onChange({})}>
          {t('manyContacts.clear')}
        </Button>
      )}
    </Group>
  )
}
