import { autocompletion, completionKeymap } from '@codemirror/autocomplete'
import { liquid } from '@codemirror/lang-liquid'
import { syntaxHighlighting } from '@codemirror/language'
import { linter } from '@codemirror/lint'
import { EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { useEffect, useRef } from 'react'
import type { FieldSample } from './field-samples.ts'
import classes from './liquid.module.css'
import { liquidColors } from './liquid-colors.ts'
import { completeFields } from './liquid-completion.ts'
import { lintTemplate } from './liquid-lint.ts'

export type LiquidEditorProps = {
  id: string
  label: string
  lines: 'one' | 'many'
  value: string
  invalid: boolean
  minHeight?: number
  fields: () => FieldSample[]
  onChange(text: string): void
  onBlur(): void
  /** The flow has one history; a field has none of its own. */
  onUndo(): void
  onRedo(): void
}

/** CodeMirror over one text. The document is the truth: a value that changes from outside (undo) is put in, keeping the caret. */
export function LiquidEditor({
  id,
  label,
  lines,
  value,
  invalid,
  minHeight,
  fields,
  onChange,
  onBlur,
  onUndo,
  onRedo,
}: LiquidEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView | null>(null)
  const latest = useRef({ fields, onChange, onBlur, onUndo, onRedo, value })
  latest.current = { fields, onChange, onBlur, onUndo, onRedo, value }

  useEffect(() => {
    const editor = new EditorView({
      parent: host.current!,
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          liquid(),
          syntaxHighlighting(liquidColors),
          autocompletion({ override: [completeFields(() => latest.current.fields())], icons: false, activateOnTyping: true }),
          linter(
            (editorView) =>
              lintTemplate(
                editorView.state.doc.toString(),
                latest.current.fields().map((field) => field.path),
              ),
            { delay: 100 },
          ),
          keymap.of(completionKeymap),
          flowHistory(
            () => latest.current.onUndo(),
            () => latest.current.onRedo(),
          ),
          ...(lines === 'one' ? [oneLine] : [EditorView.lineWrapping]),
          EditorView.contentAttributes.of({
            'aria-label': label,
            id,
            role: 'textbox',
            tabindex: '0',
            ...(lines === 'many' ? { 'aria-multiline': 'true' } : {}),
          }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && update.state.doc.toString() !== latest.current.value)
              latest.current.onChange(update.state.doc.toString())
            if (update.focusChanged && !update.view.hasFocus) latest.current.onBlur()
          }),
        ],
      }),
    })
    view.current = editor
    return () => {
      editor.destroy()
      view.current = null
    }
  }, [id, label, lines])

  useEffect(() => {
    const editor = view.current
    if (!editor) return
    const shown = editor.state.doc.toString()
    if (shown === value) return
    const caret = Math.min(editor.state.selection.main.head, value.length)
    editor.dispatch({ changes: { from: 0, to: shown.length, insert: value }, selection: { anchor: caret } })
  }, [value])

  return (
    <div
      ref={host}
      className={classes.editor}
      data-lines={lines}
      data-invalid={invalid || undefined}
      style={minHeight ? ({ '--editor-min': `${minHeight}px` } as React.CSSProperties) : undefined}
    />
  )
}

/** Undo is the flow's: the browser's own would take letters out of the text behind the document's back, even unfocused. */
function flowHistory(undo: () => void, redo: () => void): Extension {
  const run = (deed: () => void) => () => {
    deed()
    return true
  }
  return [
    keymap.of([
      { key: 'Mod-z', run: run(undo) },
      { key: 'Mod-y', run: run(redo) },
      { key: 'Mod-Shift-z', run: run(redo) },
    ]),
    EditorView.domEventHandlers({
      beforeinput(event) {
        if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return false
        event.preventDefault()
        return true
      },
    }),
  ]
}

/** A subject has no second line: a pasted one becomes a space. */
const oneLine = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || transaction.newDoc.lines === 1) return transaction
  return [
    {
      changes: {
        from: 0,
        to: transaction.startState.doc.length,
        insert: transaction.newDoc.toString().replace(/\s*\n\s*/g, ' '),
      },
      sequential: true,
    },
  ]
})
