import type { Diagnostic } from '@codemirror/lint'
import { TEMPLATE_ROOTS } from '@snodo/flow'
import { checkTemplate, listFieldUses } from '@snodo/templates'
import i18next from 'i18next'
import { currentLanguage } from '../../i18n.ts'

/** What the same Liquid that sends finds wrong with a text, where it is; and fields that are not there at this block. */
export function lintTemplate(text: string, known: readonly string[]): Diagnostic[] {
  const broken = checkTemplate(text).map((finding): Diagnostic => {
    const from = offsetOf(text, finding.line, finding.column)
    const lineEnd = text.indexOf('\n', from)
    const close = text.indexOf('}}', from)
    const end = Math.min(lineEnd === -1 ? text.length : lineEnd, close === -1 ? text.length : close + 2)
    return {
      from: Math.min(from, text.length),
      to: Math.max(from, end),
      severity: 'error',
      message: finding.message[currentLanguage()],
    }
  })
  return broken.length > 0 ? broken : unknownFields(text, known)
}

function unknownFields(text: string, known: readonly string[]): Diagnostic[] {
  return listFieldUses(text).flatMap(({ path, line, column }): Diagnostic[] => {
    if (isKnown(path, known)) return []
    const from = offsetOf(text, line, column)
    const root = path.split('.')[0] ?? ''
    // A field no contact has yet may come with the next one; a value no block gives never will.
    const may = root === 'contact'
    const message = may
      ? i18next.t('inspector.fieldUnseen', { path })
      : (TEMPLATE_ROOTS as readonly string[]).includes(root)
        ? i18next.t('inspector.fieldNotHere', { path })
        : i18next.t('inspector.fieldUnknown', { path })
    return [{ from, to: Math.min(text.length, from + path.length), severity: may ? 'info' : 'warning', message }]
  })
}

/** The field itself, the whole it is a part of, or a part of it. `entry` holds whatever the event brought. */
function isKnown(path: string, known: readonly string[]): boolean {
  if (path === 'entry' || path.startsWith('entry.')) return true
  return known.some((field) => field === path || field.startsWith(`${path}.`) || path.startsWith(`${field}.`))
}

/** A place counted in lines and columns from 1, as an offset. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', start)
    if (next === -1) return text.length
    start = next + 1
  }
  return Math.min(text.length, start + column - 1)
}
