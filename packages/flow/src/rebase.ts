import { isFault, type Json } from '@snodo/base'
import { changeKey, changesBetween, contentAt, type FlowChange } from './changes.ts'
import type { FlowDocument } from './document.ts'
import { applyEdit } from './edits.ts'
import type { FlowEdit } from './flow-edit.ts'
import type { Manifests } from './manifests.ts'
import { sameJson } from './same-json.ts'

/** What another author did to the draft: its state after, and who and when. */
export type OthersChange = { after: FlowDocument; author: string; at: string }

/** A place another author wrote, with what they left there. */
export type WrittenPlace = { change: FlowChange; author: string; at: string }

/** An edit that was taken out because it would have undone what another author did meanwhile, or because its ground is gone. */
export type Contradiction = {
  edit: FlowEdit
  /** `overwrites`: both wrote the same place. `gone`: what the edit speaks of is no longer there, or its place is taken. */
  because: 'overwrites' | 'gone'
  author: string
  at: string
  /** Where both wrote, with what the other left there and what this edit would have put; none when what it speaks of is gone. */
  place?: FlowChange
  theirs?: Json
  mine?: Json
}

export type Rebased = {
  /** The state of all others, with what is kept of mine on top. */
  document: FlowDocument
  kept: FlowEdit[]
  contradictions: Contradiction[]
  written: WrittenPlace[]
}

/**
 * Puts edits made on `base` on top of what others did to it meanwhile. Pure. Judged by what an edit does, not by how it is
 * written: it contradicts when it changes a place another author wrote after `base`, and is then taken out and told, never
 * dropped in silence. What both did alike is kept once. Where a block or note stands is nobody's text: the later wins.
 */
export function rebase(
  base: FlowDocument,
  mine: readonly FlowEdit[],
  others: readonly OthersChange[],
  manifests: Manifests,
): Rebased {
  const written = writtenBy(base, others)
  let document = others.at(-1)?.after ?? base
  const kept: FlowEdit[] = []
  const contradictions: Contradiction[] = []
  const last = others.at(-1)
  for (const edit of mine) {
    const after = attempt(document, edit, manifests)
    if (after === null) {
      if (!isDoneAlready(document, edit, manifests))
        contradictions.push({ edit, because: 'gone', author: last?.author ?? '', at: last?.at ?? '' })
      continue
    }
    const clash = overwritten(document, after, edit, written)
    if (clash) contradictions.push({ edit, because: 'overwrites', ...clash })
    else if (changesBetween(document, after).length > 0) {
      kept.push(edit)
      document = after
    }
  }
  return { document, kept, contradictions, written }
}

/** The places each of the others wrote; of two who wrote the same place the later. */
export function writtenBy(base: FlowDocument, others: readonly OthersChange[]): WrittenPlace[] {
  const places = new Map<string, WrittenPlace>()
  let before = base
  for (const { after, author, at } of others) {
    for (const change of changesBetween(before, after)) {
      if (change.what !== 'moved' && change.what !== 'note-moved') places.set(changeKey(change), { change, author, at })
    }
    before = after
  }
  return [...places.values()]
}

/** The first place of the others that is not as they left it once an edit is done, or null. */
export function overwritten(
  before: FlowDocument,
  after: FlowDocument,
  edit: FlowEdit,
  written: readonly WrittenPlace[],
): { place: FlowChange; theirs?: Json; mine?: Json; author: string; at: string } | null {
  const spliced = splicedLines(edit)
  for (const { change, author, at } of written) {
    const [theirs, mine] = [contentAt(before, change), contentAt(after, change)]
    if (sameJson(theirs, mine) && !isRewritten(before, after, change)) continue
    // A block spliced into a line another one drew leaves the line where it leads.
    if (change.what === 'line' && spliced.has(`${change.from}\n${change.port}`)) continue
    return { place: change, author, at, ...(theirs === undefined ? {} : { theirs }), ...(mine === undefined ? {} : { mine }) }
  }
  return null
}

/** A block another one added is all theirs: who had not seen it can only have written in one of their own by the same id. */
function isRewritten(before: FlowDocument, after: FlowDocument, change: FlowChange): boolean {
  if (change.what !== 'node-added') return false
  const [theirs, mine] = [before.nodes[change.node], after.nodes[change.node]]
  return !(theirs?.name === mine?.name && theirs?.off === mine?.off && sameJson(theirs?.config, mine?.config))
}

function splicedLines(edit: FlowEdit): Set<string> {
  if (edit.do === 'insertOnEdge' && edit.out !== null) return new Set([`${edit.from}\n${edit.port}`])
  if (edit.do === 'compound') return new Set(edit.edits.flatMap((each) => [...splicedLines(each)]))
  return new Set()
}

/** Null where the edit does not fit the document. */
function attempt(document: FlowDocument, edit: FlowEdit, manifests: Manifests): FlowDocument | null {
  try {
    const { document: after } = applyEdit(document, edit, manifests)
    return after
  } catch (thrown) {
    if (isFault(thrown)) return null
    throw thrown
  }
}

/** Both took the same thing away, or added the very same: there is nothing left to do and nothing lost. */
function isDoneAlready(document: FlowDocument, edit: FlowEdit, manifests: Manifests): boolean {
  switch (edit.do) {
    case 'compound': {
      let now = document
      for (const each of edit.edits) {
        const after = attempt(now, each, manifests)
        if (after === null && !isDoneAlready(now, each, manifests)) return false
        if (after !== null && after !== now) return false
        now = after ?? now
      }
      return true
    }
    case 'removeNode':
      return !Object.hasOwn(document.nodes, edit.id)
    case 'disconnect':
      return !document.edges.some((edge) => edge.from === edit.from && edge.port === edit.port)
    case 'removeNote':
      return !Object.hasOwn(document.notes ?? {}, edit.id)
    case 'removeGroup':
      return !Object.hasOwn(document.groups ?? {}, edit.id)
    case 'addNode':
      return Object.hasOwn(document.nodes, edit.id) && sameJson(document.nodes[edit.id] as Json, edit.node as Json)
    case 'connect':
      return document.edges.some(
        ({ from, port, to }) => from === edit.edge.from && port === edit.edge.port && to === edit.edge.to,
      )
    default:
      return false
  }
}

/**
 * Adds an edit to those that wait to be sent. What is typed into one field, or one block dragged twice, is one edit of it: the
 * former value was on no other screen.
 */
export function squash(waiting: readonly FlowEdit[], edit: FlowEdit): FlowEdit[] {
  const last = waiting.at(-1)
  return last && replaces(last, edit) ? [...waiting.slice(0, -1), edit] : [...waiting, edit]
}

function replaces(last: FlowEdit, edit: FlowEdit): boolean {
  switch (edit.do) {
    case 'setConfig':
      return last.do === 'setConfig' && last.id === edit.id && last.path === edit.path && replacesValue(last, edit)
    case 'setSettings':
      return last.do === 'setSettings' && last.path === edit.path && replacesValue(last, edit)
    case 'setName':
      return last.do === 'setName'
    case 'renameNode':
      return last.do === 'renameNode' && last.id === edit.id
    case 'editNote':
      return last.do === 'editNote' && last.id === edit.id
    case 'moveNodes':
      return last.do === 'moveNodes' && Object.keys(last.to).every((id) => Object.hasOwn(edit.to, id))
    default:
      return false
  }
}

/** `/list/-` adds each time; and what was taken out of a list and put in again need not stand where it stood. */
function replacesValue(last: { path: string; value?: Json }, edit: { value?: Json }): boolean {
  return last.value !== undefined && edit.value !== undefined && !last.path.endsWith('/-')
}
