import { ActionIcon, Button, Group, Kbd, Modal, Table, Text, Tooltip } from '@mantine/core'
import { IconPencil, IconRestore } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import { useSession, useWorkbench } from '../document/workbench-context.ts'
import type { Action } from './action.ts'
import { chordOf, onMac, sayChord } from './chord.ts'
import { type Chosen, chooseKeys, keepKeys, keysOf, ownKeys, resetKeys } from './key-bindings.ts'
import { ACTIONS } from './registry.ts'

/** Every shortcut, from the registry itself, and other keys for whoever wants them. */
export function ShortcutSheet() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const opened = useSession((state) => state.help)
  const changed = useStore(ownKeys, ({ own }) => Object.keys(own).length > 0)
  return (
    <Modal opened={opened} onClose={() => bench.session.setState({ help: false })} title={t('editor.keys')} size={640}>
      <Table verticalSpacing={4} data-testid="shortcut-sheet">
        <Table.Tbody>
          {ACTIONS.map((action) => (
            <Shortcut key={action.id} action={action} />
          ))}
        </Table.Tbody>
      </Table>
      <Group justify="space-between" mt="md">
        <Text size="xs" c="dimmed">
          {t('keys.kept')}
        </Text>
        {changed && (
          <Button variant="default" size="xs" onClick={() => keepKeys({})}>
            {t('keys.resetAll')}
          </Button>
        )}
      </Group>
    </Modal>
  )
}

function Shortcut({ action }: { action: Action }) {
  const { t } = useTranslation()
  const own = useStore(ownKeys, (state) => state.own)
  const [asking, setAsking] = useState(false)
  const [refusal, setRefusal] = useState<string | null>(null)
  const change = useRef<HTMLButtonElement>(null)
  const giveBack = useRef(false)
  const label = t(action.label)
  useEffect(() => {
    // The button that heard the keys is gone: the one that opened it has the keyboard again.
    if (!asking && giveBack.current) change.current?.focus()
    giveBack.current = false
  }, [asking])

  const done = () => {
    giveBack.current = true
    setAsking(false)
    setRefusal(null)
  }

  const settle = (chosen: Chosen, chord: string) => {
    if ('own' in chosen) {
      keepKeys(chosen.own)
      done()
    } else if (chosen.refused === 'taken')
      setRefusal(t('keys.taken', { keys: sayChord(chord, onMac()), action: t(chosen.by.label) }))
    else setRefusal(chosen.refused === 'kept' ? t('keys.needed', { keys: sayChord(chord, onMac()) }) : t('keys.letter'))
  }
  const hear = (event: KeyboardEvent) => {
    if (['Shift', 'Control', 'Alt', 'Meta'].includes(event.key)) return
    event.preventDefault()
    event.stopPropagation()
    const chord = chordOf(event, onMac())
    if (chord === 'escape') done()
    else settle(chooseKeys(ACTIONS, own, action, chord), chord)
  }
  return (
    <Table.Tr data-action={action.id}>
      <Table.Td w="50%">
        <Text size="sm">{label}</Text>
        {refusal && (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {refusal}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Group gap={6} justify="flex-end" wrap="nowrap">
          {asking ? (
            // Escape is heard here and means: leave it; the sheet stays open.
            <Button
              autoFocus
              size="compact-sm"
              variant="light"
              data-mantine-stop-propagation
              onKeyDown={hear}
              onBlur={() => setAsking(false)}
            >
              {t('keys.press')}
            </Button>
          ) : (
            keysOf(action, own).map((chord) => (
              <Kbd key={chord} size="sm">
                {sayChord(chord, onMac())}
              </Kbd>
            ))
          )}
          {own[action.id] && !asking && (
            <Tooltip label={t('keys.reset', { action: label })}>
              <ActionIcon
                size={24}
                aria-label={t('keys.reset', { action: label })}
                onClick={() => {
                  change.current?.focus()
                  settle(resetKeys(ACTIONS, own, action), action.keys[0] ?? '')
                }}
              >
                <IconRestore size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          {!asking && (
            <Tooltip label={t('keys.change')}>
              <ActionIcon
                ref={change}
                size={24}
                aria-label={t('keys.changeOf', { action: label })}
                onClick={() => setAsking(true)}
              >
                <IconPencil size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  )
}
