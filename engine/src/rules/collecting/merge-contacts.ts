import type { Instant, JsonObject } from '@snodo/base'
import type { WholeReentry } from '@snodo/flow'
import { reentryBlocked, ruleFor } from '../walking/decide-entry.ts'

/** The parts of a profile that a merge decides about. */
export type MergingProfile = {
  user_id: string | null
  email: string | null
  phone: string | null
  attributes: JsonObject
  tags: readonly string[]
  scores: Readonly<Record<string, number>>
  created_at: Instant
  seen_at: Instant
}

/** One profile out of two: what the winner has set wins, tags are joined, scores added up, because both earned them. */
export function mergeProfiles(
  winner: MergingProfile,
  loser: MergingProfile,
): MergingProfile & { tags: string[]; scores: Record<string, number> } {
  const attributes: JsonObject = { ...loser.attributes }
  for (const [name, value] of Object.entries(winner.attributes))
    if (value !== null || !(name in attributes)) attributes[name] = value
  const scores: Record<string, number> = { ...winner.scores }
  for (const [name, points] of Object.entries(loser.scores)) scores[name] = (scores[name] ?? 0) + points
  return {
    user_id: winner.user_id ?? loser.user_id,
    email: winner.email ?? loser.email,
    phone: winner.phone ?? loser.phone,
    attributes,
    tags: [...new Set([...winner.tags, ...loser.tags])],
    scores,
    created_at: Math.min(winner.created_at, loser.created_at),
    seen_at: Math.max(winner.seen_at, loser.seen_at),
  }
}

export type MergingJourney = { id: string; contact_id: string; flow_id: string; entity_key: string; entered_at: Instant }

/** One that is over; `ended_at` is when. */
export type PastJourney = MergingJourney & { ended_at: Instant }

type Ending<Journey> = { journey: Journey; keptBy: MergingJourney }

/**
 * Which of two people's journeys go on as one person's: of a flow (and entity key) both are in, the older; on a tie the winner's. One
 * that the rule of re-entry would not have let in, because the other person had been through the flow before, does not go on
 * either. The others end, so that nothing is sent twice. `had`: journeys that are over, of which those that go on must repeat nothing.
 */
export function keepOlder<Journey extends MergingJourney>(given: {
  living: readonly Journey[]
  past: readonly PastJourney[]
  winner: string
  reentryOf(journey: Journey): WholeReentry
}): { kept: Journey[]; ended: Ending<Journey>[]; had: { past: PastJourney; keptBy: Journey }[] } {
  const oldest = oldestOf(given.living, given.winner)
  const kept: Journey[] = []
  const { ended } = oldest
  const had: { past: PastJourney; keptBy: Journey }[] = []
  for (const journey of oldest.kept) {
    const others = given.past.filter((past) => doorOf(past) === doorOf(journey) && past.contact_id !== journey.contact_id)
    const blocking = others.find(
      (past) =>
        past.entered_at <= journey.entered_at &&
        reentryBlocked(
          ruleFor(given.reentryOf(journey), journey.entity_key),
          { at: past.entered_at, endedAt: past.ended_at },
          journey.entered_at,
        ) !== null,
    )
    if (blocking !== undefined) {
      ended.push({ journey, keptBy: blocking })
      continue
    }
    kept.push(journey)
    had.push(...others.filter((past) => past.entered_at > journey.entered_at).map((past) => ({ past, keptBy: journey })))
  }
  return { kept, ended, had }
}

function doorOf({ flow_id, entity_key }: MergingJourney): string {
  return `${flow_id}/${entity_key}`
}

function oldestOf<Journey extends MergingJourney>(
  journeys: readonly Journey[],
  winner: string,
): { kept: Journey[]; ended: Ending<Journey>[] } {
  const kept: Journey[] = []
  const ended: Ending<Journey>[] = []
  for (const same of Map.groupBy(journeys, doorOf).values()) {
    const both = new Set(same.map((journey) => journey.contact_id)).size > 1
    if (!both) {
      kept.push(...same)
      continue
    }
    const [oldest, ...rest] = [...same].sort(
      (a, b) => a.entered_at - b.entered_at || Number(b.contact_id === winner) - Number(a.contact_id === winner),
    )
    kept.push(oldest!) // a group has at least one
    ended.push(...rest.map((journey) => ({ journey, keptBy: oldest! })))
  }
  return { kept, ended }
}
