import type { ReactFlowInstance } from '@xyflow/react'
import type { CanvasMode } from '../canvas/canvas-mode.ts'
import type { Workbench } from '../document/workbench.ts'
import type { FlowView } from '../outline/shown-view.ts'

/** What an action can work with on the flow page. */
export type ActionContext = {
  bench: Workbench
  mode: CanvasMode
  /** The drawing or the outline: both are one flow, with the same actions. */
  view: FlowView
  flow: ReactFlowInstance
  setMode(mode: CanvasMode): void
  publish(): void
  /** In the mode that compares two states: goes from change to change. */
  goToChange(step: 1 | -1): void
}

/** Where its keys are heard: on the drawing or the outline only, or anywhere on the page outside text fields. */
export type Scope = 'canvas' | 'page'

/** Something one can do. Menus, toolbar, command palette, shortcuts and the help sheet are all drawn from these. */
export type Action = {
  id: string
  /** Key of the words on the screen. */
  label: ActionLabel
  scope: Scope
  /** Chords such as `mod+z`, `shift+tab`, `delete`; `mod` is Cmd on a Mac and Ctrl elsewhere. */
  keys: readonly string[]
  when(context: ActionContext): boolean
  run(context: ActionContext): void
}

export type ActionLabel =
  | 'editor.undo'
  | 'editor.redo'
  | 'editor.tidy'
  | 'editor.fit'
  | 'editor.zoomIn'
  | 'editor.zoomOut'
  | 'editor.addBlock'
  | 'editor.addNote'
  | 'editor.deleteBlock'
  | 'editor.deleteOnly'
  | 'editor.copy'
  | 'editor.cut'
  | 'editor.paste'
  | 'editor.switchOff'
  | 'editor.extract'
  | 'editor.inline'
  | 'editor.openSubFlow'
  | 'editor.foldSubFlow'
  | 'editor.settings'
  | 'editor.publish'
  | 'editor.edit'
  | 'editor.try'
  | 'editor.live'
  | 'editor.compare'
  | 'editor.nextChange'
  | 'editor.previousChange'
  | 'editor.keys'
  | 'editor.selectAll'
  | 'editor.connectTo'
  | 'editor.openBlock'
  | 'editor.addAfter'
  | 'editor.walkUp'
  | 'editor.walkDown'
  | 'editor.walkLeft'
  | 'editor.walkRight'
  | 'editor.moveUp'
  | 'editor.moveDown'
  | 'editor.moveLeft'
  | 'editor.moveRight'
  | 'editor.escape'
  | 'editor.first'
  | 'editor.last'
  | 'editor.history'
  | 'outline.change'
  | 'search.title'
  | 'problems.title'
