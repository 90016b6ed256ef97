import type { Widget } from '@snodo/flow'
import type { ComponentType } from 'react'
import type { FieldProps, FieldSchema } from './field.ts'
import { AnchorField, SinceField } from './fields/anchor-field.tsx'
import { BranchesField } from './fields/branches-field.tsx'
import { ContentField } from './fields/content-field.tsx'
import { DurationField } from './fields/duration-field.tsx'
import {
  AttributeField,
  EventField,
  FlowField,
  ListField,
  ListsField,
  NodeField,
  PurposeField,
  ScoreField,
  TagsField,
} from './fields/name-fields.tsx'
import { PairsField } from './fields/pairs-field.tsx'
import { ChoiceField, CodeField, NumberField, SwitchField, TextField } from './fields/plain-fields.tsx'
import { PredicateField } from './fields/predicate-field.tsx'
import { TemplateField } from './fields/template-field.tsx'
import { TimeField, WeekdaysField, ZoneField } from './fields/time-fields.tsx'
import { ValueField } from './fields/value-field.tsx'

/** The control of each widget a node type may ask for. */
const WIDGETS: Record<Widget, ComponentType<FieldProps>> = {
  text: TextField,
  number: NumberField,
  switch: SwitchField,
  choice: ChoiceField,
  duration: DurationField,
  time: TimeField,
  weekdays: WeekdaysField,
  zone: ZoneField,
  cron: TextField,
  template: TemplateField,
  predicate: PredicateField,
  event: EventField,
  list: ListField,
  lists: ListsField,
  tags: TagsField,
  attribute: AttributeField,
  value: ValueField,
  node: NodeField,
  flow: FlowField,
  pool: TextField,
  score: ScoreField,
  purpose: PurposeField,
  content: ContentField,
  branches: BranchesField,
  anchor: AnchorField,
  since: SinceField,
  pairs: PairsField,
  code: CodeField,
}

/** The control for a field; one this editor has never heard of gets a plain input for the type of its value. */
export function widgetFor(schema: FieldSchema): ComponentType<FieldProps> {
  const named =
    schema['x-widget'] !== undefined && Object.hasOwn(WIDGETS, schema['x-widget']) ? WIDGETS[schema['x-widget']] : undefined
  if (named) return named
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  if (type === 'boolean') return SwitchField
  if (type === 'number' || type === 'integer') return NumberField
  if (type === 'string') return Array.isArray(schema['x-options']) || Array.isArray(schema.enum) ? ChoiceField : TextField
  return ValueField
}
