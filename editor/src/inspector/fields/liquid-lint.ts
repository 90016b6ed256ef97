import type { Diagnostic } from '@codemirror/lint'
import { checkTemplate } from '@snodo/templates'
import { currentLanguage } from '../../i18n.ts'

/** What the same Liquid that sends finds wrong with a text, where it is. */
export function lintTemplate(text: string): Diagnostic[] {
  return checkTemplate(text).map((finding) => {
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
