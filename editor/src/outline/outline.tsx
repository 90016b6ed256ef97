import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useId, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { nameOf } from '../canvas/summary-of.ts'
import { useDocument, useSession, useWorkbench } from '../document/workbench-context.ts'
import { currentLanguage } from '../i18n.ts'
import { fold } from '../palette/type-list.ts'
import classes from './outline.module.css'
import { OutlineRowView } from './outline-row.tsx'
import { outlineRows, visibleRows } from './outline-rows.ts'
import { rowStoodOn, standOn, unfoldTo } from './walk-outline.ts'

const BLOCK_HEIGHT = 56
const WAY_HEIGHT = 36
/** Letters typed within this are one word. */
const WORD_MS = 700
/** Room for the buttons that lie over its lower edge. */
const BELOW = 88

/** The flow as a tree: the same document, the same actions, one tab stop. Only the rows in sight are in the page. */
export function Outline({ onKeyDown }: { onKeyDown(event: KeyboardEvent): void }) {
  const { t } = useTranslation()
  const bench = useWorkbench()
  const document = useDocument((state) => state.document)
  const folded = useSession((state) => state.folded)
  const active = useSession((state) => state.active)
  const outlineRow = useSession((state) => state.outlineRow)
  const rows = useMemo(() => visibleRows(outlineRows(document, bench.manifests), folded), [document, bench.manifests, folded])
  const here = rowStoodOn(rows, { active, outlineRow })
  const at = here ? rows.indexOf(here) : -1
  const frame = useRef<HTMLDivElement>(null)
  const treeId = useId()
  const rangeExtractor = useCallback(
    // The row the keyboard stands on is always in the page: what names it must find it.
    (range: Range) =>
      [...new Set([...(at >= 0 && at < range.count ? [at] : []), ...defaultRangeExtractor(range)])].sort((a, b) => a - b),
    [at],
  )
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: (i) => (rows[i]?.kind === 'block' ? BLOCK_HEIGHT : WAY_HEIGHT),
    getItemKey: (i) => rows[i]!.key,
    overscan: 8,
    paddingStart: 16,
    paddingEnd: BELOW,
    scrollPaddingStart: 16,
    scrollPaddingEnd: BELOW,
    rangeExtractor,
  })
  useEffect(() => {
    if (active !== null) unfoldTo(bench, active)
  }, [active, bench])
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, virtual])

  const typed = useRef({ text: '', at: 0 })
  const findAhead = (letter: string, now: number) => {
    const word = now - typed.current.at < WORD_MS ? typed.current.text + letter : letter
    typed.current = { text: word, at: now }
    const language = currentLanguage()
    // One letter again goes on to the next such block; a longer word may stay where it is.
    const from = word.length === 1 ? at + 1 : Math.max(at, 0)
    const found = [...rows.slice(from), ...rows.slice(0, from)].find(
      (row) => row.kind === 'block' && fold(nameOf(document, row.id, bench.manifests, language)).startsWith(fold(word)),
    )
    if (found) standOn(bench, found)
  }
  const onKey = (event: KeyboardEvent) => {
    const letter = /^[\p{L}\p{N}]$/u.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey
    if (letter && event.target === event.currentTarget) {
      event.preventDefault()
      event.stopPropagation()
      findAhead(event.key, event.timeStamp)
    } else onKeyDown(event)
  }
  const stand = () => {
    if ((active === null || !document.nodes[active]) && rows[0]) standOn(bench, rows[0])
  }

  return (
    <div className={classes.frame} ref={frame} data-testid="outline">
      <div
        className={classes.tree}
        role="tree"
        tabIndex={0}
        data-flow-view
        aria-label={t('outline.title')}
        aria-describedby={`${treeId}-hint`}
        aria-activedescendant={here ? `${treeId}-${here.key}` : undefined}
        aria-multiselectable={false}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKey}
        onFocus={stand}
      >
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index]!
          return (
            <OutlineRowView
              key={row.key}
              row={row}
              id={`${treeId}-${row.key}`}
              top={item.start}
              height={item.size}
              here={active !== null && row === here}
            />
          )
        })}
      </div>
      <div id={`${treeId}-hint`} className={classes.hint}>
        {t('outline.hint')}
      </div>
    </div>
  )
}
