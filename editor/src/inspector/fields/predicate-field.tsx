import { Input } from '@mantine/core'
import type { Predicate } from '@snodo/audience'
import type { Json } from '@snodo/base'
import { type FieldProps, fieldId, isRecord, useFieldOwner } from '../field.ts'
import { asGroup, fromGroup } from './predicate-edits.ts'
import { PredicateGroup } from './predicate-group.tsx'

/** A condition, built clause by clause over the predicate itself: nothing stands between the form and the data. */
export function PredicateField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  return (
    <Input.Wrapper label={label} description={help} required={required} error={error} labelElement="div">
      <div id={fieldId(owner.node, path)} tabIndex={-1} style={{ marginTop: 6 }}>
        <PredicateEditor
          label={label}
          overEvent={schema['x-over'] === 'event'}
          value={isRecord(value) ? (value as unknown as Predicate) : null}
          onChange={(next) =>
            owner.write(path, next === null && !required ? undefined : ((next ?? { type: 'all', of: [] }) as unknown as Json))
          }
          onRest={owner.rest}
        />
      </div>
    </Input.Wrapper>
  )
}

export type PredicateEditorProps = {
  label: string
  /** An event is at hand: its properties may be asked for. */
  overEvent: boolean
  value: Predicate | null
  onChange(predicate: Predicate | null): void
  onRest(): void
}

export function PredicateEditor({ label, overEvent, value, onChange, onRest }: PredicateEditorProps) {
  const { group, negated } = asGroup(value)
  return (
    <PredicateGroup
      label={label}
      overEvent={overEvent}
      group={group}
      negated={negated}
      depth={0}
      onChange={(next, not) => onChange(next.of.length === 0 && !not ? null : fromGroup(next, not))}
      onRest={onRest}
    />
  )
}
