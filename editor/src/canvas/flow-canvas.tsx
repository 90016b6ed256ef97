import '@xyflow/react/dist/base.css'
import { useComputedColorScheme } from '@mantine/core'
import { mayConnect } from '@snodo/flow'
import {
  Background,
  BackgroundVariant,
  type Connection,
  type Edge,
  type EdgeMouseHandler,
  type NodeChange,
  type OnConnectEnd,
  type OnConnectStart,
  ReactFlow,
  type ReactFlowInstance,
  useStore as useFlowStore,
  useReactFlow,
} from '@xyflow/react'
import { type DragEvent, type ReactNode, useCallback, useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useGhostLines } from '../compare/comparison-context.ts'
import { useDocument, useSession, useWorkbench } from '../document/workbench-context.ts'
import { useMode } from './canvas-mode.ts'
import { Card } from './card.tsx'
import { addPicked, connect } from './deeds.ts'
import classes from './flow-canvas.module.css'
import { blockBehind, drawnOf } from './folded.ts'
import { Line } from './line.tsx'
import { type CardNode, createProjector, type LineEdge } from './projection.ts'
import { NOTHING, stillMoving } from './session-store.ts'
import { CARD, GRID } from './sizes.ts'
import { SubFlowCard } from './sub-flow-card.tsx'
import { DrawnContext } from './use-drawn.ts'
import { bringIntoView, showBeginning } from './view.ts'
import { ZoomLevelContext, zoomLevelOf } from './zoom-level.ts'

const NODE_TYPES = { card: Card, subFlow: SubFlowCard }
const EDGE_TYPES = { line: Line }
const SNAP: [number, number] = [GRID, GRID]
const NO_PRO_BADGE = { hideAttribution: true }
export const PALETTE_MIME = 'application/x-snodo-type'

