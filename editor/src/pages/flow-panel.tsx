import type { FlowSummary } from '../api/replies.ts'
import { useMode } from '../canvas/canvas-mode.ts'
import { ComparePanel } from '../compare/compare-panel.tsx'
import type { Comparing } from '../compare/use-comparison.ts'
import type { Workbench } from '../document/workbench.ts'
import { useDocument, useSession } from '../document/workbench-context.ts'
import { FlowSettingsPanel } from '../inspector/flow-settings.tsx'
import { Inspector } from '../inspector/inspector.tsx'
import { LivePanel } from '../live/live-panel.tsx'
import { ProblemList } from '../problems/problem-list.tsx'
import { TrialPanel } from '../simulate/trial-panel.tsx'
import classes from './flow-editor.module.css'

/** The one panel on the right: what it shows follows the mode and the selection. */
export function FlowPanel({ summary, comparing, draft }: { summary: FlowSummary; comparing: Comparing; draft: Workbench }) {
  const mode = useMode()
  const panel = useSession((state) => state.panel)
  const one = useSession((state) => (state.selected.size === 1 ? [...state.selected][0]! : null))
  const exists = useDocument((state) => one !== null && Object.hasOwn(state.document.nodes, one))
  const content =
    panel === 'settings' ? (
      <FlowSettingsPanel />
    ) : mode === 'try' ? (
      <TrialPanel />
    ) : mode === 'compare' ? (
      <ComparePanel comparing={comparing} draft={draft} />
    ) : mode === 'live' ? (
      <LivePanel summary={summary} node={exists ? one : null} />
    ) : panel === 'problems' ? (
      <ProblemList />
    ) : one !== null && exists && panel === 'block' ? (
      <Inspector key={one} id={one} />
    ) : null
  return content ? <aside className={classes.panel}>{content}</aside> : null
}
