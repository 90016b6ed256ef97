import { copySelection, pasteFromClipboard } from '../canvas/clipboard.ts'
import {
  addNote,
  besideActive,
  canExtract,
  extract,
  foldSubFlow,
  inlineSubFlow,
  openSubFlow,
  redo,
  removeSelected,
  select,
  subFlowAt,
  switchOff,
  tidy,
  undo,
} from '../canvas/deeds.ts'
import { focusCanvas } from '../canvas/focus-canvas.ts'
import { NOTHING } from '../canvas/session-store.ts'
import { GRID } from '../canvas/sizes.ts'
import { walk } from '../canvas/walk.ts'
import { showView } from '../outline/shown-view.ts'
import { rowStoodOn, shownRows, standOn } from '../outline/walk-outline.ts'
import { sayFault } from '../ui/notify.ts'
import type { Action, ActionContext } from './action.ts'
import { openConnectTo, openPickerAfter } from './openers.ts'

const editing = ({ mode }: ActionContext) => mode === 'edit'
const comparing = ({ mode }: ActionContext) => mode === 'compare'
const always = () => true
const hasSelection = (context: ActionContext) => editing(context) && context.bench.session.getState().selected.size > 0
const hasAny = (context: ActionContext) =>
  editing(context) &&
  (context.bench.session.getState().selected.size > 0 || context.bench.session.getState().selectedLine !== null)
const hasActive = ({ bench }: ActionContext) => bench.session.getState().active !== null
const hasActiveOrLine = (context: ActionContext) => hasActive(context) || context.bench.session.getState().selectedLine !== null
const onDrawing = ({ view }: ActionContext) => view === 'drawing'
const inOutline = ({ view }: ActionContext) => view === 'outline'

