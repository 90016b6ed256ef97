import type { Predicate } from '@snodo/audience'
import type { JsonObject, Language } from '@snodo/base'
import type { BecauseNames } from './because-values.ts'
import { fill, type StoredBecause, sayBecause } from './say-because.ts'
import { WHY_WORDS, type WhyCode } from './why-words.ts'

/** One part of an answer: which sentence, or the stored reason that is one. */
export type SaidPart = {
  tell: WhyCode | 'REASON'
  values: JsonObject
  because?: StoredBecause
  predicate?: Predicate | null
  spare?: true
}

/** The most an answer says: what does not fit into five sentences is not read. */
export const MOST_SENTENCES = 5

/**
 * An answer to "why?" in at most five sentences. Where there are more, those that may be spared go first, the last of them before the
 * others; then a reason that takes several keeps its first, which names it, and its last, which has the values.
 */
export function sayWhy(parts: readonly SaidPart[], language: Language, names: BecauseNames = {}): string[] {
  const said = parts.map((part) => ({ part, sentences: sayPart(part, language, names) }))
  let surplus = said.reduce((count, { sentences }) => count + sentences.length, 0) - MOST_SENTENCES
  for (const { part, sentences } of said.toReversed()) {
    if (part.spare && surplus > 0) surplus -= sentences.splice(0).length
  }
  for (const { part, sentences } of said.toReversed()) {
    if (part.tell !== 'REASON') continue
    while (surplus > 0 && sentences.length > 1) {
      sentences.splice(sentences.length > 2 ? sentences.length - 2 : 1, 1)
      surplus -= 1
    }
  }
  return said.flatMap(({ sentences }) => sentences).slice(0, MOST_SENTENCES)
}

function sayPart(part: SaidPart, language: Language, names: BecauseNames): string[] {
  if (part.tell !== 'REASON')
    return [
      fill(WHY_WORDS[part.tell][language], {
        values: part.values,
        language,
        names: { ...names, predicate: part.predicate ?? null },
      }),
    ]
  if (part.because === undefined) return []
  return sayBecause(part.because, language, { ...names, predicate: part.predicate ?? null }).split(/(?<=[.!?])\s+(?=\p{Lu})/u)
}
