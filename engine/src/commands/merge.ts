import { type JsonObject, laneOf, must } from '@snodo/base'
import { type Sql, transaction } from '@snodo/database'
import { reentryOf, type WholeReentry } from '@snodo/flow'
import type { EngineContext } from '../context.ts'
import { writeAudit } from '../ledgers/audit/write-audit.ts'
import { resolveContact } from '../ledgers/contacts/resolve-contact.ts'
import { loadVersions } from '../ledgers/flows/load-versions.ts'
import { openParcelsOf } from '../ledgers/inbox/open-parcels.ts'
import { appendOwnEvents } from '../ledgers/inbox/read-inbox.ts'
import { tellFates } from '../ledgers/inbox/tell-fates.ts'
import { lockLane } from '../ledgers/lanes/lock-lane.ts'
import { moveEvents, moveReadEvents, putInbox, takeInbox, type UnreadRow } from '../ledgers/merges/move-events.ts'
import {
  endMerged,
  enrollmentIdsOf,
  type LivingJourney,
  livingJourneys,
  moveJourneyRecords,
  moveLiving,
  type NewNames,
  pastJourneys,
  shiftCounts,
  spareKept,
  tellMoved,
} from '../ledgers/merges/move-journeys.ts'
import {
  dropRates,
  inTheAir,
  loadPair,
  mergeConsents,
  mergeMemberships,
  moveIdentities,
  type Pair,
  savePair,
} from '../ledgers/merges/two-contacts.ts'
import { limits } from '../limits.ts'
import { keepOlder, mergeProfiles, type PastJourney } from '../rules/collecting/merge-contacts.ts'
import { personFaults } from './person-faults.ts'

export type Merged =
  | { merged: true; contact: string }
  /** Something of the loser's is in the air (a message with a provider, a node at work): ask again in a moment. */
  | { merged: false; later: true }

/**
 * Merges one contact into another: it stays as an alias, and all that was its own is the other's. Its events move beforehand in
 * chunks, in the order they happened; the rest is one transaction under both lanes' locks, taken in the order of lanes, so that
 * two merges never wait for each other. Done again it moves what came late, and nothing twice.
 * Throws CONTACT_UNKNOWN, MERGE_SAME, or MERGE_DIFFERENT_USERS: two user ids are two people. `author`: who ordered it; absent where
 * the two were found to be one by their own calls.
 */
export async function mergeContacts(
  engine: EngineContext,
  given: { loser: string; winner: string; author?: string; reason?: string | null },
): Promise<Merged> {
  const winner = await resolveContact(engine.pool, given.winner)
  if (winner === null) throw personFaults.CONTACT_UNKNOWN({ id: given.winner })
  if (winner === given.loser) throw personFaults.MERGE_SAME({ id: winner })
  const pair: Pair = { loser: given.loser, loserLane: laneOf(given.loser), winner, winnerLane: laneOf(winner) }
  for (;;) {
    const step = await transaction(engine.pool, async (sql) => {
      for (const lane of [...new Set([pair.loserLane, pair.winnerLane])].sort((a, b) => a - b)) await lockLane(sql, lane)
      const done = await mergeStep(engine, sql, pair)
      if (done === 'done' && given.author !== undefined)
        await writeAudit(sql, [
          {
            at: engine.clock.now(),
            actor: given.author,
            action: 'contact.merge',
            subject: `contact:${winner}`,
            reason: given.reason ?? null,
            details: { merged: pair.loser },
          },
        ])
      return done
    })
    if (step === 'more') continue
    if (step === 'later') return { merged: false, later: true }
    await engine.bells.ringMove([pair.winnerLane])
    return { merged: true, contact: winner }
  }
}

async function mergeStep(engine: EngineContext, sql: Sql, pair: Pair): Promise<'more' | 'later' | 'done'> {
  const { loser, winner } = await loadPair(sql, pair)
  if (loser === undefined) throw personFaults.CONTACT_UNKNOWN({ id: pair.loser })
  // The winner was erased or merged itself while we waited: whoever asked finds out by asking again.
  if (winner === undefined || winner.merged_into !== null) return 'later'
  if (loser.user_id !== null && winner.user_id !== null && loser.user_id !== winner.user_id)
    throw personFaults.MERGE_DIFFERENT_USERS({ loser: pair.loser, winner: pair.winner })
  const now = engine.clock.now()
  if (await inTheAir(sql, pair, now)) return 'later'
  await openParcelsOf(sql, pair.loserLane, pair.loser)
  const newIds = async (count: number) => {
    await engine.ids.reserve(sql, count)
    return Array.from({ length: count }, () => engine.ids.next(pair.winnerLane))
  }
  if ((await moveReadEvents(sql, pair, limits.commandChunk, newIds)) === limits.commandChunk) return 'more'

  const names = await moveJourneys(engine, sql, pair)
  await moveUnread(engine, sql, pair, names)
  await moveIdentities(sql, pair)
  await mergeConsents(sql, pair, newIds)
  await mergeMemberships(sql, pair)
  await dropRates(sql, pair)
  if (loser.merged_into === null) {
    await savePair(sql, pair, mergeProfiles(winner, loser))
    await engine.ids.reserve(sql, 1)
    const event = {
      id: engine.ids.next(pair.winnerLane),
      contact: pair.winner,
      name: 'Contacts Merged',
      properties: { merged: pair.loser },
    }
    await appendOwnEvents(sql, pair.winnerLane, [event], now)
  }
  return 'done'
}

