import { durationMs, type Instant, type JsonObject, type Random } from '@snodo/base'
import { patiently, transaction } from '@snodo/database'
import type { ActNode, ActOutcome, ActStepValues, OutboundHttp } from '@snodo/node-sdk'
import type { EngineContext } from '../context.ts'
import { dropClaim, lengthenClaim, writeClaim } from '../ledgers/claims/claims.ts'
import { loadConsents } from '../ledgers/consents/load-consents.ts'
import { loadContacts } from '../ledgers/contacts/load-contacts.ts'
import { loadMemberships } from '../ledgers/contacts/memberships.ts'
import {
  type ActingRow,
  claimActing,
  extendLease,
  nextActingAt,
  type Postponed,
  postponeActing,
  restAnswered,
  takeBackActing,
} from '../ledgers/enrollments/acting-enrollments.ts'
import { appendRequests, type InboxRequest } from '../ledgers/inbox/read-inbox.ts'
import { loadPausedFlows } from '../ledgers/messages/load-send-facts.ts'
import { loadSettings } from '../ledgers/settings/settings.ts'
import type { ContactRow } from '../rules/contact-row.ts'
import { ACT_RETRIES, retryDelay } from '../rules/sending/retry-delay.ts'
import type { WorkspaceSettings } from '../rules/workspace-settings.ts'
import { runBatch } from './act-steps/run-batch.ts'

export type ActContext = EngineContext & {
  /** The one door to the outside, which refuses private addresses. */
  http: OutboundHttp
  random: Random
}

export type ActReport = {
  acted: number
  /** How soon to look again where more is waiting than this run took: more of the urgent, or of those that take their turn. */
  more: 'now' | 'turn' | null
  /** When the lane's next step may act; null: none is waiting. */
  nextAt: Instant | null
}

/** Bounds of one run, each with its reason. */
export const actLimits = {
  /** Enrollments taken at once, of the urgent and of the others each. */
  claimSize: 100,
  /** Batches in the air at once: a slow provider of one node holds up the others only so far. */
  concurrency: 8,
  /** How long what was taken is ours; a node that may take longer gets longer. */
  leaseMs: 60_000,
  /** How long an enrollment whose node type is missing waits before it is looked at again. */
  missingTypeMs: 10 * 60_000,
} as const

/**
 * Lets nodes that do I/O act for whoever stands at them in a lane: takes them with a lease, calls each node with its batch outside
 * any transaction, and puts the answers into the inbox, where intake settles them in order with everything else. A failed try
 * is put off with backoff; the last one is told to intake, which knows whether the node's *failed* port is drawn.
 */
export async function act(context: ActContext, lane: number): Promise<ActReport> {
  const now = context.clock.now()
  const pausedFlows = await loadPausedFlows(context.pool)
  const leaseUntil = now + actLimits.leaseMs
  const { claimed, token } = await claim(context, lane, { now, leaseUntil, mostOfEach: actLimits.claimSize, pausedFlows })
  if (claimed.length > 0) {
    const patience = { ...context, what: 'act.let-go' }
    try {
      await actFor(context, lane, claimed, { token, until: leaseUntil })
    } catch (error) {
      // Whoever was not acted for may be taken again now and not when the lease ends.
      await patiently(() => takeBackActing(context.pool, { lane, token }, context.clock.now()), patience)
      throw error
    } finally {
      await patiently(() => dropClaim(context.pool, lane, token), patience)
    }
  }
  const more = moreOf(claimed)
  return { acted: claimed.length, more, nextAt: more === null ? await nextActingAt(context.pool, lane, now, pausedFlows) : now }
}

function moreOf(claimed: readonly ActingRow[]): 'now' | 'turn' | null {
  const urgent = claimed.filter((row) => row.urgency === 0).length
  if (urgent === actLimits.claimSize) return 'now'
  return claimed.length - urgent === actLimits.claimSize ? 'turn' : null
}

/** Takes whom it acts for, and writes down which process did: what it holds when it dies is taken back at once. */
async function claim(
  context: ActContext,
  lane: number,
  given: Parameters<typeof claimActing>[2],
): Promise<{ claimed: ActingRow[]; token: string }> {
  return transaction(context.pool, async (sql) => {
    const claimed = await claimActing(sql, lane, given)
    if (claimed.length === 0) return { claimed, token: '' }
    await context.ids.reserve(sql, 1)
    const token = context.ids.next(lane)
    const acting = { enrollments: claimed.map((row) => row.id), until: given.leaseUntil }
    await writeClaim(sql, lane, { token, instance: context.pool.applicationName, acting })
    return { claimed, token }
  })
}

type Batch = { node: ActNode; config: JsonObject; rows: ActingRow[]; timeoutMs: number }

async function actFor(
  context: ActContext,
  lane: number,
  claimed: readonly ActingRow[],
  held: { token: string; until: Instant },
): Promise<void> {
  const { batches, missing } = await batchesOf(context, claimed)
  await postponeActing(context.pool, lane, missing)
  const longest = Math.max(0, ...batches.map((batch) => batch.timeoutMs))
  let { until } = held
  if (longest * 2 > actLimits.leaseMs) {
    until = context.clock.now() + longest * 2
    await extendLease(
      context.pool,
      lane,
      batches.flatMap((batch) => batch.rows),
      until,
    )
    await lengthenClaim(context.pool, lane, held.token, until)
  }
  const facts = await loadFacts(context, lane, claimed)
  const waiting = [...batches]
  const worker = async () => {
    for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
      // What could not end within its lease does not begin: it will be taken again, by us or by another process.
      if (context.clock.now() + batch.timeoutMs > until) continue
      const steps = batch.rows.map((row) => stepOf(row, batch.config, facts))
      const outcomes = await runBatch({
        node: batch.node,
        config: batch.config,
        steps,
        http: context.http,
        language: facts.settings.language,
        zone: facts.settings.timeZone,
        now: context.clock.now(),
      })
      await settle(context, lane, batch.rows, outcomes)
    }
  }
  // All of them are over before anything is given back.
  const ended = await Promise.allSettled(Array.from({ length: Math.min(actLimits.concurrency, waiting.length) }, worker))
  for (const each of ended) if (each.status === 'rejected') throw each.reason
}

