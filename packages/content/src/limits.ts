/** Bounds of a content document, each with its reason. */
export const CONTENT_LIMITS = {
  /** A mail people read through has twenty; beyond this no mailbox shows it whole. */
  blocks: 100,
  /** Side by side on 600 pixels, four are a word wide. */
  columns: 3,
  /** Blocks in one column. */
  columnBlocks: 20,
  /** Signs of one line with fields, such as a subject or a button. */
  line: 500,
  /** Signs of one web address: longer ones are cut by mail programs. */
  address: 2_000,
  /** Signs of an own plain-text part. */
  text: 50_000,
  /** Signs of an SMS before its fields are filled in: ten parts of it. */
  sms: 1_600,
  /** Pieces of one formatted text, and how deep lists may lie in lists. */
  pieces: 2_000,
  depth: 12,
  /** Gmail shows so many bytes of a mail's HTML and hides the rest behind a link (102 kB, measured). */
  clippedBytes: 102 * 1024,
  /** Bytes of a whole document as JSON. */
  documentBytes: 400_000,
} as const