/** Moves the journeys, living and past, and ends those that both were on. */
async function moveJourneys(engine: EngineContext, sql: Sql, pair: Pair): Promise<NewNames> {
  const now = engine.clock.now()
  const old = await enrollmentIdsOf(sql, pair)
  await engine.ids.reserve(sql, old.length)
  const names: NewNames = new Map(old.map((id) => [id, engine.ids.next(pair.winnerLane)]))
  const nameOf = (id: string) => names.get(id) ?? id
  const living = await livingJourneys(sql, pair)
  const past = await pastJourneys(sql, pair, living)
  const { kept, ended, had } = keepOlder({ living, past, winner: pair.winner, reentryOf: await rulesOf(sql, living, past) })
  const moving = kept.filter((journey) => journey.contact_id === pair.loser)

  await moveJourneyRecords(sql, pair, names)
  await moveLiving(sql, pair, moving, names)
  const ending = ended.map(({ journey, keptBy }) => ({ journey, name: nameOf(journey.id), kept: nameOf(keptBy.id) }))
  await endMerged(sql, pair, ending, now)
  const repeating = had.map(({ past, keptBy }) => ({ name: nameOf(past.id), kept: nameOf(keptBy.id) }))
  const spared = await spareKept(sql, pair, [...ending, ...repeating], now)
  const told = spared.map((message) => ({ message, fate: 'sent' as const, because: { code: 'HAD_BEFORE', values: {} } }))
  // Only who stands still for it hears of it: nothing was sent that a flow could begin with.
  await tellFates({ sql, ids: engine.ids, lane: pair.winnerLane, listensTo: () => false }, told, now)
  await tellMoved(
    sql,
    pair,
    moving.map((journey) => ({ journey, name: nameOf(journey.id) })),
    now,
  )
  const stands = (journey: (typeof kept)[number], lane: number, by: 1 | -1) => ({
    lane,
    version: journey.version_id,
    node: journey.node,
    inside: by,
    failed: journey.state === 'failed' ? by : 0,
  })
  await shiftCounts(sql, [
    ...moving.flatMap((journey) => [stands(journey, pair.loserLane, -1), stands(journey, pair.winnerLane, 1)]),
    ...ended.map(({ journey }) => stands(journey, journey.lane, -1)),
  ])
  const flows = [...new Set([...moving, ...ended.map(({ journey }) => journey)].map((journey) => journey.flow_id))]
  if (flows.length > 0) await sql.query(/* sql */ `select pg_notify('snodo_counts', $1)`, [flows.join(',')])
  return names
}

/** The rules of re-entry of the versions people are in; asked only where somebody has been through one of their flows before. */
async function rulesOf(
  sql: Sql,
  living: readonly LivingJourney[],
  past: readonly PastJourney[],
): Promise<(journey: LivingJourney) => WholeReentry> {
  const versions = past.length === 0 ? [] : await loadVersions(sql, [...new Set(living.map((journey) => journey.version_id))])
  const rules = new Map(versions.map(({ id, document }) => [id, reentryOf(document)]))
  return (journey) => must(rules.get(journey.version_id), `the version of journey ${journey.id}, which somebody is in`)
}

/** What intake has not read follows in order, and speaks of enrollments by their new names. */
async function moveUnread(engine: EngineContext, sql: Sql, pair: Pair, names: NewNames): Promise<void> {
  const rows = await takeInbox(sql, pair)
  if (rows.length === 0) return
  // One id for each row, in order; rows that are events share it with their event.
  await engine.ids.reserve(sql, rows.length)
  const idOf = new Map(rows.map((row) => [row.event_id, engine.ids.next(pair.winnerLane)]))
  await moveEvents(sql, pair, idOf)
  await putInbox(
    sql,
    pair,
    rows.map(
      (row): UnreadRow => ({ ...row, event_id: idOf.get(row.event_id) ?? row.event_id, payload: renamed(row.payload, names) }),
    ),
  )
}

function renamed(payload: JsonObject | null, names: NewNames): JsonObject | null {
  const enrollment = payload?.enrollment
  const name = typeof enrollment === 'string' ? names.get(enrollment) : undefined
  return name === undefined ? payload : { ...payload, enrollment: name }
}
