import type { Words } from '@snodo/base'
import type { ContentDocument } from './document.ts'

export type ContentFindingCode =
  | 'SUBJECT_EMPTY'
  | 'NOTHING_TO_READ'
  | 'BLOCK_EMPTY'
  | 'TEMPLATE_BROKEN'
  | 'FIELD_UNKNOWN'
  | 'LINK_EMPTY'
  | 'LINK_BROKEN'
  | 'IMAGE_EMPTY'
  | 'ALT_MISSING'
  | 'UNSUBSCRIBE_MISSING'
  | 'MAIL_CLIPPED'
  | 'SMS_EMPTY'
  | 'SMS_OPT_OUT_MISSING'
  | 'SMS_UNICODE'
  | 'SMS_LONG'

/** Something wrong (it would not be sent as meant: such a content is not published) or doubtful in a content. */
export type ContentFinding = {
  code: ContentFindingCode
  severity: 'error' | 'warning'
  /** Null: the content as a whole. */
  block: string | null
  /** The member it is about, such as `subject` or `href`. */
  field: string | null
  message: Words
  /** What mends it at once, where something does. */
  fix?: { label: Words; apply(document: ContentDocument): ContentDocument }
}
