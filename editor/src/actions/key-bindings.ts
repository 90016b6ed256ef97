import { createStore } from 'zustand/vanilla'
import type { Action } from './action.ts'

/** Keys an author has chosen instead of those an action came with, by the action's id. */
export type OwnKeys = Readonly<Record<string, readonly string[]>>

const STORED = 'snodo.keys'

/** Kept per browser: a keyboard belongs to a desk. */
export const ownKeys = createStore<{ own: OwnKeys }>(() => ({ own: stored() }))

export function keysOf(action: Action, own: OwnKeys = ownKeys.getState().own): readonly string[] {
  return own[action.id] ?? action.keys
}

/** Keys that are not ours to give: moving through the page, and what browsers keep for themselves. */
const KEPT_BY_OTHERS: ReadonlySet<string> = new Set(['tab', 'shift+tab', 'mod+k', 'mod+w', 'mod+t', 'mod+n', 'mod+r', 'mod+l'])

/** What came of asking for other keys. */
export type Chosen =
  | { own: OwnKeys }
  | { refused: 'taken'; by: Action }
  /** They belong to the page or the browser. */
  | { refused: 'kept' }
  /** Heard on the whole page, a letter alone would fire while nobody means it. */
  | { refused: 'letter' }

/** Gives an action these keys instead of its own; refused when another action has them, since both would be meant. */
export function chooseKeys(actions: readonly Action[], own: OwnKeys, action: Action, chord: string): Chosen {
  if (KEPT_BY_OTHERS.has(chord)) return { refused: 'kept' }
  if (action.scope === 'page' && !/^(mod|alt|ctrl|meta)\+/.test(chord)) return { refused: 'letter' }
  const by = actions.find((other) => other.id !== action.id && keysOf(other, own).includes(chord))
  return by ? { refused: 'taken', by } : { own: { ...own, [action.id]: [chord] } }
}

/** Back to the keys the action came with; refused when another was given them meanwhile. */
export function resetKeys(actions: readonly Action[], own: OwnKeys, action: Action): Chosen {
  const { [action.id]: _, ...rest } = own
  const by = actions.find((other) => other.id !== action.id && keysOf(other, rest).some((chord) => action.keys.includes(chord)))
  return by ? { refused: 'taken', by } : { own: rest }
}

export function keepKeys(own: OwnKeys): void {
  ownKeys.setState({ own })
  try {
    localStorage.setItem(STORED, JSON.stringify(own))
  } catch {
    // Storage full or forbidden: they hold until the page is left.
  }
}

function stored(): OwnKeys {
  try {
    const kept: unknown = JSON.parse(globalThis.localStorage?.getItem(STORED) ?? '{}')
    if (kept === null || typeof kept !== 'object') return {}
    return Object.fromEntries(
      Object.entries(kept).filter(([, chords]) => Array.isArray(chords) && chords.every((chord) => typeof chord === 'string')),
    ) as OwnKeys
  } catch {
    // Broken or forbidden storage: the keys everything came with.
    return {}
  }
}
