import type { Instant, JsonObject } from '@snodo/base'
import { type DeliveryFate, neverBegan } from '@snodo/channels'
import { patiently, transaction } from '@snodo/database'
import { type MessageFate, tellFates } from '../../ledgers/inbox/tell-fates.ts'
import { releaseFromCaps } from '../../ledgers/messages/hold-messages.ts'
import { addressHash, suppress } from '../../ledgers/messages/load-send-facts.ts'
import { type Because, messageKey } from '../../ledgers/messages/message-row.ts'
import { type Settlement, settleMessages } from '../../ledgers/messages/settle-messages.ts'
import { TRANSACTIONAL } from '../../rules/sending/decide-send.ts'
import { retryDelay, SEND_RETRIES } from '../../rules/sending/retry-delay.ts'
import type { DeliverContext } from './deliver-context.ts'
import type { ClaimedMessage } from './judge-due.ts'

/** What is to be written about a claimed message once it is known what became of it. */
export type Answered = {
  message: ClaimedMessage
  rendered: JsonObject | null
  provider: string | null
  fate: DeliveryFate | { fate: 'broken'; code: string; say: string } | { fate: 'notBegun' }
}

/**
 * Writes what became of claimed messages, their fates for intake and new suppressions, in one transaction. Nobody but this process
 * knows, so while the database is away it is tried again; of what somebody else took meanwhile nothing is written. Tells whether the
 * lane should move.
 */
export async function settleFates(
  context: DeliverContext,
  lane: number,
  token: string,
  answered: readonly Answered[],
): Promise<boolean> {
  if (answered.length === 0) return false
  const now = context.clock.now()
  const settled = answered.map((answer) => ({ answer, ...settlementOf(answer, now, context) }))
  const write = () =>
    transaction(context.pool, async (sql) => {
      const written = await settleMessages(
        sql,
        lane,
        settled.map((each) => each.settlement),
        token,
        now,
      )
      const mine = settled.filter(({ answer }) => written.has(messageKey(answer.message)))
      await suppress(
        sql,
        mine.flatMap(({ answer }) =>
          answer.fate.fate === 'refused' && answer.fate.hard
            ? [
                {
                  channel: answer.message.channel,
                  hash: addressHash(answer.message.channel, answer.message.address),
                  reason: 'hard_refusal',
                },
              ]
            : [],
        ),
        now,
      )
      const told = await tellFates(
        { sql, ids: context.ids, lane, listensTo: context.listensTo },
        mine.flatMap(({ answer, fate, settlement }) =>
          fate === null ? [] : [{ message: answer.message, fate, because: settlement.because }],
        ),
        now,
      )
      const failed = mine.filter(({ settlement }) => settlement.state === 'notSent' || settlement.state === 'notDelivered')
      // Due a moment from now, so that this run's look ahead finds them.
      await releaseFromCaps(sql, lane, [...new Set(failed.map(({ answer }) => answer.message.contact_id))], now + 1)
      return { told, mine }
    })
  const { told, mine } = await patiently(write, { ...context, what: 'deliver.settle' })
  for (const { answer, settlement } of mine)
    if (settlement.state !== 'due') context.tally.add('messages', 1, { channel: answer.message.channel, fate: settlement.state })
  return told > 0
}

/** Why it was held before it was claimed: a message that was not begun is what it was. */
function keptOf({ because }: ClaimedMessage): Because | null {
  return because === null ? null : { code: because.code, values: because.values ?? {} }
}

/** What is written, and what the enrollment is told; null: its fate is still open. */
function settlementOf(
  answer: Answered,
  now: Instant,
  context: DeliverContext,
): { settlement: Settlement; fate: MessageFate | null } {
  const { message, fate } = answer
  const base = {
    enrollment_id: message.enrollment_id,
    visit: message.visit,
    rendered: answer.rendered,
    provider: answer.provider,
    providerId: null,
    because: null,
    dueAt: null,
    uncount: false,
  }
  const final = (state: 'notSent' | 'notDelivered', because: Because): { settlement: Settlement; fate: MessageFate } => ({
    settlement: { ...base, state, because },
    fate: state,
  })
  // An order to stop, or the provider's trouble with another message, came in between: as if it had never been claimed.
  const notBegun = {
    settlement: { ...base, rendered: null, provider: null, state: 'due' as const, because: keptOf(message), uncount: true },
    fate: null,
  }
  switch (fate.fate) {
    case 'accepted':
      return { settlement: { ...base, state: 'sent', providerId: fate.providerId }, fate: 'sent' }
    case 'refused':
      return final('notDelivered', { code: 'REFUSED', values: { code: fate.code, say: fate.say, hard: fate.hard } })
    case 'broken':
      return final('notSent', { code: 'RENDER_ERROR', values: { code: fate.code, say: fate.say.slice(0, 500) } })
    case 'notBegun':
      return notBegun
    case 'retry': {
      if (neverBegan(fate)) return notBegun
      const attempts = message.attempts + 1
      // A provider in trouble is no verdict on the message: it is tried until it is too late, each time a little later, so that
      // one message that upsets the provider does not keep the others from being tried.
      const counted = fate.slows ? Math.min(attempts, SEND_RETRIES.attempts - 1) : attempts
      const delay = retryDelay(SEND_RETRIES, counted, fate.afterMs, context.random)
      if (delay === null) return final('notDelivered', { code: 'GAVE_UP', values: { attempts, say: fate.because } })
      return {
        settlement: { ...base, state: 'due', dueAt: now + delay, because: { code: 'RETRYING', values: { say: fate.because } } },
        fate: null,
      }
    }
    case 'unknown': {
      const because: Because = { code: 'UNKNOWN', values: { say: fate.because } }
      const attempts = message.attempts + 1
      const delay = message.purpose === TRANSACTIONAL ? retryDelay(SEND_RETRIES, attempts, null, context.random) : null
      if (delay !== null) return { settlement: { ...base, state: 'due', dueAt: now + delay, because }, fate: null }
      // Most lost answers were a yes, and a marketing message is never sent twice: the journey goes on as if it was sent.
      return { settlement: { ...base, state: 'unknown', because }, fate: 'sent' }
    }
  }
}
