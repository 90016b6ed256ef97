import { Stack } from '@mantine/core'
import type { Json, JsonObject } from '@snodo/base'
import { appendPointer, type Finding } from '@snodo/flow'
import { findingsAt } from '../document/findings.ts'
import { currentLanguage } from '../i18n.ts'
import { asWords, type FieldSchema, isRecord } from './field.ts'
import { widgetFor } from './widgets.tsx'

/** A form made from a JSON Schema with our annotations: one field for each property, in order. */
export function SchemaForm({
  schema,
  value,
  path,
  findings,
}: {
  schema: JsonObject
  value: JsonObject
  path: string
  findings: readonly Finding[]
}) {
  const language = currentLanguage()
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : [])
  return (
    <Stack gap="md">
      {fieldsOf(schema).map(([name, field]) => {
        const at = appendPointer(path, name)
        const Widget = widgetFor(field)
        const mine = findingsAt(findings, at)
        return (
          <Widget
            key={name}
            path={at}
            schema={field}
            value={Object.hasOwn(value, name) ? (value[name] as Json) : undefined}
            label={asWords(field['x-title'])?.[language] ?? name}
            help={asWords(field['x-help'])?.[language]}
            required={required.has(name)}
            error={mine.find((finding) => finding.severity === 'error' || finding.path === at)?.message[language]}
          />
        )
      })}
    </Stack>
  )
}

/** The properties in the order of `x-order`, else of the schema. */
export function fieldsOf(schema: JsonObject): [string, FieldSchema][] {
  const properties = isRecord(schema.properties) ? schema.properties : {}
  const fields = Object.entries(properties).filter((entry): entry is [string, FieldSchema] => isRecord(entry[1]))
  return fields
    .map(([name, field], i) => ({ name, field, order: Number(field['x-order'] ?? i + 1000) }))
    .sort((a, b) => a.order - b.order)
    .map(({ name, field }) => [name, field])
}
