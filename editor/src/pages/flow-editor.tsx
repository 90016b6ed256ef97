import { getRouteApi } from '@tanstack/react-router'
import { useReactFlow } from '@xyflow/react'
import { type KeyboardEvent, useCallback, useEffect, useMemo } from 'react'
import type { ActionContext } from '../actions/action.ts'
import { useActiveContext } from '../actions/active-context.ts'
import { chordOf, isTyping, onMac } from '../actions/chord.ts'
import { actionFor } from '../actions/registry.ts'
import { ShortcutSheet } from '../actions/shortcut-sheet.tsx'
import type { FlowSummary } from '../api/replies.ts'
import { type CanvasMode, ModeContext } from '../canvas/canvas-mode.ts'
import { ConnectTo } from '../canvas/connect-to.tsx'
import { DayGutter } from '../canvas/day-gutter.tsx'
import { EmptyCanvas } from '../canvas/empty-canvas.tsx'
import { FlowCanvas } from '../canvas/flow-canvas.tsx'
import { Notes } from '../canvas/notes.tsx'
import { Refusal } from '../canvas/refusal.tsx'
import { SearchBox } from '../canvas/search-box.tsx'
import { NOTHING } from '../canvas/session-store.ts'
import { SubFlowFrames } from '../canvas/sub-flow-frames.tsx'
import { Toolbar } from '../canvas/toolbar.tsx'
import { showBeginning } from '../canvas/view.ts'
import { ComparisonContext } from '../compare/comparison-context.ts'
import { goToChange } from '../compare/go-to-change.ts'
import { useComparison } from '../compare/use-comparison.ts'
import { Contradictions } from '../document/contradictions.tsx'
import { useLeaveGuard } from '../document/leave-guard.ts'
import { useSession, useWorkbench, WorkbenchContext } from '../document/workbench-context.ts'
import { LiveRibbon } from '../live/live-ribbon.tsx'
import { useLiveFeed } from '../live/use-live-feed.ts'
import { useShownBench } from '../live/use-shown-bench.ts'
import { Outline } from '../outline/outline.tsx'
import { useOnPhone, useView } from '../outline/shown-view.ts'
import { OutlineSkipLink } from '../outline/skip-link.tsx'
import { Palette } from '../palette/palette.tsx'
import { TypePicker } from '../palette/type-picker.tsx'
import { PageBar } from '../shell/page-bar.tsx'
import { FlowBar, FlowBarBelow, Modes } from './flow-bar.tsx'
import classes from './flow-editor.module.css'
import { FlowPanel } from './flow-panel.tsx'
import { usePublish } from './use-publish.tsx'

const route = getRouteApi('/shell/flows/$flowId')
const NATIVE_HISTORY: ReadonlySet<string> = new Set(['mod+z', 'mod+y', 'mod+shift+z'])

/** The flow page once everything is loaded: bar, canvas, panel, and the dialogs over them. */
export function FlowEditor({ summary }: { summary: FlowSummary }) {
  const bench = useWorkbench()
  const flow = useReactFlow()
  const navigate = route.useNavigate()
  const { mode = 'edit', node } = route.useSearch()
  const view = useView()
  const phone = useOnPhone()
  const publishing = usePublish(summary)
  const current = useShownBench(mode === 'live', summary.version)
  const comparing = useComparison(mode === 'compare', summary.version)
  const shown = comparing.bench ?? current
  const setMode = useCallback(
    (next: CanvasMode) => {
      bench.session.setState({ selected: NOTHING, selectedLine: null, panel: null, picker: null, palette: false })
      void navigate({ search: () => (next === 'edit' ? {} : { mode: next }), replace: true })
    },
    [navigate, bench],
  )
  const context = useMemo<ActionContext>(
    () => ({
      bench: shown,
      mode,
      view,
      flow,
      setMode,
      publish: publishing.start,
      goToChange: (step) => goToChange(shown, comparing.comparison, step),
    }),
    [shown, mode, view, flow, setMode, publishing.start, comparing.comparison],
  )
  useActiveContext(context)
  useLeaveGuard()
  useLiveFeed(shown, mode === 'live' && summary.version !== null)

  useEffect(() => {
    if (node !== undefined) shown.session.setState({ selected: new Set([node]), active: node, panel: 'block', reveal: node })
  }, [node, shown])

  useEffect(() => {
    if (mode === 'live' || mode === 'compare') showBeginning(flow)
  }, [mode, flow])

  const onCanvasKey = useCallback(
    (event: KeyboardEvent) => {
      if (isTyping(event.target) || (event.target as Element).closest('button')) return
      const action = actionFor(chordOf(event, onMac()), 'canvas', context)
      if (!action) return
      event.preventDefault()
      event.stopPropagation()
      action.run(context)
    },
    [context],
  )
  useEffect(() => {
    const onPageKey = (event: globalThis.KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target)) return
      const chord = chordOf(event, onMac())
      const action = actionFor(chord, 'page', context)
      // With nothing left to undo the browser would undo by itself, in whatever text was typed last.
      if (action || NATIVE_HISTORY.has(chord)) event.preventDefault()
      action?.run(context)
    }
    window.addEventListener('keydown', onPageKey)
    return () => window.removeEventListener('keydown', onPageKey)
  }, [context])

  const bar = { summary, mode, setMode, publish: publishing.start, publishing: publishing.busy }
  return (
    <ModeContext.Provider value={mode}>
      <PageBar>
        <FlowBar {...bar} />
      </PageBar>
      <WorkbenchContext.Provider value={shown}>
        <ComparisonContext.Provider value={comparing.comparison}>
          <OutlineSkipLink context={context} />
          <div className={classes.page} data-mode={mode} data-view={view}>
            {phone && (
              <WorkbenchContext.Provider value={bench}>
                <FlowBarBelow {...bar} />
              </WorkbenchContext.Provider>
            )}
            <div className={classes.work}>
              <div className={classes.stage}>
                {view === 'outline' ? (
                  <Outline onKeyDown={onCanvasKey} />
                ) : (
                  <FlowCanvas onKeyDown={onCanvasKey}>
                    <DayGutter />
                    <Notes />
                    <SubFlowFrames />
                  </FlowCanvas>
                )}
                <LiveRibbon summary={summary} />
                <EmptyCanvas />
                {mode === 'edit' && <Contradictions />}
                <Toolbar context={context} />
                <SearchBox />
                {mode === 'edit' && <Palette />}
              </div>
              <FlowPanel summary={summary} comparing={comparing} draft={bench} />
            </div>
            {phone && (
              <div className={classes.modes} data-testid="flow-modes">
                <Modes mode={mode} setMode={setMode} fullWidth />
              </div>
            )}
          </div>
          <TypePicker />
          <ConnectTo />
          <Refusal />
          <ShortcutSheet />
          <Announcer />
        </ComparisonContext.Provider>
      </WorkbenchContext.Provider>
      {publishing.dialog}
    </ModeContext.Provider>
  )
}

/** What screen readers are told: where the keyboard stands, why a line was refused. */
function Announcer() {
  const announcement = useSession((state) => state.announcement)
  return (
    <div className={classes.spoken} role="status" aria-live="polite" data-testid="announcer">
      {announcement}
    </div>
  )
}
