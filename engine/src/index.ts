export { type ContactChange, changeContact, contactFaults } from './commands/change-contact.ts'
export { type Collector, createCollector } from './commands/collect.ts'
export { collectFaults } from './commands/collect-faults.ts'
export { createFlow, type Draft, deleteFlow, editDraft, loadDraft, saveDraft } from './commands/drafts.ts'
export { enroll } from './commands/enroll.ts'
export {
  archiveFlow,
  closeFlow,
  pauseFlow,
  RESUME_DEFAULTS,
  type ResumeAnswers,
  resumeFlow,
  stopFlow,
  type VerbDone,
} from './commands/flow-states.ts'
export { type ImportGiven, type ImportRow, importBatch } from './commands/import-contacts.ts'
export { manifestsOf } from './commands/manifests-of.ts'
export { checkDraft, publish, readVersion } from './commands/publish.ts'
export { type SampleContact, type SimulateGiven, simulate } from './commands/simulate.ts'
export type { Bells, EngineContext, EngineLog } from './context.ts'
export type { DryRunEvent, Trace, TraceMessage, TraceRest, TraceStep } from './dry-run/dry-run.ts'
export { createEngine, type Engine, type EngineOptions, type RunningEngine } from './engine.ts'
export { engineFaults } from './faults.ts'
export { type IdSource, idSource } from './id-source.ts'
export { type AuditRow, readAudit } from './ledgers/audit/read-audit.ts'
export { type ContactSearch, type FoundContact, findContacts } from './ledgers/contacts/find-contacts.ts'
export {
  findImportOf,
  type ImportCounts,
  type ImportRecord,
  type ImportReject,
  insertImport,
  insertRejects,
  listImports,
  NO_COUNTS,
  readImport,
  readRejects,
  updateImport,
} from './ledgers/contacts/import-rows.ts'
export { makeList, readLists } from './ledgers/contacts/lists.ts'
export { readProfile, readTimeline, type TimelineRow } from './ledgers/contacts/read-profile.ts'
export { listEnrollments } from './ledgers/enrollments/list-enrollments.ts'
export { type FlowRow, listFlows, listVersions, loadFlow } from './ledgers/flows/flow-rows.ts'
export { type FlowNumbers, readCounts, readFlowTotals } from './ledgers/flows/read-counts.ts'
export { listDeadLetters } from './ledgers/inbox/list-dead-letters.ts'
export { type ListedMessage, listMessages, type MessageFilter } from './ledgers/messages/list-messages.ts'
export { loadSettings } from './ledgers/settings/settings.ts'
export type { KeyKind } from './rules/apply-traits.ts'
export { collectLimits } from './rules/collect-limits.ts'
export { CALL_TYPES, type CallType, type CollectedCall, isRefused, type RefusedCall, readCall } from './rules/read-call.ts'
