import { ActionIcon, Autocomplete, Button, NumberInput, Select, TextInput } from '@mantine/core'
import type { Comparison, EventsPredicate, PropertyFilter } from '@snodo/audience'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../../api/known-names.ts'
import { useFieldOwner } from '../field.ts'
import { type ClauseProps, ComparisonSelect } from './comparison-select.tsx'
import { ComparisonValue } from './comparison-value.tsx'
import { DurationInput } from './duration-field.tsx'
import { NodeSelect } from './node-select.tsx'
import classes from './predicate.module.css'
import { valueFor } from './predicate-edits.ts'

/** What a contact did: events counted or summed, in a window, with filters on their properties. */
export function EventsClause({ clause, onChange, onRest }: ClauseProps<EventsPredicate>) {
  const { t } = useTranslation()
  const owner = useFieldOwner()
  const { events } = useKnownNames()
  const measure = clause.measure ?? { of: 'count' }
  const window =
    clause.within !== undefined ? 'within' : clause.since?.from === 'node' ? 'sinceNode' : clause.since ? 'sinceEntry' : 'ever'
  const putWindow = (next: string | null) => {
    const { within: _within, since: _since, ...rest } = clause
    if (next === 'within') onChange({ ...rest, within: 'P30D' })
    else if (next === 'sinceEntry') onChange({ ...rest, since: { from: 'entry' } })
    else if (next === 'sinceNode') onChange({ ...rest, since: { from: 'node', node: '' } })
    else onChange(rest)
    onRest()
  }
  const filters = clause.where ?? []
  const putFilters = (where: PropertyFilter[]) => {
    const { where: _, ...rest } = clause
    onChange(where.length === 0 ? rest : { ...rest, where })
  }
  return (
    <>
      <Autocomplete
        size="xs"
        aria-label={t('predicates.eventName')}
        data={events}
        value={clause.event}
        onChange={(event) => onChange({ ...clause, event })}
        onBlur={onRest}
      />
      <div className={classes.row}>
        <ComparisonSelect
          numbersOnly
          value={clause.is}
          onChange={(is) => onChange({ ...clause, is: is as EventsPredicate['is'] })}
          onRest={onRest}
        />
        <NumberInput
          size="xs"
          aria-label={t('predicates.value')}
          value={clause.value}
          onChange={(value) => onChange({ ...clause, value: Number(value) || 0 })}
          onBlur={onRest}
        />
      </div>
      <div className={classes.row}>
        <Select
          size="xs"
          aria-label={t('predicates.measure')}
          data={[
            { value: 'count', label: t('predicates.count') },
            { value: 'sum', label: t('predicates.sum') },
          ]}
          value={measure.of}
          allowDeselect={false}
          onChange={(of) => {
            const { measure: _, ...rest } = clause
            onChange(of === 'sum' ? { ...rest, measure: { of: 'sum', property: 'total' } } : rest)
            onRest()
          }}
        />
        {measure.of === 'sum' && (
          <TextInput
            size="xs"
            aria-label={t('predicates.propertyName')}
            value={measure.property}
            onChange={(event) => onChange({ ...clause, measure: { of: 'sum', property: event.currentTarget.value } })}
            onBlur={onRest}
          />
        )}
      </div>
      <Select
        size="xs"
        aria-label={t('predicates.window')}
        data={(['ever', 'within', 'sinceEntry', 'sinceNode'] as const).map((each) => ({
          value: each,
          label: t(`predicates.${each}`),
        }))}
        value={window}
        allowDeselect={false}
        onChange={putWindow}
      />
      {window === 'within' && (
        <DurationInput
          label=""
          value={clause.within}
          fallback="P30D"
          onChange={(within) => onChange({ ...clause, within: within ?? 'P30D' })}
          onRest={onRest}
        />
      )}
      {clause.since?.from === 'node' && (
        <NodeSelect
          size="xs"
          ariaLabel={t('predicates.sinceNode')}
          before={owner.node}
          value={clause.since.node === '' ? null : clause.since.node}
          onChange={(node) => onChange({ ...clause, since: { from: 'node', node: node ?? '' } })}
        />
      )}
      {filters.length > 0 && (
        <div className={classes.filters}>
          {filters.map((filter, i) => (
            <Filter
              key={i}
              filter={filter}
              onChange={(next) => putFilters(filters.with(i, next))}
              onRemove={() => putFilters(filters.toSpliced(i, 1))}
              onRest={onRest}
            />
          ))}
        </div>
      )}
      <Button
        variant="subtle"
        color="gray"
        size="compact-xs"
        leftSection={<IconPlus size={12} aria-hidden />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => putFilters([...filters, { property: 'total', is: 'atLeast', value: 50 }])}
      >
        {t('predicates.addFilter')}
      </Button>
    </>
  )
}

function Filter({
  filter,
  onChange,
  onRemove,
  onRest,
}: {
  filter: PropertyFilter
  onChange(filter: PropertyFilter): void
  onRemove(): void
  onRest(): void
}) {
  const { t } = useTranslation()
  const put = (is: Comparison, value: PropertyFilter['value']) =>
    onChange({ property: filter.property, is, ...(value === undefined ? {} : { value }) })
  return (
    <>
      <div className={classes.row}>
        <TextInput
          size="xs"
          aria-label={t('predicates.propertyName')}
          value={filter.property}
          onChange={(event) => onChange({ ...filter, property: event.currentTarget.value })}
          onBlur={onRest}
        />
        <ActionIcon className={classes.tight} size={28} aria-label={t('predicates.removeFilter')} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      <div className={classes.row}>
        <ComparisonSelect
          value={filter.is}
          onChange={(is) => put(is as Comparison, valueFor(is as Comparison, filter.value))}
          onRest={onRest}
        />
        <ComparisonValue is={filter.is} value={filter.value} onChange={(value) => put(filter.is, value)} onRest={onRest} />
      </div>
    </>
  )
}
