import type { Json } from '@snodo/base'

export type {
  ContactProfile,
  ContactSummary,
  Draft,
  EnrollmentView,
  FlowState,
  FlowSummary,
  ImportCounts,
  ImportPreview,
  ImportView,
  MessageState,
  MessageView,
  Published,
  Session,
  VersionSummary,
} from '@snodo/protocol'

/** One page of a list; `next` is the cursor of the following one. */
export type Page<Item> = { items: Item[]; next: string | null }

/** Something that happened to a contact; what else it says depends on its kind. */
export type TimelineEntry = {
  kind: 'event' | 'message' | 'entry' | 'end' | 'steps' | 'consent'
  at: string
  id: string
  [more: string]: Json
}
