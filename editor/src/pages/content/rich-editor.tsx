import { ActionIcon, Button, Group, Input, Popover, TextInput, Tooltip } from '@mantine/core'
import type { RichText } from '@snodo/content'
import { IconBold, IconItalic, IconLink, IconList, IconListNumbers, IconUnderline } from '@tabler/icons-react'
import type { Editor, JSONContent } from '@tiptap/core'
import { EditorContent, useEditor, useEditorState } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { type ComponentType, useEffect, useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { withChips } from './chip-document.ts'
import classes from './content.module.css'
import { FieldMenu } from './field-menu.tsx'
import { FieldNode } from './field-node.tsx'

/** Paragraphs, lists, bold, italic, underline, links and chips: what every mail program shows alike. */
const RICH = [
  StarterKit.configure({
    undoRedo: false,
    blockquote: false,
    code: false,
    codeBlock: false,
    heading: false,
    horizontalRule: false,
    strike: false,
    trailingNode: false,
    // An address is what the author says it is: it may hold fields, and is judged by the checks.
    link: { openOnClick: false, autolink: true, isAllowedUri: () => true, HTMLAttributes: { rel: null, target: null } },
  }),
  FieldNode,
]

/** Formatted text of a block. */
export function RichEditor({ label, value, onChange }: { label: string; value: RichText; onChange(value: RichText): void }) {
  const id = useId()
  const said = useRef(value)
  const tell = useRef(onChange)
  tell.current = onChange
  const editor = useEditor({
    extensions: RICH,
    content: withChips(value as JSONContent),
    immediatelyRender: true,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': `${id}-label`,
        'data-field-name': 'doc',
        class: classes.richContent ?? '',
      },
    },
    onUpdate: ({ editor: now }) => {
      said.current = now.getJSON() as RichText
      tell.current(said.current)
    },
  })
  useEffect(() => {
    if (value === said.current) return
    said.current = value
    editor.commands.setContent(withChips(value as JSONContent), { emitUpdate: false })
  }, [value, editor])
  return (
    <Input.Wrapper label={label} labelElement="div" labelProps={{ id: `${id}-label`, onClick: () => editor.commands.focus() }}>
      <div className={classes.richEditor}>
        <RichBar editor={editor} />
        <EditorContent editor={editor} />
      </div>
    </Input.Wrapper>
  )
}

function RichBar({ editor }: { editor: Editor }) {
  const { t } = useTranslation()
  const on = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      bold: now.isActive('bold'),
      italic: now.isActive('italic'),
      underline: now.isActive('underline'),
      bullets: now.isActive('bulletList'),
      numbers: now.isActive('orderedList'),
      link: now.isActive('link'),
    }),
  })
  return (
    <Group gap={2} className={classes.richBar} role="toolbar" aria-label={t('content.formatting')}>
      <Mark label={t('content.bold')} icon={IconBold} on={on.bold} run={() => editor.chain().focus().toggleBold().run()} />
      <Mark
        label={t('content.italic')}
        icon={IconItalic}
        on={on.italic}
        run={() => editor.chain().focus().toggleItalic().run()}
      />
      <Mark
        label={t('content.underline')}
        icon={IconUnderline}
        on={on.underline}
        run={() => editor.chain().focus().toggleUnderline().run()}
      />
      <Mark
        label={t('content.bullets')}
        icon={IconList}
        on={on.bullets}
        run={() => editor.chain().focus().toggleBulletList().run()}
      />
      <Mark
        label={t('content.numbers')}
        icon={IconListNumbers}
        on={on.numbers}
        run={() => editor.chain().focus().toggleOrderedList().run()}
      />
      <LinkButton editor={editor} on={on.link} />
      <span style={{ flex: 1 }} />
      <FieldMenu onPick={(path) => editor.chain().focus().insertContent({ type: 'field', attrs: { path } }).run()} />
    </Group>
  )
}

type MarkProps = { label: string; icon: ComponentType<{ size?: number; stroke?: number }>; on: boolean; run(): void }

function Mark({ label, icon: Icon, on, run }: MarkProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        size={28}
        variant={on ? 'light' : 'subtle'}
        color={on ? 'ink' : 'gray'}
        aria-label={label}
        aria-pressed={on}
        onClick={run}
      >
        <Icon size={16} stroke={1.8} />
      </ActionIcon>
    </Tooltip>
  )
}

function LinkButton({ editor, on }: { editor: Editor; on: boolean }) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const [address, setAddress] = useState('')
  const open = () => {
    setAddress(String(editor.getAttributes('link').href ?? 'https://'))
    setOpened(true)
  }
  const set = () => {
    const href = address.trim()
    const chain = editor.chain().focus().extendMarkRange('link')
    if (href === '' || href === 'https://') chain.unsetLink().run()
    // Nothing chosen to carry the link: the address carries it itself.
    else if (editor.state.selection.empty && !on)
      chain.insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href } }] }).run()
    else chain.setLink({ href }).run()
    setOpened(false)
  }
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus withinPortal width={320}>
      <Popover.Target>
        <Tooltip label={t('content.link')}>
          <ActionIcon
            size={28}
            variant={on ? 'light' : 'subtle'}
            color={on ? 'ink' : 'gray'}
            aria-label={t('content.link')}
            aria-pressed={on}
            onClick={open}
          >
            <IconLink size={16} stroke={1.8} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <TextInput
          data-autofocus
          size="xs"
          label={t('content.linkAddress')}
          value={address}
          maxLength={2000}
          onChange={(event) => setAddress(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') {
              event.preventDefault()
              set()
            }
          }}
        />
        <Group justify="flex-end" gap="xs" mt="sm">
          {on && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              onClick={() => {
                editor.chain().focus().extendMarkRange('link').unsetLink().run()
                setOpened(false)
              }}
            >
              {t('content.unlink')}
            </Button>
          )}
          <Button size="compact-xs" onClick={set}>
            {t('content.setLink')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  )
}
