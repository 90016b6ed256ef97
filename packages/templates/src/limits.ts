/**
 * The bounds of a template. LiquidJS calls its own limits cooperative safeguards, so they are kept low; a sender that
 * renders strangers' templates still runs in a worker it can end.
 */
export const TEMPLATE_LIMITS = {
  /** Characters of one template. Mail readers cut a rendered message at about 102 kB; the rest is room for conditions and loops. */
  characters: 200_000,
  /** Milliseconds of one rendering. A usual one takes 0.05; the rest is room for a machine that is busy elsewhere. */
  renderMs: 250,
  /** Characters and items one rendering may make inside filters and loops. */
  memory: 1_000_000,
  /** Characters of the rendered text: ten times the longest template, for lists of products. */
  outputCharacters: 1_000_000,
  /** Depth of the data handed to a template. */
  scopeDepth: 32,
  /** Parsed templates kept, for each way of escaping. A workspace sends a few hundred different texts at a time. */
  cachedTemplates: 500,
} as const
