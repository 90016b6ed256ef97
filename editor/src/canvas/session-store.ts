import type { NodeId, Position } from '@snodo/flow'
import { createStore } from 'zustand/vanilla'

/** Where the type picker stands, and what the chosen type will be joined to. */
export type PickerRequest = {
  /** In client pixels. */
  screen: { x: number; y: number }
} & (
  | { for: 'line'; from: NodeId; port: string }
  | { for: 'port'; from: NodeId; port: string; at?: Position }
  | { for: 'place'; at: Position }
)

/** What is on the screen but not in the flow: selection, the active block, hovers, open panels. Never saved, never undone. */
export type SessionState = {
  selected: ReadonlySet<NodeId>
  selectedLine: string | null
  /** The block the keyboard stands on; the canvas is one tab stop. */
  active: NodeId | null
  /** In the outline: the way out of the active block the keyboard stands on, if it is not on the block itself. */
  outlineRow: string | null
  /** Blocks whose branches the outline does not show. */
  folded: ReadonlySet<NodeId>
  /** Sub-flows whose blocks are looked at. */
  opened: ReadonlySet<string>
  /** Blocks the search has found. */
  hits: ReadonlySet<NodeId>
  /** The search is open. */
  searching: boolean
  hoveredLine: string | null
  moving: ReadonlyMap<NodeId, Position>
  picker: PickerRequest | null
  palette: boolean
  panel: 'block' | 'settings' | 'problems' | 'history' | null
  /** Config path whose field should take the focus next. */
  focusField: string | null
  /** Why a connection under way is refused, beside the pointer. */
  refusal: { text: string; x: number; y: number } | null
  connecting: { from: NodeId; port: string } | null
  /** "Connect to…" by keyboard: the branch it begins from. */
  connectFrom: { from: NodeId; port: string } | null
  help: boolean
  /** A block the view should be moved to, if it is out of sight. */
  reveal: NodeId | null
  /** Read out by screen readers. */
  announcement: string
}

export const NOTHING: ReadonlySet<string> = new Set()
const STILL: ReadonlyMap<NodeId, Position> = new Map()

export function createSessionStore() {
  return createStore<SessionState>(() => ({
    selected: NOTHING,
    selectedLine: null,
    active: null,
    outlineRow: null,
    folded: NOTHING,
    opened: NOTHING,
    hits: NOTHING,
    searching: false,
    hoveredLine: null,
    moving: STILL,
    picker: null,
    palette: false,
    panel: null,
    focusField: null,
    refusal: null,
    connecting: null,
    connectFrom: null,
    help: false,
    reveal: null,
    announcement: '',
  }))
}

export type SessionStore = ReturnType<typeof createSessionStore>

export function stillMoving(): ReadonlyMap<NodeId, Position> {
  return STILL
}
