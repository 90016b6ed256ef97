import { IconChevronDown, IconChevronUp } from '@tabler/icons-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { FlowSummary } from '../api/replies.ts'
import { useMode } from '../canvas/canvas-mode.ts'
import type { Comparing } from '../compare/use-comparison.ts'
import { HistoryPanel } from '../document/history-panel.tsx'
import type { Workbench } from '../document/workbench.ts'
import { useDocument, useSession } from '../document/workbench-context.ts'
import { useOnPhone } from '../outline/shown-view.ts'
import { ProblemList } from '../problems/problem-list.tsx'
import classes from './flow-editor.module.css'

/** The panels, with their fields and the editor of texts, are more than half of the page: the canvas stands before they are read. */
const load = {
  inspector: () => import('../inspector/inspector.tsx'),
  settings: () => import('../inspector/flow-settings.tsx'),
  trial: () => import('../simulate/trial-panel.tsx'),
  live: () => import('../live/live-panel.tsx'),
  compare: () => import('../compare/compare-panel.tsx'),
}
const Inspector = lazy(async () => ({ default: (await load.inspector()).Inspector }))
const FlowSettingsPanel = lazy(async () => ({ default: (await load.settings()).FlowSettingsPanel }))
const TrialPanel = lazy(async () => ({ default: (await load.trial()).TrialPanel }))
const LivePanel = lazy(async () => ({ default: (await load.live()).LivePanel }))
const ComparePanel = lazy(async () => ({ default: (await load.compare()).ComparePanel }))
/** Read ahead once the canvas has been drawn, so that the first click on a block waits for nothing. */
const READ_AHEAD_AFTER_MS = 800

/** The one panel on the right: what it shows follows the mode and the selection. */
export function FlowPanel({ summary, comparing, draft }: { summary: FlowSummary; comparing: Comparing; draft: Workbench }) {
  const mode = useMode()
  const phone = useOnPhone()
  const { t } = useTranslation()
  const [low, setLow] = useState(false)
  const panel = useSession((state) => state.panel)
  const one = useSession((state) => (state.selected.size === 1 ? [...state.selected][0]! : null))
  const exists = useDocument((state) => one !== null && Object.hasOwn(state.document.nodes, one))
  useEffect(() => {
    // One that cannot be read now is asked for again when it is needed, and says so then.
    const timer = setTimeout(() => void Promise.allSettled(Object.values(load).map((read) => read())), READ_AHEAD_AFTER_MS)
    return () => clearTimeout(timer)
  }, [])
  const content =
    panel === 'settings' ? (
      <FlowSettingsPanel />
    ) : mode === 'try' ? (
      <TrialPanel />
    ) : mode === 'compare' ? (
      <ComparePanel comparing={comparing} draft={draft} />
    ) : mode === 'live' ? (
      <LivePanel summary={summary} node={exists ? one : null} />
    ) : panel === 'history' ? (
      <HistoryPanel />
    ) : panel === 'problems' ? (
      <ProblemList />
    ) : one !== null && exists && panel === 'block' ? (
      <Inspector key={one} id={one} />
    ) : null
  if (!content) return null
  // On a phone a mode's panel shares the screen with the flow it is about; what is edited takes all of it.
  const sheet = phone && mode !== 'edit' && panel !== 'settings'
  return (
    <aside className={classes.panel} data-sheet={sheet ? (low ? 'low' : 'half') : undefined} data-testid="flow-panel">
      {sheet && (
        <button type="button" className={classes.handle} aria-expanded={!low} onClick={() => setLow(!low)}>
          {low ? <IconChevronUp size={18} aria-hidden /> : <IconChevronDown size={18} aria-hidden />}
          {t(low ? 'editor.showPanel' : 'editor.hidePanel')}
        </button>
      )}
      {!(sheet && low) && <Suspense>{content}</Suspense>}
    </aside>
  )
}
