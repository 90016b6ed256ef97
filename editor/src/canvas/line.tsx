import { IconPlus, IconX } from '@tabler/icons-react'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useLineMark } from '../compare/comparison-context.ts'
import { useLive, useSession, useTrial, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { compactNumber, percent } from '../ui/moment.ts'
import { useMode } from './canvas-mode.ts'
import classes from './line.module.css'
import { LineEnd } from './line-end.tsx'
import type { LineEdge } from './projection.ts'
import { corners, labelPoint, roundedPath } from './route.ts'
import { HANDLE } from './sizes.ts'
import { nameOf, portName } from './summary-of.ts'
import { useZoomLevel } from './zoom-level.ts'

/** A line between two blocks: orthogonal, rounded, with the name of its branch on a chip and a "+" to splice a block in. */
export const Line = memo(function Line({ id, source, sourceX, sourceY, targetX, targetY, data }: EdgeProps<LineEdge>) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const mode = useMode()
  const hovered = useSession((state) => state.hoveredLine === id)
  const selected = useSession((state) => state.selectedLine === id)
  const led = useSession(
    ({ connecting }) => connecting !== null && connecting.from === data?.from && connecting.port === data.port,
  )
  const walked = useTrial((state) => mode === 'try' && walkedBy(state.trace?.steps, state.position, data?.from, data?.port))
  const passed = useLive((state) => (mode === 'live' ? (state.edges[id] ?? 0) : 0))
  const share = useLive((state) => (mode === 'live' ? shareOf(state.nodes[data?.from ?? source]?.entered, state.edges[id]) : 0))
  const mark = useLineMark(id)
  const far = useZoomLevel() === 'far'
  if (!data) return null

  const from = { x: onGrid(sourceX), y: onGrid(sourceY - HANDLE / 2) }
  const to = { x: onGrid(targetX), y: onGrid(targetY + HANDLE / 2) }
  const lane = data.lane === 'to' ? to.x : data.lane === 'from' ? from.x : data.lane
  const path = roundedPath(corners(from, to, lane))
  const chip = data.chip?.[currentLanguage()] ?? null
  const label = labelPoint(from, to, lane, chip !== null, data.lonely)
  const width = mode === 'live' && passed > 0 ? 1.5 + 4.5 * share : walked ? 3 : 1.5

  const openPicker = (element: Element) => {
    const box = element.getBoundingClientRect()
    bench.session.setState({
      picker: { for: 'line', from: data.from, port: data.port, screen: { x: box.left + box.width / 2, y: box.bottom + 6 } },
    })
  }
  const { document } = bench.documents.store.getState()
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={far ? 0 : 24}
        className={classes.path}
        style={{ strokeWidth: far ? Math.max(6, width) : mark ? 2.5 : width }}
        data-selected={selected || undefined}
        data-hovered={hovered || undefined}
        data-walked={walked || undefined}
        data-mark={mark}
      />
      {mode === 'edit' && !far && (hovered || selected || led) && <LineEnd id={id} line={data} from={from} to={to} />}
      {!far && (
        <EdgeLabelRenderer>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: hovering only shows the button inside, which the keyboard reaches by the actions. */}
          <div
            className={`${classes.label} nodrag nopan`}
            style={{ transform: `translate(-50%, -50%) translate(${label.x}px, ${label.y}px)` }}
            data-shown={hovered || selected || undefined}
            data-line-id={id}
            onMouseEnter={() => bench.session.setState({ hoveredLine: id })}
            onMouseLeave={() => bench.session.setState({ hoveredLine: null })}
          >
            {chip && (
              <span className={classes.chip} data-walked={walked || undefined} title={chip}>
                {chip}
              </span>
            )}
            {mode === 'edit' && (
              <button
                type="button"
                tabIndex={-1}
                className={classes.plus}
                data-testid="add-on-line"
                data-alone={chip === null || undefined}
                aria-label={t('editor.addOnLine', {
                  from: nameOf(document, data.from, bench.manifests, currentLanguage()),
                  branch: portName(document, data.from, data.port, bench.manifests, currentLanguage()),
                  to: nameOf(document, data.to, bench.manifests, currentLanguage()),
                })}
                onClick={(event) => openPicker(event.currentTarget)}
              >
                <IconPlus size={14} stroke={2} aria-hidden />
              </button>
            )}
            {mode === 'edit' && (hovered || selected) && (
              <button
                type="button"
                tabIndex={-1}
                className={classes.remove}
                data-testid="delete-line"
                data-alone={chip === null || undefined}
                aria-label={t('editor.deleteLine')}
                title={t('editor.deleteLine')}
                onClick={() => bench.edit({ do: 'disconnect', from: data.from, port: data.port })}
              >
                <IconX size={14} stroke={2} aria-hidden />
              </button>
            )}
            {mode === 'live' && passed > 0 && (
              <span className={classes.passed} data-testid="live-passed" title={t('live.passed')}>
                {compactNumber(passed)}
                {chip && share < 1 ? ` · ${percent(share)}` : ''}
              </span>
            )}
          </div>
        </EdgeLabelRenderer>
      )}
    </>
  )
})

/**
 * React Flow measures each block once it is on the screen, which at most zooms is off by some hundred-thousandths of a pixel:
 * without this every line on the screen would be drawn again for it, with a kink where it should be straight.
 */
function onGrid(value: number): number {
  return Math.round(value * 2) / 2
}

/** True when the sample contact had left its block by this line up to the position of the slider. */
export function walkedBy(
  steps: readonly { node: string; port: string | null }[] | undefined,
  position: number,
  source: string | undefined,
  port: string | undefined,
): boolean {
  return (steps ?? []).some((step, i) => i < position && step.node === source && step.port === port)
}

/** The share of those who came to a block that left it by this line. */
export function shareOf(entered: number | undefined, passed: number | undefined): number {
  if (!entered || !passed) return 0
  return Math.min(1, passed / entered)
}
