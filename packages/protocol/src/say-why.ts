import type { Predicate } from '@snodo/audience'
import type { JsonObject, Language } from '@snodo/base'
import type { BecauseNames } from './because-values.ts'
import { fill, type StoredBecause, sayBecause } from './say-because.ts'
import { WHY_WORDS, type WhyCode } from './why-words.ts'

/** One part of an answer: which sentence, or the stored reason that is one. */
export type SaidPart = { tell: WhyCode | 'REASON'; values: JsonObject; because?: StoredBecause; predicate?: Predicate | null }

/** The most an answer says: what does not fit into five sentences is not read. */
export const MOST_SENTENCES = 5

/**
 * An answer to "why?" in at most five sentences. A reason may take more than one of its own: then the first of it stay, because the
 * value that decided comes first, and so do the consent and the version that end the answer.
 */
export function sayWhy(parts: readonly SaidPart[], language: Language, names: BecauseNames = {}): string[] {
  const said = parts.map((part) => ({ part, sentences: sayPart(part, language, names) }))
  let surplus = said.reduce((count, { sentences }) => count + sentences.length, 0) - MOST_SENTENCES
  for (const { part, sentences } of said.toReversed()) {
    if (part.tell !== 'REASON' || surplus <= 0) continue
    surplus -= sentences.splice(Math.max(1, sentences.length - surplus)).length
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
