export {
  type Comparison,
  type ConsentState,
  type EventsPredicate,
  type Predicate,
  type PropertyFilter,
  type Reaction,
  type Verdict,
  valueAt,
} from '@snodo/audience'
export {
  atCivil,
  type CivilDate,
  civilDate,
  civilOf,
  defineFaults,
  durationMs,
  type Instant,
  type IsoDuration,
  instantIn,
  isDuration,
  isoOf,
  isZone,
  type Json,
  type JsonObject,
  type Language,
  type LeapDay,
  nextWeekdayAt,
  parseDuration,
  plusDays,
  plusDuration,
  type Random,
  timeKindOf,
  type WallTime,
  type Weekday,
  type Words,
  weekdayOf,
} from '@snodo/base'
export { type Manifest, type NodeCategory, type NodeExample, type NodeTraits, portsOf } from '@snodo/flow'
export { type ActStepValues, type FillTemplate, isSettled, makeActBatch } from './batch.ts'
export { COUPON_PATTERN, couponCode } from './coupon-code.ts'
export { type ConfigOf, defineNode } from './define-node.ts'
export { elapse } from './elapse.ts'
export { FACTS, type Fact } from './facts.ts'
export { annotate, type FieldOption, type FieldTexts } from './fields/annotate.ts'
export { EmailContentField, SmsContentField } from './fields/content-fields.ts'
export {
  AttributeField,
  CouponPoolField,
  EventNameField,
  FlowField,
  ListField,
  ListsField,
  NodeField,
  PurposeField,
  ScoreField,
  TagsField,
} from './fields/name-fields.ts'
export { ChoiceField, IntegerField, NumberField, SwitchField, TextField } from './fields/plain-fields.ts'
export { BranchesField, PairsField, PredicateField, TemplateField, ValueField } from './fields/rich-fields.ts'
export {
  CronField,
  DurationField,
  DurationOrForeverField,
  LatenessField,
  TimeOfDayField,
  TimeZoneField,
  WeekdaysField,
} from './fields/time-fields.ts'
export type { NodeDefinition } from './node-definition.ts'
export { nodeFaults } from './node-faults.ts'
export type {
  ActBatch,
  ActNode,
  ActOutcome,
  ActStep,
  ActTools,
  Await,
  Because,
  DecideNode,
  DecideStep,
  Effects,
  Intent,
  NodeBase,
  NodeType,
  OutboundHttp,
  Outcome,
  Settled,
  Start,
  StartNode,
  StepContact,
  StepView,
  WaitMode,
} from './node-type.ts'
export { HERE_BEFORE } from './node-type.ts'
export { type NodeRegistry, nodeRegistry } from './registry.ts'
export { makeDecideStep, type StepValues, type StepWorld } from './step.ts'
