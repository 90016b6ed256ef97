import { type ContentDocument, checkContent } from '@snodo/content'
import { serverFaults } from '../server-faults.ts'

/** A content with errors is not published: it would reach people as nobody meant it. */
export function refuseBroken(document: ContentDocument): void {
  const errors = checkContent(document).filter((finding) => finding.severity === 'error')
  const [first] = errors
  if (first) throw serverFaults.CONTENT_HAS_ERRORS({ count: errors.length, first: first.message.en })
}
