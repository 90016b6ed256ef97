import { Autocomplete, Text } from '@mantine/core'
import type { EventCondition } from '@snodo/flow'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../api/known-names.ts'
import { PredicateEditor } from './fields/predicate-field.tsx'

/** An event, a condition, or an event that must satisfy a condition. */
export function ConditionFields({
  when,
  onChange,
  onRest,
}: {
  when: EventCondition
  onChange(when: EventCondition): void
  onRest(): void
}) {
  const { t } = useTranslation()
  const { events } = useKnownNames()
  return (
    <>
      <Autocomplete
        label={t('inspector.whenEvent')}
        data={events}
        limit={20}
        value={when.event ?? ''}
        onChange={(event) => {
          const { event: _, ...rest } = when
          onChange(event === '' ? rest : { ...rest, event })
        }}
        onBlur={onRest}
      />
      <div>
        <Text size="xs" c="dimmed" mb={4}>
          {t('inspector.andCondition')}
        </Text>
        <PredicateEditor
          label={t('inspector.andCondition')}
          overEvent={when.event !== undefined}
          value={when.where ?? null}
          onChange={(where) => {
            const { where: _, ...rest } = when
            onChange(where === null ? rest : { ...rest, where })
          }}
          onRest={onRest}
        />
      </div>
    </>
  )
}
