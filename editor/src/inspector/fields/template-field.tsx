import { Input } from '@mantine/core'
import { useCallback } from 'react'
import { useKnownNames } from '../../api/known-names.ts'
import { redo, undo } from '../../canvas/deeds.ts'
import { useWorkbench } from '../../document/workbench-context.ts'
import { type FieldProps, fieldId, useFieldOwner } from '../field.ts'
import { type FieldSample, fieldSamplesAt } from './field-samples.ts'
import { LiquidEditor } from './liquid-editor.tsx'

/** A text with Liquid fields: completed from what is known at this block, checked as it is written. */
export function TemplateField({ path, value, label, help, required, error, schema }: FieldProps) {
  const owner = useFieldOwner()
  const bench = useWorkbench()
  const fields = useTemplateFields(owner.node)
  const many = schema['x-lines'] === 'many'
  return (
    <Input.Wrapper label={label} description={help} required={required} error={error} labelElement="div">
      <LiquidEditor
        id={fieldId(owner.node, path)}
        label={label}
        lines={many ? 'many' : 'one'}
        value={typeof value === 'string' ? value : ''}
        invalid={error !== undefined}
        fields={fields}
        onChange={(next) => owner.write(path, next === '' && !required ? undefined : next)}
        onBlur={owner.rest}
        onUndo={() => undo(bench)}
        onRedo={() => redo(bench)}
      />
    </Input.Wrapper>
  )
}

/** What `{{` may complete at a block. Asked for anew at each completion, since the flow changes around the field. */
export function useTemplateFields(node: string | null): () => FieldSample[] {
  const bench = useWorkbench()
  const { attributes, seen } = useKnownNames()
  return useCallback(() => {
    const { document } = bench.documents.store.getState()
    const { contact } = bench.trial.getState()
    const { firstName, email, phone } = contact
    const sampled = { contact: { ...contact.attributes, firstName, email, phone }, seen, now: Date.now() }
    return fieldSamplesAt(document, bench.manifests, node, attributes, sampled)
  }, [bench, node, attributes, seen])
}
