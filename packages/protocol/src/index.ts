export type { BecauseNames } from './because-values.ts'
export { BECAUSE_WORDS, type BecauseCode, isBecauseCode } from './because-words.ts'
export {
  BreakerReset,
  BreakerView,
  ContactBreakerReset,
  ProposedSettings,
  ProviderPage,
  ProviderView,
  ResetBreaker,
} from './breakers.ts'
export {
  ChangeConsents,
  ChangeContact,
  ConsentView,
  ContactAdded,
  ContactExportQuery,
  ContactPage,
  ContactProfile,
  ContactQuery,
  ContactSummary,
  ContactsMarked,
  EraseContact,
  ListDetail,
  ListPage,
  ListView,
  MarkContacts,
  MergeContact,
  NewContact,
  NewList,
  TimelineEntry,
  TimelinePage,
  TimelineQuery,
} from './contacts.ts'
export {
  ContentDetail,
  ContentPage,
  ContentPreview,
  ContentPublished,
  ContentQuery,
  ContentSaved,
  ContentSummary,
  ContentTested,
  ContentVersionDetail,
  ContentVersionPage,
  ContentVersionView,
  NewContent,
  PreviewContent,
  PublishContent,
  SaveContent,
  TestContent,
} from './contents.ts'
export {
  OperationsView,
  SendingBlockView,
  SendingNow,
  StandingStillPage,
  StandingStillQuery,
  StandingStillView,
} from './control-room.ts'
export {
  EnrollmentFilter,
  EnrollmentPage,
  EnrollmentQuery,
  EnrollmentState,
  EnrollmentView,
  OrderEnrollments,
  OrderReply,
} from './enrollments.ts'
export {
  Check,
  CheckDocument,
  Counts,
  DocumentChecked,
  Draft,
  DraftEdits,
  EditDraft,
  Enroll,
  Enrolled,
  FindingView,
  FlowDetail,
  FlowDocumentBody,
  FlowPage,
  FlowResults,
  FlowState,
  FlowSummary,
  FlowsTagged,
  flowDocumentSchema,
  MessageResults,
  NewFlow,
  OrderPage,
  OrderQuery,
  OrderView,
  PreviewReentry,
  ReentryView,
  RestoreDraft,
  ResumeBody,
  Revision,
  SaveDraft,
  TagFlows,
  VerbBody,
  VerbReply,
  VersionPage,
  VersionSummary,
  VersionView,
} from './flows.ts'
export { GO_LIVE_STEPS, GoLivePage, GoLiveStep, ProviderTried, TryProvider } from './go-live.ts'
export { InvariantsView } from './health.ts'
export { ColumnTarget, ImportCounts, ImportOptions, ImportPage, ImportPreview, ImportView, RejectView } from './imports.ts'
export { LIVE_CLOSE, LiveDelta, LiveMessage, LiveProblem, LiveRequest, LiveSnapshot, type NodeCount } from './live.ts'
export { MessagePage, MessageQuery, MessageState, MessageView } from './messages.ts'
export {
  END_REASON_WORDS,
  ENROLLMENT_STATE_WORDS,
  ENTRY_OUTCOME_WORDS,
  type EndReason,
  type EntryOutcome,
  FLOW_STATE_WORDS,
  MESSAGE_STATE_WORDS,
  VERDICT_WORDS,
} from './outcome-words.ts'
export { predicateAsked } from './predicate-asked.ts'
export { Problem } from './problem.ts'
export { MigrationMap, MigrationNeeded, MigrationPlan, Publish, Published, RollBack } from './publishing.ts'
export { readBecause, type StoredBecause, sayBecause } from './say-because.ts'
export { MOST_SENTENCES, type SaidPart, sayWhy } from './say-why.ts'
export { ApiKeyView, CreatedApiKey, Login, NewApiKey, Password, Session } from './session.ts'
export { Done, Id, JsonRecord, JsonValue, listQuery, nullable, oneOf, page, strict, Time, WithId } from './shapes.ts'
export { PreviewWaits, Simulate, WaitPreviews } from './simulate.ts'
export { TodayView } from './today.ts'
export { WhyQuery, WhyView } from './why.ts'
export { WHY_WORDS, type WhyCode } from './why-words.ts'
export {
  AddCoupons,
  AuditPage,
  AuditView,
  ChangeSetting,
  CouponView,
  DeadLetterPage,
  DeadLetterView,
  IssueCoupon,
  NodeTypes,
  RedeemCoupon,
  StopPage,
  StopReply,
  StopSending,
  StopView,
  WorkspaceView,
} from './workspace.ts'
