import { Stack } from '@mantine/core'
import type { Json, JsonObject } from '@snodo/base'
import { appendPointer, type Finding } from '@snodo/flow'
import { findingsAt } from '../document/findings.ts'
import { currentLanguage } from '../i18n.ts'
import { asWords } from './field.ts'
import { fieldsOf } from './fields-of.ts'
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
