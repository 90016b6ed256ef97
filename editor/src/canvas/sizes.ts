/** Measures of the drawing, in pixels at zoom 1: an 8 px grid, flows from top to bottom. */
export const CARD = { width: 264, height: 72 } as const
export const RANK_GAP = 56
export const COLUMN_GAP = 40
export const GRID = 8
/** Handles are drawn small and grabbed large (CSS adds the margin). */
export const HANDLE = 12
/** Room between the blocks of a group and its frame; twice that above, for its title. */
export const FRAME = 24
/** A note without a size of its own. */
export const NOTE = { width: 240, height: 96 }
