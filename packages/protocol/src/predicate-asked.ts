import type { Predicate } from '@snodo/audience'
import type { Json, JsonObject } from '@snodo/base'

/**
 * The condition a visit was decided by, read from its block's config: of a block with branches that of the branch taken, or the
 * last one where none held; else the block's own. Null where the config does not say, e.g. of a stranger's block.
 */
export function predicateAsked(config: JsonObject, port: string | null): Predicate | null {
  const { branches, predicate, event } = config
  if (Array.isArray(branches)) {
    const taken = branches.find((branch) => isObject(branch) && branch.id === port) ?? branches.at(-1)
    return isObject(taken) ? asPredicate(taken.when) : null
  }
  // With an event beside it, what was asked last may have been about the event's past.
  return event === undefined ? asPredicate(predicate) : null
}

function asPredicate(value: Json | undefined): Predicate | null {
  return isObject(value) && typeof value.type === 'string' ? (value as Predicate) : null // the config was checked at publish
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
