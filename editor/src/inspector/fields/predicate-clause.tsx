import { ActionIcon, Autocomplete, NumberInput, Select, TextInput } from '@mantine/core'
import { REACTIONS } from '@snodo/audience'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useKnownNames } from '../../api/known-names.ts'
import { useFieldOwner } from '../field.ts'
import { type ClauseProps, ComparisonSelect } from './comparison-select.tsx'
import { ComparisonValue } from './comparison-value.tsx'
import { EventsClause } from './events-clause.tsx'
import { NodeSelect } from './node-select.tsx'
import classes from './predicate.module.css'
import { type LeafPredicate, newClause, PREDICATE_KINDS, type PredicateKind, valueFor } from './predicate-edits.ts'

/** One clause: what it is about, and the fields of that kind. */
export function PredicateClause({
  clause,
  overEvent,
  onChange,
  onRest,
  onRemove,
}: ClauseProps<LeafPredicate> & { overEvent: boolean; onRemove(): void }) {
  const { t } = useTranslation()
  const kinds = PREDICATE_KINDS.filter((kind) => kind !== 'property' || overEvent || clause.type === 'property')
  return (
    <div className={classes.clause}>
      <div className={classes.row}>
        <Select
          size="xs"
          aria-label={t('predicates.kind')}
          data={kinds.map((kind) => ({ value: kind, label: t(`predicates.${kind}`) }))}
          value={clause.type}
          allowDeselect={false}
          onChange={(kind) => {
            if (kind !== null && kind !== clause.type) onChange(newClause(kind as PredicateKind))
            onRest()
          }}
        />
        <ActionIcon className={classes.tight} size={28} aria-label={t('predicates.remove')} onClick={onRemove}>
          <IconX size={14} />
        </ActionIcon>
      </div>
      <ClauseFields clause={clause} onChange={onChange} onRest={onRest} />
    </div>
  )
}

function ClauseFields({ clause, onChange, onRest }: ClauseProps<LeafPredicate>) {
  const { t } = useTranslation()
  const names = useKnownNames()
  const owner = useFieldOwner()
  switch (clause.type) {
    case 'attribute':
      return (
        <>
          <Autocomplete
            size="xs"
            aria-label={t('predicates.field')}
            placeholder={t('predicates.field')}
            data={names.attributes}
            value={clause.field}
            onChange={(field) => onChange({ ...clause, field })}
            onBlur={onRest}
          />
          <Compared clause={clause} onChange={onChange} onRest={onRest} />
        </>
      )
    case 'property':
    case 'entry':
      return (
        <>
          <TextInput
            size="xs"
            aria-label={t('predicates.propertyName')}
            placeholder="total"
            value={clause.property}
            onChange={(event) => onChange({ ...clause, property: event.currentTarget.value })}
            onBlur={onRest}
          />
          <Compared clause={clause} onChange={onChange} onRest={onRest} />
        </>
      )
    case 'tag':
      return (
        <Autocomplete
          size="xs"
          aria-label={t('predicates.tag')}
          placeholder={t('predicates.tag')}
          data={names.tags}
          value={clause.tag}
          onChange={(tag) => onChange({ ...clause, tag })}
          onBlur={onRest}
        />
      )
    case 'list':
      return (
        <Autocomplete
          size="xs"
          aria-label={t('predicates.list')}
          placeholder={t('predicates.list')}
          data={names.lists}
          value={clause.list}
          onChange={(list) => onChange({ ...clause, list })}
          onBlur={onRest}
        />
      )
    case 'consent':
      return (
        <div className={classes.row}>
          <Autocomplete
            size="xs"
            aria-label={t('predicates.channel')}
            data={['email', 'sms', 'push']}
            value={clause.channel}
            onChange={(channel) => onChange({ ...clause, channel })}
            onBlur={onRest}
          />
          <Autocomplete
            size="xs"
            aria-label={t('predicates.purpose')}
            data={['marketing', 'openTracking', 'clickTracking', 'profiling']}
            value={clause.purpose}
            onChange={(purpose) => onChange({ ...clause, purpose })}
            onBlur={onRest}
          />
        </div>
      )
    case 'score':
      return (
        <div className={classes.row}>
          <ComparisonSelect
            numbersOnly
            value={clause.is}
            onChange={(is) => onChange({ ...clause, is: is as typeof clause.is })}
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
      )
    case 'reaction':
      return (
        <div className={classes.row}>
          <NodeSelect
            size="xs"
            ariaLabel={t('predicates.message')}
            before={owner.node}
            messagesOnly
            value={clause.node === '' ? null : clause.node}
            onChange={(node) => onChange({ ...clause, node: node ?? '' })}
          />
          <Select
            size="xs"
            aria-label={t('predicates.reaction')}
            data={REACTIONS.map((reaction) => ({ value: reaction, label: t(`reactions.${reaction}`) }))}
            value={clause.reaction}
            allowDeselect={false}
            onChange={(reaction) => {
              onChange({ ...clause, reaction: reaction as typeof clause.reaction })
              onRest()
            }}
          />
        </div>
      )
    case 'events':
      return <EventsClause clause={clause} onChange={onChange} onRest={onRest} />
  }
}

/** A comparison and its value, for whatever is compared. */
function Compared<Clause extends Extract<LeafPredicate, { type: 'attribute' | 'property' | 'entry' }>>({
  clause,
  onChange,
  onRest,
}: ClauseProps<Clause>) {
  const put = (is: Clause['is'], value: Clause['value']) => {
    const { value: _, ...rest } = clause
    onChange({ ...rest, is, ...(value === undefined ? {} : { value }) } as Clause)
  }
  return (
    <div className={classes.row}>
      <ComparisonSelect
        value={clause.is}
        onChange={(is) => put(is as Clause['is'], valueFor(is as Clause['is'], clause.value))}
        onRest={onRest}
      />
      <ComparisonValue is={clause.is} value={clause.value} onChange={(value) => put(clause.is, value)} onRest={onRest} />
    </div>
  )
}
