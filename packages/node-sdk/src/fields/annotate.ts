import type { Json, Words } from '@snodo/base'
import type { FieldAnnotations, Widget } from '@snodo/flow'

/** What every field may say of itself. `help` is one sentence under the control. */
export type FieldTexts<Value extends Json = Json> = { title: Words; help?: Words; default?: Value }

/** One entry of a closed list: its value in the config, and its words on the screen. */
export type FieldOption<Value extends Json = string> = { value: Value; title: Words }

/** The annotations of a field, as the editor, the checker and the engine read them from the JSON Schema. */
export function annotate(
  widget: Widget,
  texts: FieldTexts,
  options?: FieldOption<Json>[],
): FieldAnnotations & { default?: Json } {
  return {
    'x-widget': widget,
    'x-title': texts.title,
    ...(texts.help ? { 'x-help': texts.help } : {}),
    ...(options ? { 'x-options': options } : {}),
    ...(texts.default === undefined ? {} : { default: texts.default }),
  }
}
