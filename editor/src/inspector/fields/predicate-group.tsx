import { ActionIcon, Button, Checkbox, Group, Select } from '@mantine/core'
import type { Predicate } from '@snodo/audience'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import classes from './predicate.module.css'
import { PredicateClause } from './predicate-clause.tsx'
import { asGroup, fromGroup, type GroupPredicate, type LeafPredicate, newClause } from './predicate-edits.ts'

/** Nobody reads a condition nested deeper than this; the form stops offering groups there. */
const DEEPEST = 3

export type PredicateGroupProps = {
  label: string
  overEvent: boolean
  group: GroupPredicate
  negated: boolean
  depth: number
  onChange(group: GroupPredicate, negated: boolean): void
  onRest(): void
  onRemove?(): void
}

/** All, or any, of some clauses and groups; or the opposite of that. */
export function PredicateGroup({ label, overEvent, group, negated, depth, onChange, onRest, onRemove }: PredicateGroupProps) {
  const { t } = useTranslation()
  const replace = (i: number, next: Predicate) => onChange({ ...group, of: group.of.with(i, next) }, negated)
  const remove = (i: number) => {
    onChange({ ...group, of: group.of.toSpliced(i, 1) }, negated)
    onRest()
  }
  const add = (next: Predicate) => {
    onChange({ ...group, of: [...group.of, next] }, negated)
    onRest()
  }
  const several = group.of.length > 1 || depth > 0
  return (
    <fieldset className={classes.group} data-depth={depth} aria-label={depth === 0 ? label : t('predicates.group')}>
      {(several || negated) && (
        <Group gap={8} wrap="nowrap" mb={8}>
          <Select
            size="xs"
            aria-label={t('predicates.holdsWhen')}
            data={[
              { value: 'all', label: t('predicates.all') },
              { value: 'any', label: t('predicates.any') },
            ]}
            value={group.type}
            allowDeselect={false}
            onChange={(type) => {
              onChange({ ...group, type: type === 'any' ? 'any' : 'all' }, negated)
              onRest()
            }}
            style={{ flex: 1 }}
          />
          <Checkbox
            size="xs"
            label={t('predicates.negate')}
            checked={negated}
            onChange={(event) => {
              onChange(group, event.currentTarget.checked)
              onRest()
            }}
          />
          {onRemove && (
            <ActionIcon size={24} aria-label={t('predicates.remove')} onClick={onRemove}>
              <IconX size={14} />
            </ActionIcon>
          )}
        </Group>
      )}
      {group.of.map((clause, i) => {
        const inner = clause.type === 'not' || clause.type === 'all' || clause.type === 'any' ? asGroup(clause) : null
        return inner ? (
          <PredicateGroup
            key={i}
            label={label}
            overEvent={overEvent}
            group={inner.group}
            negated={inner.negated}
            depth={depth + 1}
            onChange={(next, not) => replace(i, not ? fromGroup(next, true) : next)}
            onRest={onRest}
            onRemove={() => remove(i)}
          />
        ) : (
          <PredicateClause
            key={i}
            overEvent={overEvent}
            clause={clause as LeafPredicate}
            onChange={(next) => replace(i, next)}
            onRest={onRest}
            onRemove={() => remove(i)}
          />
        )
      })}
      <Group gap={4}>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => add(newClause(overEvent ? 'property' : 'attribute'))}
        >
          {t('predicates.addCondition')}
        </Button>
        {depth < DEEPEST && group.of.length > 0 && (
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            onClick={() => add({ type: group.type === 'all' ? 'any' : 'all', of: [newClause('attribute')] })}
          >
            {t('predicates.addGroup')}
          </Button>
        )}
      </Group>
    </fieldset>
  )
}
