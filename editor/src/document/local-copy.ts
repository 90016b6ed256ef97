import type { Contradiction, FlowDocument, FlowEdit } from '@snodo/flow'

/** Edits on their way to the server, by a name it keeps: when only the answer was lost they are found again under it. */
export type Sent = { key: string; edits: FlowEdit[] }

/** A draft and what of it the server does not have: enough to go on after the tab was killed. */
export type LocalCopy = {
  /** The draft as the server told it last, at this revision. */
  base: FlowDocument
  revision: number
  sent: Sent | null
  waiting: FlowEdit[]
  /** Contradictions the author has not decided about. */
  held: readonly Contradiction[]
}

type Kept = Omit<LocalCopy, 'base'>

/** Where unsent edits outlive their tab: the browser's storage, by flow and tab. Two tabs of one draft keep apart. */
export type LocalShelf = {
  keep(copy: LocalCopy | null): void
}

/** Names this tab, also after it was reloaded. */
export function tabName(): string {
  const known = sessionStorage.getItem('snodo.tab')
  if (known !== null) return known
  const name = crypto.randomUUID()
  sessionStorage.setItem('snodo.tab', name)
  return name
}

export function openShelf(flowId: string, tab: string): LocalShelf {
  const [baseKey, editsKey] = keysOf(flowId, tab)
  let keptBase: FlowDocument | null = null
  return {
    keep(copy) {
      try {
        if (copy === null) {
          if (keptBase === null && localStorage.getItem(editsKey) === null) return
          keptBase = null
          localStorage.removeItem(editsKey)
          localStorage.removeItem(baseKey)
          return
        }
        const { base, ...edits } = copy
        // A whole flow is only written when it is another one; the few edits on top of it at every letter.
        if (base !== keptBase) localStorage.setItem(baseKey, JSON.stringify(base))
        keptBase = base
        localStorage.setItem(editsKey, JSON.stringify(edits satisfies Kept))
      } catch {
        // Storage full or forbidden: the copy is a second safety, the server's is the first, and the bar still says what is unsaved.
      }
    },
  }
}

/**
 * What a tab that is gone (or this one, before it was reloaded) could not send. It becomes this tab's; edits taken up by two
 * tabs would be told apart by their key or be found done already.
 */
export async function takeLocalCopy(flowId: string, tab: string): Promise<LocalCopy | null> {
  try {
    const alive = await livingTabs()
    const tabs = Object.keys(localStorage).flatMap((key) => {
      const found =
        key.startsWith(`${PREFIX}${flowId}.`) && key.endsWith('.edits') ? key.slice(PREFIX.length).split('.')[1] : null
      return found ? [found] : []
    })
    const left = tabs.includes(tab) ? tab : tabs.find((each) => !alive.has(each))
    if (left === undefined) return null
    const [baseKey, editsKey] = keysOf(flowId, left)
    const base = JSON.parse(localStorage.getItem(baseKey) ?? 'null') as FlowDocument | null
    const edits = JSON.parse(localStorage.getItem(editsKey) ?? 'null') as Kept | null
    if (left !== tab) {
      localStorage.removeItem(baseKey)
      localStorage.removeItem(editsKey)
    }
    return base?.format === 1 && typeof edits?.revision === 'number' ? { base, ...edits } : null
  } catch {
    // Forbidden or broken storage: there is nothing to take up, and the server's draft is whole.
    return null
  }
}

/** Holds a lock as long as the tab lives, by which others see that it does. Without locks (no https) every tab counts as gone. */
export function showTabLives(tab: string): void {
  void navigator.locks?.request(LOCK + tab, () => new Promise(() => undefined))
}

async function livingTabs(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {}
  return new Set(held.flatMap(({ name }) => (name?.startsWith(LOCK) ? [name.slice(LOCK.length)] : [])))
}

const PREFIX = 'snodo.draft.'
const LOCK = 'snodo.tab.'

function keysOf(flowId: string, tab: string): [base: string, edits: string] {
  return [`${PREFIX}${flowId}.${tab}.base`, `${PREFIX}${flowId}.${tab}.edits`]
}
