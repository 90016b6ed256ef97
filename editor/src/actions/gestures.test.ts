import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ACTIONS } from './registry.ts'

/** Where the pointer does something on the drawing or in the outline, and the actions that do the same by keys. */
const BY_KEYS: Record<string, readonly string[]> = {
  'canvas/flow-canvas.tsx onNodesChange': ['walk-down', 'select-all', 'move-down'],
  'canvas/flow-canvas.tsx onConnect': ['connect'],
  'canvas/flow-canvas.tsx onConnectEnd': ['add-after', 'connect'],
  'canvas/flow-canvas.tsx onEdgeClick': ['connect', 'open'],
  'canvas/flow-canvas.tsx onPaneClick': ['escape'],
  'canvas/flow-canvas.tsx onDrop': ['add', 'add-after'],
  'canvas/line-end.tsx onPointerDown': ['connect'],
  'canvas/line.tsx onClick': ['add-after', 'open'],
  'canvas/live-pill.tsx onClick': ['open'],
  'canvas/notes.tsx onPointerDown': ['tab'],
  'canvas/notes.tsx onClick': ['tab'],
  'canvas/open-ports.tsx onClick': ['add-after'],
  'canvas/sub-flow-card.tsx onDoubleClick': ['open-sub-flow'],
  'canvas/sub-flow-card.tsx onClick': ['open-sub-flow'],
  'canvas/sub-flow-frames.tsx onClick': ['open-sub-flow', 'inline'],
  'canvas/connect-to.tsx onClick': ['tab'],
  'canvas/empty-canvas.tsx onClick': ['add'],
  'canvas/search-box.tsx onClick': ['search'],
  'canvas/toolbar.tsx onClick': ['tab'],
  'outline/outline-row.tsx onClick': ['open', 'walk-right', 'add-after'],
  'outline/skip-link.tsx onClick': ['outline'],
  'palette/palette.tsx onClick': ['add', 'add-after'],
  'palette/palette.tsx onDragStart': ['add', 'add-after'],
}

/** Part of a gesture told above, or only showing what the keyboard is shown anyway. */
const PART_OF_ANOTHER = /^on(?:ConnectStart|EdgeMouse\w+|DragOver|Pointer(?:Move|Up|Cancel))$/
const POINTER =
  /\b(on(?:Node|Edge|Pane|Connect|Reconnect|Drop|Drag|Click|DoubleClick|ContextMenu|Pointer|MouseDown|Selection)\w*)=/g

function gestures(): string[] {
  const source = join(import.meta.dirname, '..')
  const files = ['canvas', 'outline', 'palette'].flatMap((folder) =>
    readdirSync(join(source, folder)).map((file) => `${folder}/${file}`),
  )
  return files
    .filter((file) => file.endsWith('.tsx') && file !== 'palette/type-picker.tsx')
    .flatMap((file) => [...readFileSync(join(source, file), 'utf8').matchAll(POINTER)].map(([, prop]) => `${file} ${prop}`))
    .filter((gesture) => !PART_OF_ANOTHER.test(gesture.split(' ')[1]!))
}

describe('a gesture of the pointer', () => {
  it('always has an action that does the same by keys, or is a control Tab comes to', () => {
    expect([...new Set(gestures())].sort()).toEqual(Object.keys(BY_KEYS).sort())
  })

  it('names actions there are, each with keys', () => {
    const bound = new Set(ACTIONS.filter((action) => action.keys.length > 0).map((action) => action.id))
    const missing = Object.values(BY_KEYS)
      .flat()
      .filter((id) => id !== 'tab' && !bound.has(id))
    expect(missing).toEqual([])
  })
})
