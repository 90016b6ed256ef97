import { ViewportPortal } from '@xyflow/react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument, useWorkbench } from '../document/workbench-context.ts'
import classes from './day-gutter.module.css'
import { dayMarks } from './days.ts'

/** On the left, the day on which a contact that goes straight through comes to each row: the flow reads as a plan. */
export function DayGutter() {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const marks = useMemo(() => dayMarks(document, bench.manifests), [document, bench.manifests])
  if (marks.length < 2) return null
  return (
    <ViewportPortal>
      {marks.map((mark) => (
        <div key={mark.day} className={classes.mark} style={{ transform: `translate(${mark.x}px, ${mark.y}px)` }}>
          {t('editor.day', { n: mark.day })}
        </div>
      ))}
    </ViewportPortal>
  )
}
