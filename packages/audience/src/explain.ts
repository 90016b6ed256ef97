import type { Instant, Json } from '@snodo/base'
import type { ContactFacts } from './contact-facts.ts'
import { evaluate, valueOfLeaf } from './evaluate.ts'
import { PREDICATE_LIMITS } from './limits.ts'
import type { Predicate, Verdict } from './predicate.ts'

/** One comparison that decided: where it stands in the predicate, what was found there, and its answer. Plain JSON. */
export type Compared = {
  /** JSON pointer (RFC 6901) of the clause within the predicate; empty for the predicate itself. */
  pointer: string
  verdict: Verdict
  /** The value found; null where there was none. Long texts are cut. Absent for a reaction. */
  got?: Json
}

export type Explanation = {
  verdict: Verdict
  /** Only what decided: of an `all` that is `no`, the first clause that is; of an `any` that is `yes`, the first that is. */
  because: Compared[]
}

/** `evaluate`, with the values compared: what the journal keeps and the canvas shows. */
export function explain(predicate: Predicate, facts: ContactFacts, at: Instant): Explanation {
  const verdict = evaluate(predicate, facts, at)
  const because: Compared[] = []
  collect(predicate, '', verdict, { facts, at, because })
  return { verdict, because }
}

type Walk = { facts: ContactFacts; at: Instant; because: Compared[] }

function collect(predicate: Predicate, pointer: string, verdict: Verdict, walk: Walk): void {
  if (walk.because.length >= PREDICATE_LIMITS.explained) return
  switch (predicate.type) {
    case 'all':
    case 'any': {
      const decidedByOne = verdict === (predicate.type === 'all' ? 'no' : 'yes')
      for (const [i, part] of predicate.of.entries()) {
        const answer = evaluate(part, walk.facts, walk.at)
        if (answer !== verdict) continue
        collect(part, `${pointer}/of/${i}`, answer, walk)
        if (decidedByOne) return
      }
      return
    }
    case 'not':
      collect(predicate.of, `${pointer}/of`, evaluate(predicate.of, walk.facts, walk.at), walk)
      return
    case 'reaction':
      walk.because.push({ pointer, verdict })
      return
    default:
      walk.because.push({ pointer, verdict, got: cut(valueOfLeaf(predicate, walk.facts, walk.at)) })
  }
}

function cut(value: Json | undefined): Json {
  if (value === undefined) return null
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // Cut by code units, so made well-formed again: half a surrogate pair cannot be stored.
  if (text.length > PREDICATE_LIMITS.explainedText) return `${text.slice(0, PREDICATE_LIMITS.explainedText)}…`.toWellFormed()
  return value
}
