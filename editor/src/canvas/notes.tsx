import { CloseButton } from '@mantine/core'
import type { FlowNote } from '@snodo/flow'
import { IconGripHorizontal } from '@tabler/icons-react'
import { useReactFlow, ViewportPortal } from '@xyflow/react'
import { type KeyboardEvent, memo, type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument, useWorkbench } from '../document/workbench-context.ts'
import { useMode } from './canvas-mode.ts'
import { frameOf } from './follow-blocks.ts'
import classes from './notes.module.css'
import { GRID, NOTE } from './sizes.ts'

const ARROWS: Readonly<Record<string, [number, number]>> = {
  ArrowLeft: [-GRID, 0],
  ArrowRight: [GRID, 0],
  ArrowUp: [0, -GRID],
  ArrowDown: [0, GRID],
}

/** What authors wrote beside the drawing, and the frames they put around parts of it. */
export function Notes() {
  const notes = useDocument((state) => state.document.notes)
  const groups = useDocument((state) => state.document.groups)
  if (!notes && !groups) return null
  return (
    <ViewportPortal>
      {Object.entries(groups ?? {}).map(([id, group]) => !group.folded && <Frame key={id} id={id} />)}
      {Object.entries(notes ?? {}).map(([id, note]) => (
        <Note key={id} id={id} note={note} />
      ))}
    </ViewportPortal>
  )
}

const Note = memo(function Note({ id, note }: { id: string; note: FlowNote }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const flow = useReactFlow()
  const editable = useMode() === 'edit'
  /** Where it is while it is dragged; the end of the drag is one edit. */
  const [dragged, setDragged] = useState<FlowNote['at'] | null>(null)
  const at = dragged ?? note.at
  const size = note.size ?? NOTE

  const drag = (event: PointerEvent<HTMLButtonElement>) => {
    const grip = event.currentTarget
    const start = { x: event.clientX, y: event.clientY }
    grip.setPointerCapture(event.pointerId)
    const placeOf = (move: { clientX: number; clientY: number }) => ({
      x: onGrid(note.at.x + (move.clientX - start.x) / flow.getZoom()),
      y: onGrid(note.at.y + (move.clientY - start.y) / flow.getZoom()),
    })
    grip.onpointermove = (move) => setDragged(placeOf(move))
    grip.onpointerup = (up) => {
      grip.onpointermove = null
      grip.onpointerup = null
      setDragged(null)
      const to = placeOf(up)
      if (to.x !== note.at.x || to.y !== note.at.y) bench.edit({ do: 'moveNote', id, at: to })
    }
  }
  const nudge = (event: KeyboardEvent) => {
    const arrow = ARROWS[event.key]
    if (!arrow) return
    event.preventDefault()
    event.stopPropagation()
    bench.edit({ do: 'moveNote', id, at: { x: note.at.x + arrow[0], y: note.at.y + arrow[1] } }, `note ${id}`)
  }

  return (
    <section
      className={`${classes.note} nodrag nopan nowheel`}
      style={{ transform: `translate(${at.x}px, ${at.y}px)`, width: size.width, minHeight: size.height }}
      aria-label={t('editor.note')}
      data-testid="note"
    >
      {editable ? (
        <>
          <div className={classes.head}>
            <button
              type="button"
              className={classes.grip}
              aria-label={t('editor.moveNote')}
              onPointerDown={drag}
              onKeyDown={nudge}
            >
              <IconGripHorizontal size={16} aria-hidden />
            </button>
            <CloseButton size={24} aria-label={t('editor.deleteNote')} onClick={() => bench.edit({ do: 'removeNote', id })} />
          </div>
          <textarea
            className={classes.text}
            aria-label={t('editor.noteText')}
            value={note.text}
            maxLength={5_000}
            onChange={(event) => bench.edit({ do: 'editNote', id, text: event.currentTarget.value }, `note text ${id}`)}
            onBlur={() => bench.documents.endGesture()}
            onKeyDown={(event) => event.stopPropagation()}
          />
        </>
      ) : (
        <p className={classes.text}>{note.text}</p>
      )}
    </section>
  )
})

/** Drawn behind the blocks of a group, around where they stand. */
function Frame({ id }: { id: string }) {
  const title = useDocument((state) => state.document.groups?.[id]?.title ?? '')
  const box = useDocument((state) => {
    const frame = frameOf(state.document, state.document.groups?.[id]?.nodes ?? [])
    if (frame === null) return null
    // As one text, so that it is the same as long as nothing moved.
    return [frame.left, frame.top, frame.right - frame.left, frame.bottom - frame.top].join(' ')
  })
  if (box === null) return null
  const [x, y, width, height] = box.split(' ').map(Number)
  return (
    <div className={classes.frame} style={{ transform: `translate(${x}px, ${y}px)`, width, height }} data-testid="group">
      {title}
    </div>
  )
}

function onGrid(value: number): number {
  return Math.round(value / GRID) * GRID
}
