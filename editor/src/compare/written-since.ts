import { isFault, type Words } from '@snodo/base'
import { applyEdit, describeEdit, type FlowDocument, type FlowEdit, type Manifests } from '@snodo/flow'
import type { Logged } from '../document/autosave.ts'

/** What one author did to the draft, and when last; null where the whole flow was replaced. */
export type Written = { author: string; at: string; name: Words | null; times: number }

/** The log of a draft in words, from the state it begins at; doing the same again and again, as typing is, counts as once. */
export function writtenSince(start: FlowDocument, log: readonly Logged[], manifests: Manifests): Written[] {
  const written: Written[] = []
  let now = start
  for (const { edits, author, at } of log) {
    if (edits === null) note(written, { author, at, name: null, times: 1 })
    for (const edit of edits ?? []) {
      note(written, { author, at, name: describeEdit(edit, now, manifests), times: 1 })
      now = after(now, edit, manifests)
    }
  }
  return written
}

/** Once the whole was replaced, what the log does next may not fit what is known here: then only its words are told. */
function after(document: FlowDocument, edit: FlowEdit, manifests: Manifests): FlowDocument {
  try {
    return applyEdit(document, edit, manifests).document
  } catch (thrown) {
    if (!isFault(thrown)) throw thrown
    return document
  }
}

function note(written: Written[], step: Written): void {
  const last = written.at(-1)
  const again = last && last.author === step.author && last.name?.en === step.name?.en
  if (again) written[written.length - 1] = { ...step, times: last.times + 1 }
  else written.push(step)
}
