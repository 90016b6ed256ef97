import { type Explanation, explain } from '@snodo/audience'
import { durationMs, type Instant, type JsonObject } from '@snodo/base'
import type { WholeReentry } from '@snodo/flow'
import type { Because } from '@snodo/node-sdk'
import { limits } from '../../limits.ts'
import type { CompiledFlow } from '../flows/compile-flow.ts'
import type { FlowState } from '../flows/flow-catalog.ts'
import type { IntakeEvent } from './match-event.ts'
import { type Measure, TripFacts } from './trip-facts.ts'
import type { ContactState, EnrollmentState } from './trip-state.ts'

/** When a contact last entered a flow (with this entity key) and when that journey ended; null where it is still going on. */
export type LastEntry = { at: Instant; endedAt: Instant | null }

export type EntryDecision = { enter: true; replaces: EnrollmentState | null } | { enter: false; because: Because }

/**
 * Whether a matching event lets a contact in: the flow's state, who is inside already, the re-entry rule, the entry filter.
 * The first rule that says no gives the reason, with the values compared.
 */
export function decideEntry(asked: {
  flow: CompiledFlow
  state: FlowState
  contact: ContactState
  entityKey: string
  event: IntakeEvent
  /** Living enrollments of this contact in this flow. */
  inside: readonly EnrollmentState[]
  last: LastEntry | null
  now: Instant
  measure: Measure
  /** What the entry filter answered about the contact before the event, where it asks for that. */
  before: Explanation | null
  /** How often flows themselves have brought this contact in within the last minute. */
  ownEntries: number
}): EntryDecision {
  const { flow, state, contact, event, now } = asked
  if (state !== 'live') return keptOut(state === 'paused' ? 'FLOW_PAUSED' : 'FLOW_NOT_LIVE', { state })

  if (asked.ownEntries >= limits.ownEntriesPerMinute)
    return keptOut('IN_CIRCLES', { counted: asked.ownEntries, limit: limits.ownEntriesPerMinute })

  const reentry = ruleFor(flow.reentry, asked.entityKey)
  const standing = asked.inside.find((enrollment) => reentry.inside !== 'parallel' || enrollment.entityKey === asked.entityKey)
  if (standing !== undefined && reentry.inside !== 'replace') {
    const values = { enrollment: standing.id, since: standing.enteredAt }
    if (isKeyless(flow.reentry, asked.entityKey) && standing.entityKey === '')
      return keptOut('ENTITY_KEY_MISSING', { ...values, key: propertyOf(flow.reentry.key) })
    return keptOut('INSIDE_ALREADY', values)
  }
  const { last } = asked
  if (last !== null && standing === undefined) {
    const blocked = reentryBlocked(reentry, last, now)
    if (blocked !== null) return { enter: false, because: blocked }
  }
  if (flow.entryFilter !== null) {
    const { when, asOf } = flow.entryFilter
    const answer = asked.before ?? explain(when, new TripFacts(contact, null, event.properties, asked.measure), now)
    if (answer.verdict !== 'yes')
      return keptOut('ENTRY_FILTER', { verdict: answer.verdict, compared: answer.because as unknown as JsonObject[], asOf })
  }
  return { enter: true, replaces: standing ?? null }
}

/**
 * The rule for an event that may lack the key journeys are told apart by. Without its order or cart nobody can say whether it is
 * another one: while a journey begun like that goes on nothing new begins beside it, and once it is over the next one enters. Entered
 * once for life would lose every later order, and a journey for each would write to whoever fills a cart at every product.
 */
export function ruleFor(reentry: WholeReentry, entityKey: string): WholeReentry {
  return isKeyless(reentry, entityKey) && reentry.mode === 'never' ? { ...reentry, mode: 'afterExit' } : reentry
}

function isKeyless({ key }: WholeReentry, entityKey: string): boolean {
  return key !== undefined && entityKey === ''
}

/** The key as the sender of events knows it. */
function propertyOf(key: string | undefined): string {
  return (key ?? '').replace(/^event\./, '').replace(/^properties\./, '')
}

/** Why the rule of re-entry keeps somebody out who has entered before; null: it does not. */
export function reentryBlocked({ mode, window, from, key }: WholeReentry, last: LastEntry, now: Instant): Because | null {
  switch (mode) {
    case 'always':
      return null
    case 'never':
      return { code: 'ENTERED_BEFORE', values: { at: last.at, ...(key === undefined ? {} : { key }) } }
    case 'afterExit':
      return last.endedAt === null ? { code: 'NOT_EXITED_YET', values: { at: last.at } } : null
    case 'afterWindow': {
      const since = from === 'exit' ? last.endedAt : last.at
      if (since === null) return { code: 'NOT_EXITED_YET', values: { at: last.at } }
      const opensAt = since + durationMs(window ?? 'P0D')
      return now < opensAt ? { code: 'REENTRY_WINDOW', values: { since, opensAt } } : null
    }
  }
}

function keptOut(code: string, values: NonNullable<Because['values']>): EntryDecision {
  return { enter: false, because: { code, values } }
}
