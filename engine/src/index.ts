export { addContact, type ContactToAdd } from './commands/add-contact.ts'
export { type Attention, readAttention } from './commands/attention.ts'
export { carryOnOrders } from './commands/carry-on.ts'
export { type ContactChange, changeContact, contactFaults } from './commands/change-contact.ts'
export { type Collector, createCollector } from './commands/collect.ts'
export { collectFaults } from './commands/collect-faults.ts'
export { confirmConsents } from './commands/confirm-consents.ts'
export { type ConsentChange, setConsents } from './commands/consents.ts'
export { contentFaults } from './commands/content-faults.ts'
export {
  createContent,
  deleteContent,
  type LibraryContent,
  listContents,
  listContentVersions,
  noteContentTested,
  type PublishedContent,
  publishContent,
  readContent,
  readContentVersion,
  saveContent,
} from './commands/contents.ts'
export { addCoupons } from './commands/coupon-pools.ts'
export { createFlow, type Draft, deleteFlow, editDraft, loadDraft, loadDraftEdits, saveDraft } from './commands/drafts.ts'
export { type EngineNumbers, readEngineNumbers } from './commands/engine-numbers.ts'
export { enroll, enrollSegment, previewEnroll, previewSegment } from './commands/enroll.ts'
export { eraseAgain, eraseContact, exportContact } from './commands/erase.ts'
export { exportContacts } from './commands/export-contacts.ts'
export { type Filled, type FillGiven, fillContent } from './commands/fill-content.ts'
export {
  archiveFlow,
  closeFlow,
  type FlowVerb,
  pauseFlow,
  previewVerb,
  stopFlow,
  type VerbDone,
} from './commands/flow-states.ts'
export { type ImportGiven, type ImportRow, importBatch } from './commands/import-contacts.ts'
export { type CouponToIssue, issueCoupon } from './commands/issue-coupon.ts'
export { deleteList, type ListUse, listFaults, usesOfList } from './commands/list-deeds.ts'
export { manifestsOf } from './commands/manifests-of.ts'
export { countMarked, type MarkedContacts, type Marks, markContacts } from './commands/mark-contacts.ts'
export { type Merged, mergeContacts } from './commands/merge.ts'
export { type Migrated, migrate, planMigration } from './commands/migrate.ts'
export { carryOut, type OrderGiven, type OrderPreview, previewOrder } from './commands/order.ts'
export { personFaults } from './commands/person-faults.ts'
export { type Preference, readPreferences, savePreferences, unsubscribeFromAll } from './commands/preferences.ts'
export { previewFlowWaits, previewReentry, type ReentryPreview } from './commands/preview-flow.ts'
export {
  checkDocument,
  checkDraft,
  type Published,
  type PublishGiven,
  previewPublish,
  publish,
  readVersion,
} from './commands/publish.ts'
export { type Reacted, recordReaction } from './commands/record-reaction.ts'
export { type CouponState, couponState, redeem } from './commands/redeem.ts'
export { previewContactReset, previewFlowReset, resetContactBreaker, resetFlowBreaker } from './commands/reset-breaker.ts'
export { previewResume, resumeFlow } from './commands/resume-flow.ts'
export { changeSettings, readSettings } from './commands/settings.ts'
export { type SampleContact, type SimulateGiven, simulate } from './commands/simulate.ts'
export { liftStop, listStops, previewStop, stopSending } from './commands/stop-sending.ts'
export { tagFlows } from './commands/tag-flows.ts'
export { readToday, type Today, weeksOf } from './commands/today.ts'
export { noteProviderTried } from './commands/try-provider.ts'
export { type Unsubscribed, unsubscribe } from './commands/unsubscribe.ts'
export { listProviders, type ProviderStanding, proposedSettings, readFlowBreaker } from './commands/watch-sending.ts'
export { type WhyAnswer, type WhyMessageAnswer, whyOfFlow, whyOfMessage } from './commands/why.ts'
export { type WaitingMessage, whyWaiting } from './commands/why-waiting.ts'
export type { Bells, EngineContext } from './context.ts'
export type { WaitPreview } from './dry-run/preview-waits.ts'
export type { DryRunEvent, Trace, TraceMessage, TraceRest, TraceStep } from './dry-run/trace.ts'
export { createEngine, type Engine, type EngineOptions, type RunningEngine } from './engine.ts'
export type { EngineLog } from './engine-log.ts'
export { engineFaults } from './faults.ts'
export { type IdSource, idSource } from './id-source.ts'
export { type AuditRow, readAudit } from './ledgers/audit/read-audit.ts'
export { type ContactSearch, type FoundContact, findContacts } from './ledgers/contacts/find-contacts.ts'
export {
  deleteImport,
  failLostImports,
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
export { makeList, readList, readLists } from './ledgers/contacts/lists.ts'
export { readProfile, readTimeline, type TimelineRow } from './ledgers/contacts/read-profile.ts'
export { listEnrollments } from './ledgers/enrollments/list-enrollments.ts'
export { readStandingStill, type StandingStill } from './ledgers/enrollments/read-still.ts'
export { readSendingPace } from './ledgers/flow-sends/flow-sends.ts'
export { type FlowRow, listFlows, listVersions, loadFlow } from './ledgers/flows/flow-rows.ts'
export { type FlowNumbers, readCounts, readFlowTotals, readInsideByVersion } from './ledgers/flows/read-counts.ts'
export { checkAllTogether, checkLane, INVARIANT_NAMES } from './ledgers/health/check-lanes.ts'
export type { Found } from './ledgers/health/find-broken.ts'
export { type LaneCheck, readLaneChecks } from './ledgers/health/lane-checks.ts'
export { listDeadLetters } from './ledgers/inbox/list-dead-letters.ts'
export { type ListedMessage, listMessages, type MessageFilter } from './ledgers/messages/list-messages.ts'
export { type MessageNumbers, readMessageNumbers } from './ledgers/messages/message-counts.ts'
export { readSendingNow, type SendingBlock } from './ledgers/messages/read-sending-now.ts'
export { listOrders, type OrderRow, type OrderState, readOrder } from './ledgers/orders/order-rows.ts'
export type { PersonExport } from './ledgers/persons/read-person.ts'
export { loadSettings, settingFaults } from './ledgers/settings/settings.ts'
export { createRenderer, type Renderer } from './render/renderer.ts'
export { collectLimits } from './rules/collecting/collect-limits.ts'
export {
  CALL_TYPES,
  type CallType,
  type CollectedCall,
  isRefused,
  type RefusedCall,
  readCall,
} from './rules/collecting/read-call.ts'
export { isOutOfRange, isUnavailable } from './rules/database-error.ts'
export {
  type EnrollmentFilter,
  type Order,
  type OrderKind,
  RESUME_DEFAULTS,
  type ResumeAnswers,
} from './rules/flows/order-spec.ts'
export type { MigrationMap, MigrationPlan } from './rules/flows/plan-migration.ts'
export { CONFIRM_PATH, type ConfirmClaim, confirmUrl, readConfirmToken } from './rules/sending/confirm-link.ts'
export type { MailReader } from './rules/sending/machine-reader.ts'
export { SYSTEM_FLOW } from './rules/sending/system-message.ts'
export { readTrackingToken, TRACKING_PATHS, type TrackingClaim, trackingUrl } from './rules/sending/tracking-link.ts'
export {
  readUnsubscribeToken,
  UNSUBSCRIBE_PATH,
  type UnsubscribeClaim,
  unsubscribeUrl,
} from './rules/sending/unsubscribe-link.ts'
export type { KeyKind } from './rules/walking/apply-traits.ts'
export { consentName, consentState } from './rules/walking/apply-traits.ts'
export type { WhyPart, WhyTell } from './rules/why.ts'
export { SETTINGS, type SettingName, type StopOrder, type StopScope, type WorkspaceSettings } from './rules/workspace-settings.ts'
