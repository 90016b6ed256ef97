import type { FlowEdge } from '@snodo/flow'
import { EdgeLabelRenderer, useReactFlow } from '@xyflow/react'
import { type PointerEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWorkbench } from '../document/workbench-context.ts'
import { connect } from './deeds.ts'
import { blockBehind } from './folded.ts'
import classes from './line.module.css'
import { useDrawn } from './use-drawn.ts'

type Point = { x: number; y: number }

/**
 * The end of the line under the pointer, to be led to another block. Drawn by us and only where it is wanted: React Flow would
 * put two circles on every line, and move them all whenever it measures a block.
 */
export function LineEnd({ id, line, from, to }: { id: string; line: FlowEdge; from: Point; to: Point }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const flow = useReactFlow()
  const { folded } = useDrawn()
  const [led, setLed] = useState<Point | null>(null)

  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    bench.session.setState({ connecting: { from: line.from, port: line.port }, refusal: null })
    setLed(to)
  }
  const move = ({ clientX, clientY }: PointerEvent) => {
    if (led) setLed(flow.screenToFlowPosition({ x: clientX, y: clientY }))
  }
  const letGo = ({ clientX, clientY }: PointerEvent) => {
    if (!led) return
    end()
    const over = document.elementsFromPoint(clientX, clientY).find((each) => each.closest('.react-flow__node'))
    const id = over?.closest('.react-flow__node')?.getAttribute('data-id')
    // Over nothing the line stays as it was.
    if (!id || connect(bench, line.from, line.port, blockBehind(folded, id))) return
    bench.session.setState((state) => ({ refusal: { text: state.announcement, x: clientX, y: clientY } }))
  }
  const end = () => {
    setLed(null)
    bench.session.setState({ connecting: null })
  }
  return (
    <>
      {led && <path className={classes.led} d={`M${from.x},${from.y}L${led.x},${led.y}`} />}
      <EdgeLabelRenderer>
        {/* Above the lines that end at the same block, or theirs would be grabbed instead. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: a grip for the pointer alone; by keys it is the action "connect to…". */}
        <div
          className={`${classes.end} nopan nodrag`}
          style={{ transform: `translate(-50%, -100%) translate(${to.x}px, ${to.y}px)` }}
          title={t('editor.leadElsewhere')}
          data-testid="line-end"
          data-led={led !== null || undefined}
          onPointerDown={begin}
          onPointerMove={move}
          onPointerUp={letGo}
          onPointerCancel={end}
          onMouseEnter={() => bench.session.setState({ hoveredLine: id })}
          onMouseLeave={() => bench.session.setState({ hoveredLine: null })}
        />
      </EdgeLabelRenderer>
    </>
  )
}
