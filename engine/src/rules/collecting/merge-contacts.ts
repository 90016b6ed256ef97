import type { Instant, JsonObject } from '@snodo/base'

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

/**
 * Which of two people's journeys go on as one person's: of a flow (and entity key) both are in, the older; on a tie the winner's.
 * The others end, so that nothing is sent twice.
 */
export function keepOlder<Journey extends MergingJourney>(
  journeys: readonly Journey[],
  winner: string,
): { kept: Journey[]; ended: { journey: Journey; keptBy: Journey }[] } {
  const kept: Journey[] = []
  const ended: { journey: Journey; keptBy: Journey }[] = []
  for (const same of Map.groupBy(journeys, (journey) => `${journey.flow_id}/${journey.entity_key}`).values()) {
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
