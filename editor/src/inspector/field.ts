import type { Json, JsonObject, Words } from '@snodo/base'
import { must } from '@snodo/base'
import type { FieldAnnotations, NodeId } from '@snodo/flow'
import { createContext, useContext } from 'react'

/** Where fields write to, and whose they are. A field reads its value from the document and writes an edit; it keeps no form. */
export type FieldOwner = {
  /** Null for the settings of the flow. */
  node: NodeId | null
  /** Sets the value at a JSON pointer, or removes it. */
  write(path: string, value: Json | undefined): void
  /** The author left the field: the next keystroke is a new step. */
  rest(): void
}

export const FieldOwnerContext = createContext<FieldOwner | null>(null)

export function useFieldOwner(): FieldOwner {
  return must(useContext(FieldOwnerContext), 'a field was drawn outside a form')
}

/** What every field gets. */
export type FieldProps = {
  path: string
  schema: FieldSchema
  value: Json | undefined
  label: string
  help: string | undefined
  required: boolean
  error: string | undefined
}

/** A schema as plain JSON with our annotations. */
export type FieldSchema = JsonObject & FieldAnnotations

/** A stable id of a field's control, so that a problem's "show" can focus it. */
export function fieldId(node: NodeId | null, path: string): string {
  return `field-${node ?? 'flow'}-${path.replace(/[^A-Za-z0-9]+/g, '-')}`
}

export function isRecord(value: unknown): value is JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** A pair of texts out of an annotation. */
export function asWords(value: unknown): Words | null {
  return isRecord(value) && typeof value.en === 'string' && typeof value.it === 'string' ? { en: value.en, it: value.it } : null
}
