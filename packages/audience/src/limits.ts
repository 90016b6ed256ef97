/** Bounds of a predicate, each with its reason. */
export const PREDICATE_LIMITS = {
  /** Levels of all, any and not. Nobody reads more; recursion over it stays shallow everywhere. */
  depth: 16,
  /** Leaves and groups together. Evaluating the largest for one contact stays under a tenth of a millisecond. */
  clauses: 200,
  /** Filters on the properties of one events clause. */
  filters: 20,
  /** Values of `in` and `notIn`. A longer list is a list of contacts and belongs into one. */
  choices: 500,
  /** UTF-16 code units of a name (of an event, list, tag, field, …) and of a path. */
  name: 256,
  /** UTF-16 code units of a text to compare with. */
  text: 1_000,
  /** Dots in a path, plus one. */
  pathSteps: 16,
  /** Comparisons kept in an explanation, and characters of a text in one: the journal holds one explanation a step. */
  explained: 12,
  explainedText: 200,
} as const