/** What one can do with a flow: one row each. */
export const FLOW_ACTIONS: readonly Action[] = [
  {
    id: 'undo',
    label: 'editor.undo',
    scope: 'page',
    keys: ['mod+z'],
    when: (c) => editing(c) && c.bench.documents.store.getState().past.length > 0,
    run: (c) => undo(c.bench),
  },
  {
    id: 'redo',
    label: 'editor.redo',
    scope: 'page',
    keys: ['mod+shift+z', 'mod+y'],
    when: (c) => editing(c) && c.bench.documents.store.getState().future.length > 0,
    run: (c) => redo(c.bench),
  },
  { id: 'add', label: 'editor.addBlock', scope: 'canvas', keys: ['a', 'insert'], when: editing, run: openAtActive },
  {
    id: 'add-after',
    label: 'editor.addAfter',
    scope: 'canvas',
    keys: ['alt+down', 'alt+right'],
    when: (c) => editing(c) && hasActive(c),
    run: (c) => openPickerAfter(c),
  },
  { id: 'add-note', label: 'editor.addNote', scope: 'canvas', keys: ['m'], when: editing, run: (c) => addNote(c.bench) },
  {
    id: 'connect',
    label: 'editor.connectTo',
    scope: 'canvas',
    keys: ['c', 'shift+enter'],
    when: (c) => editing(c) && hasActiveOrLine(c),
    run: (c) => openConnectTo(c),
  },
  { id: 'open', label: 'editor.openBlock', scope: 'canvas', keys: ['enter', 'space', 'f2'], when: hasActive, run: openActive },
  {
    id: 'delete',
    label: 'editor.deleteBlock',
    scope: 'canvas',
    keys: ['delete', 'backspace'],
    when: hasAny,
    run: (c) => removeSelected(c.bench, true),
  },
  {
    id: 'delete-only',
    label: 'editor.deleteOnly',
    scope: 'canvas',
    keys: ['shift+delete', 'shift+backspace'],
    when: hasAny,
    run: (c) => removeSelected(c.bench, false),
  },
  {
    id: 'copy',
    label: 'editor.copy',
    scope: 'canvas',
    keys: ['mod+c'],
    when: (c) => c.bench.session.getState().selected.size > 0,
    run: (c) => void copySelection(c.bench).catch(sayFault),
  },
  {
    id: 'cut',
    label: 'editor.cut',
    scope: 'canvas',
    keys: ['mod+x'],
    when: hasSelection,
    run: (c) =>
      void copySelection(c.bench)
        .then(() => removeSelected(c.bench, true))
        .catch(sayFault),
  },
  {
    id: 'paste',
    label: 'editor.paste',
    scope: 'canvas',
    keys: ['mod+v'],
    when: editing,
    run: (c) => void pasteFromClipboard(c.bench).catch(sayFault),
  },
  {
    id: 'switch-off',
    label: 'editor.switchOff',
    scope: 'canvas',
    keys: ['d'],
    when: hasSelection,
    run: (c) => switchOff(c.bench, c.bench.session.getState().selected),
  },
  {
    id: 'extract',
    label: 'editor.extract',
    scope: 'canvas',
    keys: ['g'],
    when: (c) => editing(c) && canExtract(c.bench),
    run: (c) => extract(c.bench),
  },
  {
    id: 'inline',
    label: 'editor.inline',
    scope: 'canvas',
    keys: ['shift+g'],
    when: (c) => editing(c) && subFlowAt(c.bench) !== null,
    run: (c) => withSubFlow(c, inlineSubFlow),
  },
  {
    id: 'open-sub-flow',
    label: 'editor.openSubFlow',
    scope: 'canvas',
    keys: ['o'],
    when: (c) => atSubFlow(c, false),
    run: (c) => withSubFlow(c, openSubFlow),
  },
  {
    id: 'fold-sub-flow',
    label: 'editor.foldSubFlow',
    scope: 'canvas',
    keys: ['shift+o'],
    when: (c) => atSubFlow(c, true),
    run: (c) => withSubFlow(c, foldSubFlow),
  },
  { id: 'select-all', label: 'editor.selectAll', scope: 'canvas', keys: ['mod+a'], when: editing, run: selectAll },
  {
    id: 'tidy',
    label: 'editor.tidy',
    scope: 'canvas',
    keys: ['t'],
    when: (c) => editing(c) && onDrawing(c),
    run: (c) => void tidy(c.bench).catch(sayFault),
  },
  {
    id: 'fit',
    label: 'editor.fit',
    scope: 'canvas',
    keys: ['1', 'f'],
    when: onDrawing,
    run: (c) => void c.flow.fitView({ padding: 0.16, maxZoom: 1, duration: 250 }),
  },
  {
    id: 'zoom-in',
    label: 'editor.zoomIn',
    scope: 'canvas',
    keys: ['plus', '='],
    when: onDrawing,
    run: (c) => void c.flow.zoomIn({ duration: 120 }),
  },
  {
    id: 'zoom-out',
    label: 'editor.zoomOut',
    scope: 'canvas',
    keys: ['-'],
    when: onDrawing,
    run: (c) => void c.flow.zoomOut({ duration: 120 }),
  },
  { id: 'walk-down', label: 'editor.walkDown', scope: 'canvas', keys: ['down'], when: always, run: (c) => walk(c, 'down') },
  { id: 'walk-up', label: 'editor.walkUp', scope: 'canvas', keys: ['up'], when: always, run: (c) => walk(c, 'up') },
  { id: 'walk-left', label: 'editor.walkLeft', scope: 'canvas', keys: ['left'], when: always, run: (c) => walk(c, 'left') },
  { id: 'walk-right', label: 'editor.walkRight', scope: 'canvas', keys: ['right'], when: always, run: (c) => walk(c, 'right') },
  { id: 'walk-first', label: 'editor.first', scope: 'canvas', keys: ['home'], when: always, run: (c) => walk(c, 'first') },
  { id: 'walk-last', label: 'editor.last', scope: 'canvas', keys: ['end'], when: always, run: (c) => walk(c, 'last') },
  {
    id: 'move-down',
    label: 'editor.moveDown',
    scope: 'canvas',
    keys: ['shift+down'],
    when: (c) => hasSelection(c) && onDrawing(c),
    run: (c) => nudge(c, 0, GRID),
  },
  {
    id: 'move-up',
    label: 'editor.moveUp',
    scope: 'canvas',
    keys: ['shift+up'],
    when: (c) => hasSelection(c) && onDrawing(c),
    run: (c) => nudge(c, 0, -GRID),
  },
  {
    id: 'move-left',
    label: 'editor.moveLeft',
    scope: 'canvas',
    keys: ['shift+left'],
    when: (c) => hasSelection(c) && onDrawing(c),
    run: (c) => nudge(c, -GRID, 0),
  },
  {
    id: 'move-right',
    label: 'editor.moveRight',
    scope: 'canvas',
    keys: ['shift+right'],
    when: (c) => hasSelection(c) && onDrawing(c),
    run: (c) => nudge(c, GRID, 0),
  },
  {
    id: 'escape',
    label: 'editor.escape',
    scope: 'canvas',
    keys: ['escape'],
    when: always,
    run: (c) => c.bench.session.setState({ selected: NOTHING, selectedLine: null, picker: null, panel: null, refusal: null }),
  },
  {
    id: 'outline',
    label: 'outline.change',
    scope: 'page',
    keys: ['alt+o'],
    when: always,
    run: changeView,
  },
  {
    id: 'search',
    label: 'search.title',
    scope: 'page',
    keys: ['mod+f'],
    when: always,
    run: openSearch,
  },
  {
    id: 'history',
    label: 'editor.history',
    scope: 'page',
    keys: ['mod+shift+h'],
    when: editing,
    run: (c) => c.bench.session.setState({ panel: 'history', selected: NOTHING }),
  },
  {
    id: 'problems',
    label: 'problems.title',
    scope: 'page',
    keys: ['mod+shift+m'],
    when: editing,
    run: (c) => c.bench.session.setState({ panel: 'problems' }),
  },
  {
    id: 'settings',
    label: 'editor.settings',
    scope: 'page',
    keys: ['mod+,'],
    when: editing,
    run: (c) => c.bench.session.setState({ panel: 'settings', selected: NOTHING }),
  },
  { id: 'publish', label: 'editor.publish', scope: 'page', keys: ['mod+shift+p'], when: editing, run: (c) => c.publish() },
  { id: 'mode-edit', label: 'editor.edit', scope: 'page', keys: ['alt+1'], when: always, run: (c) => c.setMode('edit') },
  { id: 'mode-try', label: 'editor.try', scope: 'page', keys: ['alt+2'], when: always, run: (c) => c.setMode('try') },
  { id: 'mode-live', label: 'editor.live', scope: 'page', keys: ['alt+3'], when: always, run: (c) => c.setMode('live') },
  { id: 'mode-compare', label: 'editor.compare', scope: 'page', keys: ['alt+4'], when: always, run: (c) => c.setMode('compare') },
  { id: 'next-change', label: 'editor.nextChange', scope: 'canvas', keys: ['n'], when: comparing, run: (c) => c.goToChange(1) },
  {
    id: 'previous-change',
    label: 'editor.previousChange',
    scope: 'canvas',
    keys: ['shift+n'],
    when: comparing,
    run: (c) => c.goToChange(-1),
  },
  {
    id: 'keys',
    label: 'editor.keys',
    scope: 'canvas',
    keys: ['?'],
    when: always,
    run: (c) => c.bench.session.setState({ help: true }),
  },
]

