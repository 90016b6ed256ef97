import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete'
import { TEMPLATE_FILTERS } from '@snodo/templates'
import type { FieldSample } from './field-samples.ts'

/** After `{{` the fields there are, each with what it says of the sample contact; after `|` the filters. */
export function completeFields(fields: () => FieldSample[]): CompletionSource {
  return (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 200), context.pos)
    const open = before.lastIndexOf('{{')
    if (open === -1 || before.indexOf('}}', open) !== -1) return null
    const inside = before.slice(open + 2)
    const word = /[\w.]*$/.exec(inside)?.[0] ?? ''
    const closing = context.state
      .sliceDoc(context.pos, context.pos + 3)
      .trimStart()
      .startsWith('}')
      ? ''
      : ' }}'
    const filter = /\|\s*[\w]*$/.test(inside)
    const options: Completion[] = filter
      ? filterNames().map((name) => ({ label: name, type: 'function' }))
      : fields().map(({ path, sample }) => ({
          label: path,
          ...(sample === '' ? {} : { detail: sample }),
          apply: `${inside.trim() === '' && !/\s$/.test(inside) ? ' ' : ''}${path}${closing}`,
          type: 'variable',
        }))
    return { from: context.pos - word.length, options, validFor: /^[\w.]*$/ }
  }
}

function filterNames(): string[] {
  return Array.isArray(TEMPLATE_FILTERS)
    ? TEMPLATE_FILTERS.map((filter: { name?: string } | string) =>
        typeof filter === 'string' ? filter : (filter.name ?? ''),
      ).filter(Boolean)
    : Object.keys(TEMPLATE_FILTERS)
}