/** The canvas: draws a projection of the document, and turns gestures into edits. It keeps nothing of its own. */
export function FlowCanvas({ children, onKeyDown }: { children?: ReactNode; onKeyDown: (event: React.KeyboardEvent) => void }) {
  const bench = useWorkbench()
  const mode = useMode()
  const { t } = useTranslation()
  const scheme = useComputedColorScheme('light')
  const flow = useReactFlow()
  const editable = mode === 'edit'
  const document = useDocument((state) => state.document)
  const selected = useSession((state) => state.selected)
  const moving = useSession((state) => state.moving)
  const connecting = useSession((state) => state.connecting !== null)
  const zoom = useFlowStore((state) => zoomLevelOf(state.transform[2]))
  const project = useMemo(() => createProjector(bench.manifests), [bench.manifests])
  const opened = useSession((state) => state.opened)
  const folds = mode === 'edit' || mode === 'live'
  const drawn = useMemo(() => drawnOf(document, bench.manifests, opened, folds), [document, bench.manifests, opened, folds])
  const { folded } = drawn
  const ghosts = useGhostLines()
  const projection = useMemo(
    () => project(drawn.document, { selected, moving, folded: drawn.folded, ghosts }),
    [project, drawn, selected, moving, ghosts],
  )
  const hint = 'canvas-hint'

  const reveal = useSession((state) => state.reveal)
  useEffect(() => {
    if (reveal === null) return
    bench.session.setState({ reveal: null })
    bringIntoView(flow, bench.documents.store.getState().document.nodes[reveal]?.at)
  }, [reveal, bench, flow])

  // Where the keyboard goes must be seen: walked into, searched for or named by a problem.
  const active = useSession((state) => state.active)
  useEffect(() => {
    const hidden = active === null ? undefined : [...folded.values()].find((each) => each.nodes.includes(active))
    if (hidden) bench.session.setState((state) => ({ opened: new Set([...state.opened, hidden.id]) }))
  }, [active, folded, bench])

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const session = bench.session.getState()
      let nextMoving: Map<string, { x: number; y: number }> | null = null
      let nextSelected: Set<string> | null = null
      let dropped = false
      for (const change of changes) {
        if (change.type === 'position' && change.position) {
          nextMoving ??= new Map(session.moving)
          nextMoving.set(change.id, change.position)
          if (change.dragging === false) dropped = true
        } else if (change.type === 'position' && change.dragging === false) {
          dropped = true
        } else if (change.type === 'select') {
          nextSelected ??= new Set(session.selected)
          for (const id of folded.get(change.id)?.nodes ?? [change.id]) {
            if (change.selected) nextSelected.add(id)
            else nextSelected.delete(id)
          }
        }
      }
      if (nextSelected) {
        const only = nextSelected.size === 1 ? [...nextSelected][0]! : null
        bench.session.setState({
          selected: nextSelected.size === 0 ? NOTHING : nextSelected,
          active: only ?? session.active,
          selectedLine: null,
          panel: nextSelected.size > 0 ? 'block' : session.panel === 'block' ? null : session.panel,
        })
      }
      if (dropped) {
        const to: Record<string, { x: number; y: number }> = {}
        const { nodes } = bench.documents.store.getState().document
        for (const [id, at] of nextMoving ?? session.moving) {
          const card = folded.get(id)
          const from = card?.at ?? nodes[id]?.at
          if (!from || (from.x === at.x && from.y === at.y)) continue
          // A sub-flow takes its blocks along.
          for (const each of card?.nodes ?? [id]) {
            const before = nodes[each]?.at
            if (before) to[each] = { x: before.x + at.x - from.x, y: before.y + at.y - from.y }
          }
        }
        bench.session.setState({ moving: stillMoving() })
        if (Object.keys(to).length > 0) bench.edit({ do: 'moveNodes', to })
      } else if (nextMoving) bench.session.setState({ moving: nextMoving })
    },
    [bench, folded],
  )

  const isValidConnection = useCallback(
    (line: Connection | Edge) => {
      const { document: now } = bench.documents.store.getState()
      return (
        mayConnect(now, bench.manifests, line.source, line.sourceHandle ?? '', blockBehind(folded, line.target), {
          replace: true,
        }) === true
      )
    },
    [bench, folded],
  )
  const onConnect = useCallback(
    (line: Connection) => connect(bench, line.source, line.sourceHandle ?? '', blockBehind(folded, line.target)),
    [bench, folded],
  )
  const onConnectStart = useCallback<OnConnectStart>(
    (_, { nodeId, handleId }) => {
      if (nodeId && handleId) bench.session.setState({ connecting: { from: nodeId, port: handleId }, refusal: null })
    },
    [bench],
  )
  const onConnectEnd = useCallback<OnConnectEnd>(
    (event, state) => {
      const { connecting: from } = bench.session.getState()
      bench.session.setState({ connecting: null, refusal: null })
      if (state.isValid || !from) return
      const point = 'changedTouches' in event ? event.changedTouches[0]! : event
      const screen = { x: point.clientX, y: point.clientY }
      // Dropped on a card rather than on its small handle: the card is what was meant.
      const over = (event.target as Element | null)?.closest('.react-flow__node')?.getAttribute('data-id') ?? state.toNode?.id
      if (over !== undefined && over !== null) {
        if (over === from.from || connect(bench, from.from, from.port, blockBehind(folded, over))) return
        const text = bench.session.getState().announcement
        bench.session.setState({ refusal: { text, ...screen } })
        return
      }
      const at = flow.screenToFlowPosition(screen)
      bench.session.setState({
        picker: { for: 'port', ...from, at: { x: at.x - CARD.width / 2, y: at.y }, screen },
      })
    },
    [bench, flow, folded],
  )
  const onEdgeEnter = useCallback<EdgeMouseHandler<LineEdge>>(
    (_, edge) => bench.session.setState({ hoveredLine: edge.id }),
    [bench],
  )
  const onEdgeLeave = useCallback<EdgeMouseHandler<LineEdge>>(() => bench.session.setState({ hoveredLine: null }), [bench])
  const onEdgeClick = useCallback<EdgeMouseHandler<LineEdge>>(
    (_, edge) => bench.session.setState({ selectedLine: edge.id, selected: NOTHING, panel: null }),
    [bench],
  )
  const onPaneClick = useCallback(
    () =>
      bench.session.setState((state) => ({
        selected: NOTHING,
        selectedLine: null,
        picker: null,
        refusal: null,
        panel: state.panel === 'block' ? null : state.panel,
      })),
    [bench],
  )
  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = event.dataTransfer.getData(PALETTE_MIME)
      const manifest = bench.manifests.get(type)
      if (!manifest) return
      event.preventDefault()
      const screen = { x: event.clientX, y: event.clientY }
      const line = globalThis.document
        .elementsFromPoint(screen.x, screen.y)
        .find((each) => each.closest('.react-flow__edge, [data-line-id]'))
      const lineId =
        line?.closest('[data-line-id]')?.getAttribute('data-line-id') ??
        line?.closest('.react-flow__edge')?.getAttribute('data-id')
      const edge = bench.documents.store.getState().document.edges.find((each) => `${each.from}:${each.port}` === lineId)
      const at = flow.screenToFlowPosition(screen)
      const place = { x: at.x - CARD.width / 2, y: at.y - CARD.height / 2 }
      addPicked(
        bench,
        edge && manifest.kind !== 'start'
          ? { for: 'line', from: edge.from, port: edge.port, screen }
          : { for: 'place', at: place, screen },
        manifest,
      )
    },
    [bench, flow],
  )
  const onInit = useCallback(
    (drawn: ReactFlowInstance<CardNode, LineEdge>) => {
      showBeginning(drawn as unknown as ReactFlowInstance)
      // Come back from the outline: where the keyboard stands is where one was reading.
      const { active } = bench.session.getState()
      if (active !== null) bringIntoView(drawn, bench.documents.store.getState().document.nodes[active]?.at)
    },
    [bench],
  )
  const allowDrop = useCallback((event: DragEvent) => {
    if (!event.dataTransfer.types.includes(PALETTE_MIME)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
  }, [])

  return (
    <div className={classes.canvas} data-testid="canvas">
      <DrawnContext.Provider value={drawn}>
        <ZoomLevelContext.Provider value={zoom}>
          <ReactFlow<CardNode, LineEdge>
            nodes={projection.nodes}
            edges={projection.edges}
            nodeTypes={NODE_TYPES}
            edgeTypes={EDGE_TYPES}
            onNodesChange={onNodesChange}
            onConnect={onConnect}
            onConnectStart={onConnectStart}
            onConnectEnd={onConnectEnd}
            isValidConnection={isValidConnection}
            onEdgeMouseEnter={onEdgeEnter}
            onEdgeMouseLeave={onEdgeLeave}
            onEdgeClick={onEdgeClick}
            onPaneClick={onPaneClick}
            onDrop={onDrop}
            onDragOver={allowDrop}
            onKeyDown={onKeyDown}
            nodesDraggable={editable}
            nodesConnectable={editable}
            elementsSelectable
            nodesFocusable={false}
            edgesFocusable={false}
            disableKeyboardA11y
            deleteKeyCode={null}
            selectionKeyCode="Shift"
            multiSelectionKeyCode={['Meta', 'Control']}
            selectNodesOnDrag={false}
            nodeDragThreshold={4}
            connectionRadius={28}
            snapToGrid
            snapGrid={SNAP}
            onlyRenderVisibleElements
            elevateNodesOnSelect={false}
            zIndexMode="manual"
            minZoom={0.15}
            maxZoom={2}
            panOnScroll
            onInit={onInit}
            colorMode={scheme}
            proOptions={NO_PRO_BADGE}
            tabIndex={0}
            role="application"
            aria-label={t('editor.canvas')}
            aria-describedby={hint}
            data-flow-view
            data-mode={mode}
            data-zoom={zoom}
            data-connecting={connecting || undefined}
          >
            <Background
              variant={BackgroundVariant.Dots}
              gap={GRID * 3}
              size={1.5}
              color="var(--snodo-dot)"
              bgColor="var(--snodo-canvas)"
            />
            {children}
          </ReactFlow>
        </ZoomLevelContext.Provider>
      </DrawnContext.Provider>
      <div id={hint} className={classes.hint}>
        {t('editor.canvasHint')}
      </div>
    </div>
  )
}
