import { Group, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FlowState } from '../../api/replies.ts'
import type { FlowFilter } from './flow-filter.ts'

const STATES: readonly FlowState[] = ['live', 'draft', 'paused', 'closed', 'stopped', 'archived']

/** Search, state and tag above the list. */
export function FlowFilters(props: { filter: FlowFilter; tags: string[]; onChange(filter: FlowFilter): void }) {
  const { filter, tags, onChange } = props
  const { t } = useTranslation()
  return (
    <Group gap="sm" mb="md">
      <TextInput
        placeholder={t('flows.filter')}
        aria-label={t('flows.filter')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value })}
        w={260}
      />
      <Select
        aria-label={t('flows.state')}
        data={[
          { value: 'any', label: t('flows.anyState') },
          ...STATES.map((state) => ({ value: state as string, label: t(`flowState.${state}`) })),
        ]}
        value={filter.state}
        onChange={(state) => onChange({ ...filter, state: (state ?? 'any') as FlowFilter['state'] })}
        allowDeselect={false}
        w={200}
      />
      {tags.length > 0 && (
        <Select
          aria-label={t('flows.tag')}
          placeholder={t('flows.anyTag')}
          data={tags}
          value={filter.tag}
          onChange={(tag) => onChange({ ...filter, tag })}
          clearable
          searchable
          clearButtonProps={{ 'aria-label': t('flows.anyTag') }}
          w={200}
        />
      )}
    </Group>
  )
}
