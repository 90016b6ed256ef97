import { Handle, type NodeProps, Position } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChangeBadge } from '../compare/change-badge.tsx'
import compared from '../compare/compare.module.css'
import { useNodeMark } from '../compare/comparison-context.ts'
import { useDocument, useFindings, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { useMode } from './canvas-mode.ts'
import classes from './card.module.css'
import { CARD_PATHS, FLAG_SIGN, FLAGS, HATCH } from './card-shape.ts'
import { glyphFor } from './glyphs.ts'
import { LivePill } from './live-pill.tsx'
import { OpenPorts } from './open-ports.tsx'
import type { CardNode } from './projection.ts'
import { summaryOf } from './summary-of.ts'
import { TrialBadge } from './trial-badge.tsx'
import { useZoomLevel } from './zoom-level.ts'

/** One block on the canvas. It reads its own node and nothing else, so it draws again only when that changes. */
export const Card = memo(function Card({ id, data, selected }: NodeProps<CardNode>) {
  const bench = useWorkbench()
  const mode = useMode()
  const { t } = useTranslation()
  const language = currentLanguage()
  const node = useDocument((state) => state.document.nodes[id])
  const summary = useDocument((state) => summaryOf(state.document, id, bench.manifests, language))
  const findings = useFindings((state) => state.byNode.get(id))
  const active = useSession((state) => state.active === id)
  const hit = useSession((state) => state.hits.has(id))
  const mark = useNodeMark(id)
  const far = useZoomLevel() === 'far'
  if (!node) return null
  const manifest = bench.manifests.get(node.type)
  const category = manifest?.category ?? 'end'
  const Glyph = glyphFor(manifest?.icon ?? 'question-mark', category)
  const worst =
    mode === 'edit'
      ? findings?.some((finding) => finding.severity === 'error')
        ? 'error'
        : findings?.length
          ? 'warning'
          : null
      : null
  const title = node.name ?? manifest?.title[language] ?? node.type

  return (
    <article
      className={far ? classes.silhouette : classes.card}
      data-node-id={id}
      data-testid="card"
      data-category={category}
      data-selected={selected || undefined}
      data-active={active || undefined}
      data-off={node.off || undefined}
      data-worst={worst ?? undefined}
      data-mark={mark}
      data-hit={hit || undefined}
      aria-label={far ? title : `${title}. ${summary}`}
    >
      {/* Far off nothing on it could be read: its shape and colour are enough, and a thousand of them must be drawn. */}
      {far ? (
        <>
          <svg className={classes.shape} width="264" height="72" aria-hidden="true">
            <path d={CARD_PATHS[category]} />
          </svg>
          {mode === 'live' && <LivePill id={id} title={title} />}
        </>
      ) : (
        <>
          <svg className={classes.shape} width="264" height="72" aria-hidden="true">
            <path d={CARD_PATHS[category]} />
            {category === 'contact' && <path d="M5.5,9V63" className={classes.second} />}
            {node.off && <path d={HATCH} className={classes.hatch} />}
            {worst && <path d={FLAGS[worst]} className={classes.flag} />}
            {worst === 'error' && <path d={FLAG_SIGN} className={classes.flagSign} />}
          </svg>
          <div className={classes.tile}>
            <Glyph size={22} stroke={1.7} aria-hidden />
          </div>
          <div className={classes.words} title={summary}>
            <div className={classes.title}>{title}</div>
            <div className={classes.summary}>
              {node.off ? `${t('editor.off')} · ${summary}` : summary || (manifest ? '' : t('inspector.unknownType'))}
            </div>
          </div>
          {mode === 'live' && <LivePill id={id} title={title} />}
          {mode === 'try' && <TrialBadge id={id} />}
          {mark && (
            <span className={compared.onCard}>
              <ChangeBadge mark={mark} />
            </span>
          )}
          {manifest?.kind !== 'start' && (
            <Handle type="target" id="in" position={Position.Top} className={classes.entry} isConnectableStart={false} />
          )}
          {data.ports.map((port) => (
            <Handle
              key={port.id}
              type="source"
              id={port.id}
              position={Position.Bottom}
              className={port.quiet ? classes.quiet : classes.port}
              style={{ left: port.x }}
              title={port.title[language]}
              isConnectableEnd={false}
            />
          ))}
          {mode === 'edit' && <OpenPorts id={id} data={data} title={title} />}
        </>
      )}
    </article>
  )
})
