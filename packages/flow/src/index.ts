export {
  type ConfigField,
  type FieldAnnotations,
  type FieldOption,
  fieldsIn,
  type NodeInPredicate,
  nodeReferencesIn,
  nodesInPredicate,
  predicatesIn,
  templatesIn,
  WIDGETS,
  type Widget,
  widgetsIn,
} from './annotations.ts'
export { changeKey, changesBetween, contentAt, type FlowChange } from './changes.ts'
export { checkFlow, hasErrors } from './check-flow.ts'
export type { CheckOptions } from './checks/checking.ts'
export { type ConnectionOptions, mayConnect } from './connection.ts'
export type {
  EventCondition,
  FlowDocument,
  FlowEdge,
  FlowExit,
  FlowGoal,
  FlowGroup,
  FlowNode,
  FlowNote,
  FlowSettings,
  NodeId,
  Position,
  Reentry,
} from './document.ts'
export { flowDocumentSchema } from './document-schema.ts'
export { type FlowGraph, type GraphNode, graphOf } from './draw-graph.ts'
export { flowEditSchema, parseEdit, parseEdits } from './edit-schema.ts'
export { type AppliedEdit, applyEdit, applyEdits, describeEdit, EDIT_NAMES } from './edits.ts'
export type { Finding, FindingCode } from './finding.ts'
export type { EditName, FlowEdit, FlowEdits } from './flow-edit.ts'
export { type DocumentProblem, flowFaults } from './flow-faults.ts'
export {
  alwaysPasses,
  canComeAfter,
  cycles,
  cyclesWithoutWait,
  ranks,
  reachable,
  topologicalOrder,
} from './graph.ts'
export { appendPointer, pointerKeys, valueAt } from './json-pointer.ts'
export { type Lateness, THAT_DAY, usualLateness } from './lateness.ts'
export { FLOW_LIMITS, ID_PATTERN, isFlowId } from './limits.ts'
export type { Manifest, NodeCategory, NodeExample, NodeTraits } from './manifest.ts'
export { indexManifests, type Manifests } from './manifests.ts'
export { documentProblems, parseDocument } from './parse-document.ts'
export { nodeTitle, type Port, portsOf } from './ports.ts'
export { messagesMeant, REACTION_EVENTS } from './reactions-meant.ts'
export {
  type Contradiction,
  type OthersChange,
  overwritten,
  type Rebased,
  rebase,
  squash,
  type WrittenPlace,
  writtenBy,
} from './rebase.ts'
export { reentryOf, sayReentry, type WholeReentry } from './reentry.ts'
export { revertChange } from './revert-change.ts'
export { sameJson } from './same-json.ts'
export { type SaidChange, sayChange } from './say-change.ts'
export type { StarterFlow, StarterSample } from './starters/starter-flow.ts'
export { starterFlows } from './starters/starter-flows.ts'
export {
  doorId,
  extractEdit,
  type FoldedView,
  foldedView,
  inlineEdit,
  SUB_FLOW_TYPE,
  type SubFlow,
  subFlowsOf,
} from './sub-flows.ts'
export { type SummaryNames, sayDuration, summarize } from './summarize.ts'
export { summaryFields } from './summary.ts'
export { CONTACT_MEMBERS, type GivenValue, TEMPLATE_ROOTS, templateFieldsAt, valuesGivenBefore } from './template-fields.ts'
export { NEWEST_FORMAT, type UpgradeConfig, upgradeDocument, upgradeNodes } from './upgrade.ts'
