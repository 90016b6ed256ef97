import { Input } from '@mantine/core'
import { EditorContent, useEditor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { useEffect, useId, useRef } from 'react'
import { chipDocument, chipText } from './chip-document.ts'
import classes from './content.module.css'
import { FieldMenu } from './field-menu.tsx'
import { FieldNode } from './field-node.tsx'

/** Text with chips and nothing else; undoing is the page's, which undoes what was done elsewhere too. */
const PLAIN = [
  StarterKit.configure({
    undoRedo: false,
    blockquote: false,
    bold: false,
    bulletList: false,
    code: false,
    codeBlock: false,
    dropcursor: false,
    gapcursor: false,
    hardBreak: false,
    heading: false,
    horizontalRule: false,
    italic: false,
    link: false,
    listItem: false,
    listKeymap: false,
    orderedList: false,
    strike: false,
    trailingNode: false,
    underline: false,
  }),
  FieldNode,
]

type ChipInputProps = {
  label: string
  help?: string
  error?: string | undefined
  value: string
  onChange(value: string): void
  lines?: 'one' | 'many'
  maxLength?: number
  /** Where a problem list or a key brings the focus. */
  name?: string
}

/** A text field whose Liquid fields are chips: what is kept is the Liquid, what is seen are names. */
export function ChipInput({ label, help, error, value, onChange, lines = 'one', maxLength = 500, name }: ChipInputProps) {
  const id = useId()
  const said = useRef(value)
  const tell = useRef(onChange)
  tell.current = onChange
  const editor = useEditor({
    extensions: PLAIN,
    content: chipDocument(value),
    immediatelyRender: true,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': String(lines === 'many'),
        'aria-labelledby': `${id}-label`,
        ...(help ? { 'aria-describedby': `${id}-help` } : {}),
        ...(name ? { 'data-field-name': name } : {}),
        class: classes.chipContent ?? '',
      },
      handleKeyDown: (_view, event) => lines === 'one' && event.key === 'Enter' && !isOnChip(event),
      transformPastedText: (text) => (lines === 'one' ? text.replace(/\s+/g, ' ') : text),
    },
    onUpdate: ({ editor: now }) => {
      const text = chipText(now.getJSON()).slice(0, maxLength)
      said.current = text
      tell.current(text)
    },
  })
  useEffect(() => {
    if (value === said.current) return
    said.current = value
    editor.commands.setContent(chipDocument(value), { emitUpdate: false })
  }, [value, editor])
  return (
    <Input.Wrapper
      label={label}
      labelElement="div"
      labelProps={{ id: `${id}-label`, onClick: () => editor.commands.focus() }}
      description={help}
      descriptionProps={{ id: `${id}-help` }}
      error={error}
    >
      <div className={classes.chipInput} data-lines={lines} data-invalid={error ? true : undefined}>
        <EditorContent editor={editor} className={classes.chipEditor} />
        <FieldMenu onPick={(path) => editor.chain().focus().insertContent({ type: 'field', attrs: { path } }).run()} />
      </div>
    </Input.Wrapper>
  )
}

/** Enter on a chip opens it; anywhere else in a single line it does nothing. */
function isOnChip(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.querySelector('.ProseMirror-selectednode') !== null
}