/** Groups by version and node, in batches no larger than the node takes. Whose node cannot be found is put off, loudly. */
async function batchesOf(
  context: ActContext,
  claimed: readonly ActingRow[],
): Promise<{ batches: Batch[]; missing: Postponed[] }> {
  const batches: Batch[] = []
  const missing: Postponed[] = []
  for (const rows of Map.groupBy(claimed, (row) => `${row.version_id}/${row.node}`).values()) {
    const { version_id, node: nodeId } = rows[0]! // a group has at least one row
    const node = (await context.flows.version(context.pool, version_id))?.nodes.get(nodeId)
    if (node?.type?.kind !== 'act') {
      context.log.error('act.node-missing', { version: version_id, node: nodeId, enrollments: rows.length })
      const nextAt = context.clock.now() + actLimits.missingTypeMs
      missing.push(
        ...rows.map((row) => ({
          ...row,
          nextAt,
          because: { code: 'NODE_TYPE_MISSING', values: { node: nodeId } },
          counted: false,
        })),
      )
      continue
    }
    const { batchSize, timeout } = node.type.limits
    for (let from = 0; from < rows.length; from += batchSize)
      batches.push({
        node: node.type,
        config: node.config as JsonObject,
        rows: rows.slice(from, from + batchSize),
        timeoutMs: durationMs(timeout),
      })
  }
  return { batches, missing }
}

type Facts = {
  settings: WorkspaceSettings
  contacts: Map<string, ContactRow>
  lists: Map<string, Set<string>>
  consents: Awaited<ReturnType<typeof loadConsents>>
}

async function loadFacts(context: ActContext, lane: number, claimed: readonly ActingRow[]): Promise<Facts> {
  const ids = [...new Set(claimed.map((row) => row.contact_id))]
  const [settings, contacts, lists, consents] = await Promise.all([
    loadSettings(context.pool),
    loadContacts(context.pool, lane, ids),
    loadMemberships(context.pool, lane, ids),
    loadConsents(context.pool, lane, ids),
  ])
  return { settings, contacts, lists, consents }
}

function stepOf(row: ActingRow, config: JsonObject, facts: Facts): ActStepValues<JsonObject> {
  const contact = facts.contacts.get(row.contact_id)
  return {
    key: `${row.id}:${row.visit}`,
    node: row.node,
    visit: row.visit,
    config,
    attempt: row.attempts,
    contact: {
      id: row.contact_id,
      email: contact?.email ?? null,
      phone: contact?.phone ?? null,
      userId: contact?.user_id ?? null,
      attributes: contact?.attributes ?? {},
      tags: new Set(contact?.tags),
      lists: facts.lists.get(row.contact_id) ?? new Set(),
      consents: facts.consents.get(row.contact_id) ?? new Map(),
      scores: contact?.scores ?? {},
    },
    entry: row.entry ?? { at: row.entered_at, event: null, properties: {} },
    vars: row.vars ?? {},
  }
}

async function settle(
  context: ActContext,
  lane: number,
  rows: readonly ActingRow[],
  outcomes: ReadonlyMap<string, ActOutcome>,
): Promise<void> {
  const now = context.clock.now()
  const postponed: Postponed[] = []
  const answers: { row: ActingRow; outcome: ActOutcome }[] = []
  for (const row of rows) {
    const outcome = outcomes.get(`${row.id}:${row.visit}`) ?? { to: 'fail', because: 'The node gave no answer for this contact.' }
    const delay = outcome.to === 'retry' ? retryDelay(ACT_RETRIES, row.attempts, outcome.afterMs, context.random) : null
    if (outcome.to !== 'retry') answers.push({ row, outcome })
    else if (delay === null) answers.push({ row, outcome: { to: 'fail', because: outcome.because } })
    else
      postponed.push({
        ...row,
        nextAt: now + delay,
        because: { code: 'RETRYING', values: { say: outcome.because } },
        counted: true,
      })
  }
  const write = () =>
    transaction(context.pool, async (sql) => {
      await postponeActing(sql, lane, postponed)
      await restAnswered(
        sql,
        lane,
        answers.map(({ row }) => row),
      )
      await context.ids.reserve(sql, answers.length)
      await appendRequests(
        sql,
        lane,
        answers.map(
          ({ row, outcome }): InboxRequest => ({
            id: context.ids.next(lane),
            contact: row.contact_id,
            kind: 'settle',
            name: 'Act Settled',
            payload: { enrollment: row.id, visit: row.visit, outcome },
          }),
        ),
        now,
      )
    })
  // Nobody but this process knows the answers; intake takes of an answer told twice the first.
  await patiently(write, { ...context, what: 'act.settle' })
  if (answers.length > 0) await context.bells.ringMove([lane])
}
