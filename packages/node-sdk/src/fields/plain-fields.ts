import { Type } from 'typebox'
import { annotate, type FieldOption, type FieldTexts } from './annotate.ts'

/** A short text without template fields. */
export function TextField(texts: FieldTexts<string> & { maxLength?: number; minLength?: number; pattern?: string }) {
  const { minLength = 1, maxLength = 500, pattern } = texts
  return Type.String({ ...annotate('text', texts), minLength, maxLength, ...(pattern ? { pattern } : {}) })
}

export function NumberField(texts: FieldTexts<number> & { minimum?: number; maximum?: number }) {
  return Type.Number({ ...annotate('number', texts), ...bounds(texts) })
}

export function IntegerField(texts: FieldTexts<number> & { minimum?: number; maximum?: number }) {
  return Type.Integer({ ...annotate('number', texts), ...bounds(texts) })
}

export function SwitchField(texts: FieldTexts<boolean>) {
  return Type.Boolean(annotate('switch', texts))
}

/** One of a closed list of values, each with its words. */
export function ChoiceField<const Value extends string>(texts: FieldTexts<NoInfer<Value>> & { options: FieldOption<Value>[] }) {
  const values = texts.options.map((option) => option.value)
  return Type.Unsafe<Value>({ type: 'string', enum: values, ...annotate('choice', texts, texts.options) })
}

function bounds(texts: { minimum?: number; maximum?: number }): { minimum?: number; maximum?: number } {
  return {
    ...(texts.minimum === undefined ? {} : { minimum: texts.minimum }),
    ...(texts.maximum === undefined ? {} : { maximum: texts.maximum }),
  }
}
