import { IconStack2 } from '@tabler/icons-react'
import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useDocument, useFindings, useLive, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { compactNumber } from '../ui/moment.ts'
import { useMode } from './canvas-mode.ts'
import classes from './card.module.css'
import { FLAG_SIGN, FLAGS } from './card-shape.ts'
import { openSubFlow } from './deeds.ts'
import type { CardNode } from './projection.ts'
import { useDrawn } from './use-drawn.ts'
import { useZoomLevel } from './zoom-level.ts'

/** A sub-flow as one card: how many blocks are in it, what is wrong in them, who stands there now. */
export const SubFlowCard = memo(function SubFlowCard({ id, data, selected }: NodeProps<CardNode>) {
  const bench = useWorkbench()
  const mode = useMode()
  const { t } = useTranslation()
  const language = currentLanguage()
  const card = useDrawn().folded.get(id)
  const nodes = card?.nodes ?? []
  const problems = useFindings((state) => nodes.reduce((sum, node) => sum + (state.byNode.get(node)?.length ?? 0), 0))
  const errors = useFindings((state) =>
    nodes.some((node) => state.byNode.get(node)?.some((finding) => finding.severity === 'error')),
  )
  const inside = useLive((state) =>
    mode === 'live' ? nodes.reduce((sum, node) => sum + (state.nodes[node]?.inside ?? 0), 0) : 0,
  )
  const stale = useLive((state) => state.connection !== 'connected')
  const entered = useDocument((state) => state.document.edges.some((edge) => nodes.includes(edge.to)))
  const far = useZoomLevel() === 'far'
  if (!card) return null
  const worst = mode !== 'edit' || problems === 0 ? undefined : errors ? 'error' : 'warning'
  const said = [t('editor.blocks', { count: nodes.length }), ...(worst ? [t('outline.problems', { count: problems })] : [])].join(
    ' · ',
  )
  const open = () => openSubFlow(bench, card.id)
  return (
    <article
      className={far ? classes.silhouette : classes.card}
      data-node-id={id}
      data-testid="sub-flow"
      data-category="sub-flow"
      data-selected={selected || undefined}
      data-worst={worst}
      aria-label={`${card.title}. ${said}`}
      onDoubleClick={open}
    >
      <svg className={classes.shape} width="264" height="72" aria-hidden="true">
        <path d="M12.5,0.5H251.5A12,12 0 0 1 263.5,12.5V59.5A12,12 0 0 1 251.5,71.5H12.5A12,12 0 0 1 0.5,59.5V12.5A12,12 0 0 1 12.5,0.5Z" />
        <path d="M14,75.5H250M22,79.5H242" className={classes.under} />
        {worst && <path d={FLAGS[worst]} className={classes.flag} />}
        {worst === 'error' && <path d={FLAG_SIGN} className={classes.flagSign} />}
      </svg>
      {!far && (
        <>
          <button
            type="button"
            tabIndex={-1}
            className={`${classes.tile} ${classes.openTile} nodrag nopan`}
            aria-label={`${t('editor.openSubFlow')}: ${card.title}`}
            title={t('editor.openSubFlow')}
            data-testid="open-sub-flow"
            onClick={open}
          >
            <IconStack2 size={22} stroke={1.7} aria-hidden />
          </button>
          <div className={classes.words} title={card.title}>
            <div className={classes.title}>{card.title}</div>
            <div className={classes.summary}>{said}</div>
          </div>
        </>
      )}
      {inside > 0 && (
        <span className={classes.pill} data-testid="live-inside" data-stale={stale || undefined}>
          {compactNumber(inside)}
        </span>
      )}
      {entered && <Handle type="target" id="in" position={Position.Top} className={classes.entry} isConnectableStart={false} />}
      {data.ports.map((port) => (
        <Handle
          key={port.id}
          type="source"
          id={port.id}
          position={Position.Bottom}
          className={classes.port}
          style={{ left: port.x }}
          title={port.title[language]}
          isConnectable={false}
        />
      ))}
    </article>
  )
})
