import { Button, Group, Popover, Stack, Text, TextInput } from '@mantine/core'
import { chipOf, fieldTitle, writeChip } from '@snodo/content'
import { mergeAttributes, Node } from '@tiptap/core'
import { NodeSelection } from '@tiptap/pm/state'
import { type NodeViewProps, NodeViewWrapper, ReactNodeViewRenderer } from '@tiptap/react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../../i18n.ts'
import classes from './content.module.css'

const OPEN = 'snodo-open-field'

/** A field of the contact or the event as a chip in a text: one sign to the caret, opened by Enter or a click. */
export const FieldNode = Node.create({
  name: 'field',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  addAttributes: () => ({ path: { default: '' }, filters: { default: '' }, fallback: { default: '' } }),
  parseHTML: () => [
    {
      tag: 'span[data-field]',
      getAttrs: (element) => ({
        path: element.getAttribute('data-field') ?? '',
        filters: element.getAttribute('data-filters') ?? '',
        fallback: element.getAttribute('data-fallback') ?? '',
      }),
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => [
    'span',
    mergeAttributes(HTMLAttributes, {
      'data-field': node.attrs.path,
      'data-filters': node.attrs.filters,
      'data-fallback': node.attrs.fallback,
    }),
    fieldTitle(String(node.attrs.path), currentLanguage()),
  ],
  renderText: ({ node }) => writeChip(chipOf(node)),
  addNodeView: () => ReactNodeViewRenderer(FieldChip, { as: 'span' }),
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { selection } = editor.state
        if (!(selection instanceof NodeSelection) || selection.node.type.name !== 'field') return false
        const dom = editor.view.nodeDOM(selection.from)
        dom?.firstChild?.dispatchEvent(new CustomEvent(OPEN, { bubbles: false }))
        return true
      },
    }
  },
})

function FieldChip({ node, selected, editor, updateAttributes, deleteNode }: NodeViewProps) {
  const { t } = useTranslation()
  const [opened, setOpened] = useState(false)
  const place = useRef<HTMLSpanElement>(null)
  const { path, fallback } = chipOf(node)
  const name = fieldTitle(path, currentLanguage())
  useEffect(() => {
    const dom = place.current?.parentElement
    const open = () => setOpened(true)
    dom?.addEventListener(OPEN, open)
    return () => dom?.removeEventListener(OPEN, open)
  }, [])
  const close = () => {
    setOpened(false)
    editor.commands.focus()
  }
  return (
    <NodeViewWrapper as="span" className={classes.chipPlace}>
      <Popover opened={opened} onChange={setOpened} onDismiss={close} trapFocus returnFocus withinPortal width={280}>
        <Popover.Target>
          <span
            ref={place}
            className={classes.chip}
            data-selected={selected || opened || undefined}
            role="img"
            aria-label={t('content.fieldChip', { name })}
            onMouseDown={(event) => {
              event.preventDefault()
              setOpened(true)
            }}
          >
            {name}
          </span>
        </Popover.Target>
        <Popover.Dropdown onKeyDown={(event) => event.stopPropagation()}>
          <Stack gap="sm">
            <div>
              <Text size="sm" fw={600}>
                {name}
              </Text>
              <Text size="xs" c="dimmed">
                {path}
              </Text>
            </div>
            <TextInput
              data-autofocus
              size="xs"
              label={t('content.fallback')}
              defaultValue={fallback}
              maxLength={100}
              onChange={(event) => updateAttributes({ fallback: event.currentTarget.value })}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === 'Escape') {
                  event.preventDefault()
                  close()
                }
              }}
            />
            <Group justify="flex-end">
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                onClick={() => {
                  deleteNode()
                  editor.commands.focus()
                }}
              >
                {t('content.removeField')}
              </Button>
            </Group>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </NodeViewWrapper>
  )
}
