import type { Words } from '@snodo/base'
import type { NodeId } from './document.ts'
import type { FlowEdit } from './flow-edit.ts'

/** Something wrong (or doubtful) in a flow, said so that its author can mend it. */
export type Finding = {
  code: FindingCode
  /** A flow with errors cannot be published; with warnings it asks once. */
  severity: 'error' | 'warning'
  /** The node it is about. Absent: the flow as a whole or its settings. */
  node?: NodeId
  /** JSON pointer (RFC 6901) into the node's config, or, without a node, into the document. */
  path?: string
  /** The port or line it is about. */
  edge?: { from: NodeId; port: string }
  /** What is wrong, as one sentence. */
  message: Words
  /** What will happen to contacts. */
  consequence: Words
  /** Edits that mend it, applied in order as one step. */
  fix?: { label: Words; edits: FlowEdit[] }
}

export type FindingCode =
  | 'FLOW_EMPTY'
  | 'NO_START'
  | 'START_ENTERED'
  | 'START_OFF'
  | 'NODE_TYPE_UNKNOWN'
  | 'NODE_VERSION_UNKNOWN'
  | 'NODE_UNREACHABLE'
  | 'NODE_OFF'
  | 'EDGE_TO_NOWHERE'
  | 'EDGE_FROM_NOWHERE'
  | 'EDGE_FROM_UNKNOWN_PORT'
  | 'TWO_EDGES_FROM_ONE_PORT'
  | 'PORT_UNDRAWN'
  | 'LOOP_WITHOUT_WAIT'
  | 'LOOP_MAY_NOT_WAIT'
  | 'CONFIG_MISSING'
  | 'CONFIG_INVALID'
  | 'CONFIG_UNKNOWN'
  | 'BRANCH_TWICE'
  | 'SHARES_NOT_WHOLE'
  | 'MESSAGE_EMPTY'
  | 'MESSAGE_NEVER_ALLOWED'
  | 'NEWCOMERS_UNCONFIRMED'
  | 'TEMPLATE_BROKEN'
  | 'TEMPLATE_FIELD_UNKNOWN'
  | 'PREDICATE_INVALID'
  | 'PREDICATE_EMPTY'
  | 'NODE_REFERENCE_UNKNOWN'
  | 'NODE_REFERENCE_NOT_EARLIER'
  | 'NODE_REFERENCE_SOMETIMES'
  | 'REACTION_OF_NO_MESSAGE'
  | 'REACTION_OF_WHICH_MESSAGE'
  | 'OPENING_UNSEEN'
  | 'WAIT_OVER_A_YEAR'
  | 'WAIT_ALWAYS_PAST'
  | 'WAIT_SOMETIMES_PAST'
  | 'FLOW_REFERENCE_UNKNOWN'
  | 'CONTENT_REFERENCE_UNKNOWN'
  | 'LIST_UNKNOWN'
  | 'PURPOSE_UNKNOWN'
  | 'WEB_ADDRESS_INVALID'
  | 'ZONE_UNKNOWN'
  | 'REENTRY_KEY_MISSING'
  | 'REENTRY_KEY_UNREADABLE'
  | 'REENTRY_WINDOW_MISSING'
  | 'REENTRY_WINDOW_IGNORED'
  | 'EXIT_EMPTY'
