import type { NodeId } from '@snodo/flow'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconChevronRight,
  IconCircleX,
  IconCornerDownRight,
  IconPlus,
} from '@tabler/icons-react'
import { type CSSProperties, memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useMode } from '../canvas/canvas-mode.ts'
import { select } from '../canvas/deeds.ts'
import { LivePill } from '../canvas/live-pill.tsx'
import { nameOf, summaryOf } from '../canvas/summary-of.ts'
import { TrialBadge } from '../canvas/trial-badge.tsx'
import { ChangeBadge } from '../compare/change-badge.tsx'
import { useNodeMark } from '../compare/comparison-context.ts'
import { useDocument, useFindings, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { TypeTile } from '../palette/type-tile.tsx'
import { addAfterRow } from './add-after-row.ts'
import classes from './outline.module.css'
import type { OutlineRow } from './outline-rows.ts'
import { sayRow } from './say-row.ts'
import { setFolded, standOn } from './walk-outline.ts'

type RowProps = { row: OutlineRow; id: string; top: number; height: number; here: boolean }

/** One row of the outline; it reads its own block and nothing else, so it draws again only when that changes. */
export const OutlineRowView = memo(function OutlineRowView({ row, id, top, height, here }: RowProps) {
  const bench = useWorkbench()
  const language = currentLanguage()
  const problems = useFindings((state) => (row.kind === 'block' ? (state.byNode.get(row.id)?.length ?? 0) : 0))
  const editing = useMode() === 'edit'
  const label = useDocument(({ document }) => sayRow(row, document, bench.manifests, editing ? problems : 0))
  const summary = useDocument(({ document }) =>
    row.kind === 'block' ? summaryOf(document, row.id, bench.manifests, language) : undefined,
  )
  const folded = useSession((state) => row.kind === 'block' && state.folded.has(row.id))
  const hit = useSession((state) => row.kind === 'block' && state.hits.has(row.id))
  const opens = row.kind === 'block' && row.folds
  return (
    // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the tree is one tab stop, and names this row as the active one; its keys are the actions'.
    <div
      className={classes.row}
      style={{ transform: `translateY(${top}px)`, height, '--depth': row.depth - 1 } as CSSProperties}
      id={id}
      role="treeitem"
      aria-level={row.depth}
      aria-setsize={row.of}
      aria-posinset={row.place}
      aria-expanded={opens ? !folded : undefined}
      aria-selected={here}
      aria-label={label}
      aria-description={summary}
      data-testid="outline-row"
      data-kind={row.kind}
      data-key={row.key}
      data-here={here || undefined}
      data-hit={hit || undefined}
      onClick={() => (row.kind === 'block' ? select(bench, row.id) : goThere(row))}
    >
      {row.kind === 'block' ? (
        <BlockRow id={row.id} row={row} folded={folded} summary={summary ?? ''} problems={problems} />
      ) : (
        <WayRow row={row} />
      )}
    </div>
  )

  function goThere(way: Exclude<OutlineRow, { kind: 'block' }>): void {
    if (way.kind === 'link') select(bench, way.to)
    else {
      standOn(bench, way)
      if (editing) addAfterRow(bench)
    }
  }
})

type BlockRowProps = {
  id: NodeId
  row: Extract<OutlineRow, { kind: 'block' }>
  folded: boolean
  summary: string
  problems: number
}

function BlockRow({ id, row, folded, summary, problems }: BlockRowProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const mode = useMode()
  const language = currentLanguage()
  const node = useDocument((state) => state.document.nodes[id])
  const name = useDocument((state) => nameOf(state.document, id, bench.manifests, language))
  const failing = useFindings((state) => state.byNode.get(id)?.some((finding) => finding.severity === 'error') ?? false)
  const mark = useNodeMark(id)
  const manifest = node && bench.manifests.get(node.type)
  const editing = mode === 'edit'
  return (
    <>
      {row.folds ? (
        <button
          type="button"
          tabIndex={-1}
          className={classes.small}
          aria-label={t(folded ? 'outline.unfold' : 'outline.fold', { name })}
          onClick={(event) => {
            event.stopPropagation()
            setFolded(bench, id, !folded)
          }}
        >
          {folded ? <IconChevronRight size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
        </button>
      ) : (
        <span className={classes.noFold} />
      )}
      {manifest && <TypeTile manifest={manifest} />}
      <span className={classes.words} data-off={node?.off || undefined}>
        <span className={classes.title}>
          <span className={classes.number}>{row.step}</span>
          {row.branch && <span className={classes.chip}>{row.branch.title[language]}</span>}
          <span className={classes.name}>{name}</span>
          {node?.off && <span className={classes.chip}>{t('editor.off')}</span>}
        </span>
        <span className={classes.summary}>{summary}</span>
      </span>
      {mark && <ChangeBadge mark={mark} />}
      {editing && problems > 0 && (
        <span className={classes.problems} data-failing={failing || undefined} title={t('outline.problems', { count: problems })}>
          {failing ? <IconCircleX size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />} {problems}
        </span>
      )}
      {mode === 'live' && (
        <span className={classes.badges}>
          <LivePill id={id} title={name} />
        </span>
      )}
      {mode === 'try' && (
        <span className={classes.badges}>
          <TrialBadge id={id} />
        </span>
      )}
      {editing && manifest?.traits.ends !== true && (
        <button
          type="button"
          tabIndex={-1}
          className={`${classes.small} ${classes.plus}`}
          aria-label={t('outline.addHere', { name })}
          onClick={(event) => {
            event.stopPropagation()
            standOn(bench, row)
            addAfterRow(bench)
          }}
        >
          <IconPlus size={16} aria-hidden />
        </button>
      )}
    </>
  )
}

/** A branch that goes on elsewhere, or nowhere yet. */
function WayRow({ row }: { row: Exclude<OutlineRow, { kind: 'block' }> }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const name = useDocument((state) => (row.kind === 'link' ? nameOf(state.document, row.to, bench.manifests, language) : ''))
  return (
    <>
      <span className={classes.noFold} />
      <IconCornerDownRight size={18} stroke={1.6} aria-hidden className={classes.way} />
      {row.branch && <span className={classes.chip}>{row.branch.title[language]}</span>}
      <span className={classes.summary}>
        {row.kind === 'link'
          ? t(row.back ? 'outline.goesBack' : 'outline.goesOn', { name, step: row.toStep })
          : t('outline.open')}
      </span>
    </>
  )
}
