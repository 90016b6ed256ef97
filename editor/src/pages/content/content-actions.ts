import { allBlocks, duplicateBlock, freeBlockId, moveBlock, placeOf, removeBlock } from '@snodo/content'
import type { ContentStore } from './content-store.ts'
import { focusBlock, focusField } from './use-mail.ts'

/** Where keys are heard: on a block in focus, or anywhere on the page. */
export type ContentScope = 'block' | 'page'

export type ContentAction = {
  id: string
  scope: ContentScope
  keys: readonly string[]
  when(store: ContentStore): boolean
  run(store: ContentStore): void
}

/** All that can be done with an open content by keys; buttons run the same. */
export const CONTENT_ACTIONS: readonly ContentAction[] = [
  page(
    'undo',
    ['mod+z'],
    (store) => store.getState().past.length > 0,
    (store) => store.undo(),
  ),
  page(
    'redo',
    ['mod+shift+z', 'mod+y'],
    (store) => store.getState().future.length > 0,
    (store) => store.redo(),
  ),
  block(
    'next',
    ['down'],
    (store) => beside(store, 1) !== null,
    (store) => goTo(store, beside(store, 1)),
  ),
  block(
    'previous',
    ['up'],
    (store) => beside(store, -1) !== null,
    (store) => goTo(store, beside(store, -1)),
  ),
  block('first', ['home'], hasBlock, (store) => goTo(store, allIds(store)[0] ?? null)),
  block('last', ['end'], hasBlock, (store) => goTo(store, allIds(store).at(-1) ?? null)),
  block('open', ['enter', 'space'], hasBlock, () => focusField(null)),
  block(
    'move-up',
    ['alt+up'],
    (store) => canMove(store, -1),
    (store) => move(store, -1),
  ),
  block(
    'move-down',
    ['alt+down'],
    (store) => canMove(store, 1),
    (store) => move(store, 1),
  ),
  block('duplicate', ['mod+d'], hasBlock, duplicate),
  block('delete', ['delete', 'backspace'], hasBlock, remove),
  block('add-below', ['a', 'insert'], hasBlock, () => document.querySelector<HTMLElement>('[data-add-below]')?.click()),
]

/** The action a chord means, or the one of a name. */
export function contentActionFor(chord: string, scope: ContentScope | 'named'): ContentAction | undefined {
  if (scope === 'named') return CONTENT_ACTIONS.find((action) => action.id === chord)
  return CONTENT_ACTIONS.find((action) => action.keys.includes(chord) && action.scope === scope)
}

type When = ContentAction['when']
type Run = ContentAction['run']

function page(id: string, keys: string[], when: When, run: Run): ContentAction {
  return { id, scope: 'page', keys, when, run }
}

function block(id: string, keys: string[], when: When, run: Run): ContentAction {
  return { id, scope: 'block', keys, when, run }
}

function mailOf(store: ContentStore) {
  const { document } = store.getState()
  return document.channel === 'email' ? document : null
}

function allIds(store: ContentStore): string[] {
  const mail = mailOf(store)
  return mail === null ? [] : allBlocks(mail).map((each) => each.id)
}

function hasBlock(store: ContentStore): boolean {
  const { selected } = store.getState()
  return selected !== null && allIds(store).includes(selected)
}

/** The block before or behind the one in hand, in reading order. */
function beside(store: ContentStore, step: 1 | -1): string | null {
  const ids = allIds(store)
  return ids[ids.indexOf(store.getState().selected ?? '') + step] ?? null
}

function goTo(store: ContentStore, id: string | null): void {
  if (id === null) return
  store.select(id)
  focusBlock(id)
}

/** False for the first upwards and the last downwards. */
function canMove(store: ContentStore, step: 1 | -1): boolean {
  const mail = mailOf(store)
  const { selected } = store.getState()
  if (mail === null || selected === null) return false
  return placeOf(mail, selected)?.index !== placeOf(moveBlock(mail, selected, step), selected)?.index
}

function move(store: ContentStore, step: 1 | -1): void {
  const mail = mailOf(store)
  const { selected } = store.getState()
  if (mail === null || selected === null) return
  store.change(moveBlock(mail, selected, step))
  focusBlock(selected)
}

function duplicate(store: ContentStore): void {
  const mail = mailOf(store)
  const { selected } = store.getState()
  if (mail === null || selected === null) return
  const id = freeBlockId(mail)
  store.change(duplicateBlock(mail, selected, id))
  goTo(store, id)
}

/** The focus goes to what comes in its place, so that it is never lost. */
function remove(store: ContentStore): void {
  const mail = mailOf(store)
  const { selected } = store.getState()
  if (mail === null || selected === null) return
  const ids = allIds(store)
  const at = ids.indexOf(selected)
  const next = removeBlock(mail, selected)
  const left = allBlocks(next).map((each) => each.id)
  const heir = ids.slice(at + 1).find((id) => left.includes(id)) ?? ids.slice(0, at).findLast((id) => left.includes(id)) ?? null
  store.change(next)
  store.select(heir)
  if (heir !== null) focusBlock(heir)
  else document.querySelector<HTMLElement>('[data-testid="add-block"]')?.focus()
}
