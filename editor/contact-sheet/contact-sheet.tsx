import '@fontsource-variable/inter'
import '@mantine/core/styles.css'
import '@xyflow/react/dist/base.css'
import '../src/ui/base.css'
import { MantineProvider } from '@mantine/core'
import { must } from '@snodo/base'
import { type FlowDocument, indexManifests, type Manifest, type Manifests } from '@snodo/flow'
import { ReactFlow, ReactFlowProvider, useStore } from '@xyflow/react'
import { createContext, memo, useContext, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { type CanvasMode, ModeContext } from '../src/canvas/canvas-mode.ts'
import { Card } from '../src/canvas/card.tsx'
import canvas from '../src/canvas/flow-canvas.module.css'
import { type CardNode, createProjector } from '../src/canvas/projection.ts'
import { ZoomLevelContext } from '../src/canvas/zoom-level.ts'
import { ComparisonContext } from '../src/compare/comparison-context.ts'
import { WorkbenchContext } from '../src/document/workbench-context.ts'
import { startI18n } from '../src/i18n.ts'
import { resolveVariables, theme } from '../src/ui/theme.ts'
import { CELL, type Cell, cellOf, STATES } from './cells.ts'

/**
 * Every block in every state, on one page: what a person who knows none of the code can look through, and what a test compares
 * with the pictures kept. It is no page of the product; only the test builds it, and hands it the manifests of the server.
 */
const CellsContext = createContext<ReadonlyMap<string, Cell>>(new Map())
const SheetCard = memo(function SheetCard(props: Parameters<typeof Card>[0]) {
  const cell = must(useContext(CellsContext).get(props.id), `no cell ${props.id}`)
  return (
    <WorkbenchContext.Provider value={cell.bench}>
      <ZoomLevelContext.Provider value={cell.zoom}>
        <ComparisonContext.Provider value={cell.comparison}>
          <Card {...props} />
        </ComparisonContext.Provider>
      </ZoomLevelContext.Provider>
    </WorkbenchContext.Provider>
  )
})
/** Small enough for pictures that are kept, large enough to be looked through. */
const ZOOM = 0.5
const NODE_TYPES = { card: SheetCard }

function Section({ mode, manifests }: { mode: CanvasMode; manifests: Manifests }) {
  const types = [...manifests.values()]
  const states = STATES[mode]
  const cells = states.flatMap((state, column) => types.map((manifest, row) => cellOf(manifest, state, row, column, manifests)))
  const nodes = Object.assign({}, ...cells.map((cell) => cell.bench.documents.store.getState().document.nodes))
  const document: FlowDocument = { format: 1, name: 'Sheet', settings: {}, nodes, edges: [] }
  const selected = new Set(cells.filter((cell) => cell.state === 'selected').map((cell) => cell.id))
  const drawn = createProjector(manifests)(document, { selected, moving: new Map() })
  return (
    <section>
      <header style={{ display: 'flex', height: 28 }}>
        {states.map((state) => (
          <b key={state} style={{ width: CELL.width * ZOOM, paddingLeft: 14 }}>
            {state}
          </b>
        ))}
      </header>
      <div
        className={canvas.canvas}
        style={{ position: 'relative', width: states.length * CELL.width * ZOOM, height: types.length * CELL.height * ZOOM }}
      >
        <ModeContext.Provider value={mode}>
          <CellsContext.Provider value={new Map(cells.map((cell) => [cell.id, cell]))}>
            <ReactFlowProvider>
              <ReactFlow<CardNode>
                nodes={drawn.nodes}
                nodeTypes={NODE_TYPES}
                defaultViewport={{ x: 14, y: 12, zoom: ZOOM }}
                proOptions={{ hideAttribution: true }}
                nodesFocusable={false}
                tabIndex={0}
                data-mode={mode}
                data-testid={`sheet-${mode}`}
              />
              <Ready />
            </ReactFlowProvider>
          </CellsContext.Provider>
        </ModeContext.Provider>
      </div>
    </section>
  )
}

/** Said on the page, so that no picture is taken of half a sheet. */
function Ready() {
  const ready = useStore((state) => state.nodesInitialized)
  useEffect(() => {
    if (ready)
      void document.fonts.ready.then(() =>
        document.body.setAttribute('data-drawn', String(Number(document.body.dataset.drawn ?? 0) + 1)),
      )
  }, [ready])
  return null
}

startI18n()
const manifests = indexManifests((await (await fetch('./manifests.json')).json()) as Manifest[])
createRoot(must(document.getElementById('root'), 'the page has no root')).render(
  <MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto">
    <main style={{ display: 'flex', width: 'max-content', background: 'var(--snodo-canvas)' }}>
      {(Object.keys(STATES) as CanvasMode[]).map((mode) => (
        <Section key={mode} mode={mode} manifests={manifests} />
      ))}
    </main>
  </MantineProvider>,
)
