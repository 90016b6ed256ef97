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
import { nameOf, summaryOf } from '../canvas/summary-of.ts'
import { TrialBadge } from '../canvas/trial-badge.tsx'
import { ChangeBadge } from '../compare/change-badge.tsx'
import { useNodeMark } from '../compare/comparison-context.ts'
import { useDocument, useFindings, useLive, useSession, useTrial, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { TypeTile } from '../palette/type-tile.tsx'
import { compactNumber } from '../ui/moment.ts'
import { addAfterRow } from './add-after-row.ts'
import classes from './outline.module.css'
import type { OutlineRow } from './outline-rows.ts'
import { sayRow } from './say-row.ts'
import { setFolded, standOn } from './walk-outline.ts'

type RowProps = { row: OutlineRow; id: string; top: number; height: number; here: boolean }

/**
 * One row of the outline; it reads its own block and nothing else, so it draws again only when that changes. What is drawn is
 * hidden from screen readers: the item over it says the same in one sentence.
 */
export const OutlineRowView = memo(function OutlineRowView({ row, id, top, height, here }: RowProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const language = currentLanguage()
  const mode = useMode()
  const block = row.kind === 'block' ? row.id : null
  const problems = useFindings((state) => (mode === 'edit' && block !== null ? (state.byNode.get(block)?.length ?? 0) : 0))
  const inside = useLive((state) => (mode === 'live' && block !== null ? (state.nodes[block]?.inside ?? 0) : 0))
  const said = useDocument(({ document }) => sayRow(row, document, bench.manifests, problems))
  const name = useDocument(({ document }) => (block === null ? '' : nameOf(document, block, bench.manifests, language)))
  const summary = useDocument(({ document }) => (block === null ? '' : summaryOf(document, block, bench.manifests, language)))
  const ends = useDocument(
    ({ document }) => block !== null && bench.manifests.get(document.nodes[block]?.type ?? '')?.traits.ends,
  )
  const folded = useSession((state) => block !== null && state.folded.has(block))
  const hit = useSession((state) => block !== null && state.hits.has(block))
  const mark = useNodeMark(block ?? '')
  const visits = useTrial(({ trace, position }) =>
    mode === 'try'
      ? (trace?.steps ?? []).flatMap(({ node }, i) => (i <= position && node === block ? [i + 1] : [])).join(', ')
      : '',
  )
  const opens = row.kind === 'block' && row.folds
  const also = [
    inside > 0 ? t('live.insideCount', { count: inside }) : null,
    mark ? t(`compare.${mark}`) : null,
    visits === '' ? null : t('outline.visited', { visits }),
  ].filter((each) => each !== null)
  return (
    <div
      className={classes.row}
      role="none"
      style={{ transform: `translateY(${top}px)`, height, '--depth': row.depth - 1 } as CSSProperties}
      data-here={here || undefined}
      data-hit={hit || undefined}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the tree is one tab stop and names this item as the active one. */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the actions. */}
      <div
        className={classes.item}
        id={id}
        role="treeitem"
        aria-level={row.depth}
        aria-setsize={row.of}
        aria-posinset={row.place}
        aria-expanded={opens ? !folded : undefined}
        aria-selected={here}
        aria-label={[said, ...also].join(', ')}
        aria-description={summary || undefined}
        data-testid="outline-row"
        data-kind={row.kind}
        data-key={row.key}
        data-here={here || undefined}
        data-hit={hit || undefined}
        onClick={choose}
      >
        {opens && (
          <button
            type="button"
            tabIndex={-1}
            className={`${classes.small} ${classes.fold}`}
            aria-label={t(folded ? 'outline.unfold' : 'outline.fold', { name })}
            onClick={(event) => {
              event.stopPropagation()
              setFolded(bench, row.key, !folded)
            }}
          >
            {folded ? <IconChevronRight size={16} aria-hidden /> : <IconChevronDown size={16} aria-hidden />}
          </button>
        )}
        {mode === 'edit' && block !== null && !ends && (
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
      </div>
      <div className={classes.drawn} aria-hidden>
        {row.kind === 'block' ? (
          <BlockRow row={row} name={name} summary={summary} problems={problems} inside={inside} />
        ) : (
          <WayRow row={row} />
        )}
      </div>
    </div>
  )

  function choose(): void {
    if (row.kind === 'block') select(bench, row.id)
    else if (row.kind === 'link') select(bench, row.to)
    else {
      standOn(bench, row)
      if (mode === 'edit') addAfterRow(bench)
    }
  }
})

type BlockRowProps = {
  row: Extract<OutlineRow, { kind: 'block' }>
  name: string
  summary: string
  problems: number
  inside: number
}

function BlockRow({ row, name, summary, problems, inside }: BlockRowProps) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const mode = useMode()
  const node = useDocument((state) => state.document.nodes[row.id])
  const failing = useFindings((state) => state.byNode.get(row.id)?.some((finding) => finding.severity === 'error') ?? false)
  const mark = useNodeMark(row.id)
  const manifest = node && bench.manifests.get(node.type)
  return (
    <>
      {manifest && <TypeTile manifest={manifest} />}
      <span className={classes.words} data-off={node?.off || undefined}>
        <span className={classes.title}>
          <span className={classes.number}>{row.step}</span>
          {row.branch && <span className={classes.chip}>{row.branch.title[currentLanguage()]}</span>}
          <span className={classes.name}>{name}</span>
          {node?.off && <span className={classes.chip}>{t('editor.off')}</span>}
        </span>
        <span className={classes.summary}>{summary}</span>
      </span>
      {mark && <ChangeBadge mark={mark} />}
      {problems > 0 && (
        <span className={classes.problems} data-failing={failing || undefined}>
          {failing ? <IconCircleX size={16} aria-hidden /> : <IconAlertTriangle size={16} aria-hidden />} {problems}
        </span>
      )}
      {inside > 0 && <span className={classes.inside}>{compactNumber(inside)}</span>}
      {mode === 'try' && (
        <span className={classes.badges}>
          <TrialBadge id={row.id} />
        </span>
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
