import { ActionIcon, Button, Divider, Group, Paper, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconFocusCentered,
  IconHistory,
  IconLayoutDistributeVertical,
  IconListTree,
  IconMinus,
  IconPlus,
  IconSchema,
  IconSearch,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useStore } from 'zustand'
import type { ActionContext } from '../actions/action.ts'
import { onMac, sayChord } from '../actions/chord.ts'
import { keysOf, ownKeys } from '../actions/key-bindings.ts'
import { actionNamed } from '../actions/registry.ts'
import { useDocument, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import classes from './toolbar.module.css'

/** Buttons over the canvas, each one action of the registry. */
export function Toolbar({ context }: { context: ActionContext }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const editing = context.mode === 'edit'
  const outlined = context.view === 'outline'
  const palette = useSession((state) => state.palette)
  const undoName = useDocument((state) => state.past.at(-1)?.name[currentLanguage()])
  const redoName = useDocument((state) => state.future[0]?.name[currentLanguage()])
  return (
    <>
      {editing && !palette && !outlined && (
        <div className={classes.left}>
          <Button
            size="sm"
            radius={10}
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => bench.session.setState({ palette: true })}
          >
            {t('editor.addBlock')}
          </Button>
        </div>
      )}
      <div className={classes.bottom}>
        <Paper withBorder radius={10} shadow="xs" p={4} bg="var(--snodo-panel)" role="toolbar" aria-label={t('editor.canvas')}>
          <Group gap={2} wrap="nowrap">
            {editing && (
              <>
                <Tool
                  id="undo"
                  context={context}
                  hint={undoName ? t('editor.undoStep', { step: undoName }) : undefined}
                  disabled={!undoName}
                >
                  <IconArrowBackUp size={18} />
                </Tool>
                <Tool
                  id="redo"
                  context={context}
                  hint={redoName ? t('editor.redoStep', { step: redoName }) : undefined}
                  disabled={!redoName}
                >
                  <IconArrowForwardUp size={18} />
                </Tool>
                <Tool id="history" context={context}>
                  <IconHistory size={18} />
                </Tool>
                <Divider orientation="vertical" mx={4} />
              </>
            )}
            {editing && outlined && (
              <Tool id="add" context={context}>
                <IconPlus size={18} />
              </Tool>
            )}
            <Tool id="outline" context={context} hint={t(outlined ? 'outline.showDrawing' : 'outline.show')}>
              {outlined ? <IconSchema size={18} /> : <IconListTree size={18} />}
            </Tool>
            <Tool id="search" context={context}>
              <IconSearch size={18} />
            </Tool>
            {!outlined && (
              <>
                <Divider orientation="vertical" mx={4} />
                {editing && (
                  <Tool id="tidy" context={context}>
                    <IconLayoutDistributeVertical size={18} />
                  </Tool>
                )}
                <Tool id="fit" context={context}>
                  <IconFocusCentered size={18} />
                </Tool>
                <Tool id="zoom-out" context={context}>
                  <IconMinus size={18} />
                </Tool>
                <Tool id="zoom-in" context={context}>
                  <IconPlus size={18} />
                </Tool>
              </>
            )}
          </Group>
        </Paper>
      </div>
    </>
  )
}

function Tool({
  id,
  context,
  hint,
  disabled,
  children,
}: {
  id: string
  context: ActionContext
  hint?: string | undefined
  disabled?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  const action = actionNamed(id)
  const label = hint ?? t(action.label)
  const [chord] = useStore(ownKeys, ({ own }) => keysOf(action, own))
  const keys = chord ? ` (${sayChord(chord, onMac())})` : ''
  return (
    <Tooltip label={`${label}${keys}`} position="top">
      <ActionIcon
        size={32}
        aria-label={label}
        className={classes.tool}
        // Not `disabled`: a button that switches itself off under the keyboard would take the focus with it.
        aria-disabled={disabled || undefined}
        onClick={() => action.when(context) && action.run(context)}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  )
}