/** At a sub-flow whose blocks are shown, or are not; only where sub-flows are folded at all. */
function atSubFlow({ bench, mode, view }: ActionContext, opened: boolean): boolean {
  const subFlow = subFlowAt(bench)
  const folds = (mode === 'edit' || mode === 'live') && view === 'drawing'
  return folds && subFlow !== null && bench.session.getState().opened.has(subFlow.id) === opened
}

function withSubFlow({ bench }: ActionContext, run: (bench: ActionContext['bench'], id: string) => void): void {
  const subFlow = subFlowAt(bench)
  if (subFlow) run(bench, subFlow.id)
}

function openAtActive({ bench }: ActionContext): void {
  const middle = { x: window.innerWidth / 2, y: window.innerHeight / 3 }
  bench.session.setState({ picker: { for: 'place', at: besideActive(bench), screen: middle } })
}

/** Opens the search, or takes the keyboard back into it. */
function openSearch({ bench }: ActionContext): void {
  bench.session.setState({ searching: true })
  document.querySelector<HTMLInputElement>('[data-testid="search"] input')?.select()
}

/** The other view of the same flow, with the keyboard in it, on the block where it was. */
function changeView({ bench, view }: ActionContext): void {
  showView(view === 'outline' ? 'drawing' : 'outline')
  const { active } = bench.session.getState()
  bench.session.setState({ reveal: active })
  focusCanvas()
}

function openActive(context: ActionContext): void {
  const { bench } = context
  const { active } = bench.session.getState()
  const row = inOutline(context) ? rowStoodOn(shownRows(bench), bench.session.getState()) : undefined
  if (row?.kind === 'link') standOn(bench, shownRows(bench).find((each) => each.key === row.to) ?? row)
  else if (row?.kind === 'open') openPickerAfter(context)
  else if (active !== null) {
    select(bench, active)
    bench.session.setState({ focusField: '' })
  }
}

function selectAll({ bench }: ActionContext): void {
  bench.session.setState({ selected: new Set(Object.keys(bench.documents.store.getState().document.nodes)), panel: null })
}

/** Moves the selection by keyboard: the same edit as a drag, one gesture while the key is held. */
function nudge({ bench }: ActionContext, dx: number, dy: number): void {
  const { selected } = bench.session.getState()
  const { nodes } = bench.documents.store.getState().document
  const to = Object.fromEntries(
    [...selected].flatMap((id) => (nodes[id] ? [[id, { x: nodes[id].at.x + dx, y: nodes[id].at.y + dy }]] : [])),
  )
  bench.edit({ do: 'moveNodes', to }, `nudge ${[...selected].join(' ')}`)
}
