import type { Instant, JsonObject } from '@snodo/base'
import type { DeliveryFate } from '@snodo/channels'
import { transaction } from '@snodo/database'
import { type MessageFate, tellFates } from '../../ledgers/inbox/tell-fates.ts'
import { addressHash, suppress } from '../../ledgers/messages/load-send-facts.ts'
import { type Because, messageKey } from '../../ledgers/messages/message-row.ts'
import { type Settlement, settleMessages } from '../../ledgers/messages/settle-messages.ts'
import { TRANSACTIONAL } from '../../rules/decide-send.ts'
import { retryDelay, SEND_RETRIES } from '../../rules/retry-delay.ts'
import type { ClaimedMessage } from './decide-trip.ts'
import type { DeliverContext } from './deliver-context.ts'

/** What is to be written about a claimed message once it is known what became of it. */
export type Answered = {
  message: ClaimedMessage
  rendered: JsonObject | null
  provider: string | null
  fate: DeliveryFate | { fate: 'broken'; code: string; say: string } | { fate: 'notBegun' }
}

/** Writes what became of claimed messages, their fates for intake and new suppressions, in one transaction. Tells whether the lane should move. */
export async function settleFates(
  context: DeliverContext,
  lane: number,
  token: string,
  answered: readonly Answered[],
): Promise<boolean> {
  if (answered.length === 0) return false
  const now = context.clock.now()
  const settled = answered.map((answer) => ({ answer, ...settlementOf(answer, now, context) }))
  return transaction(context.pool, async (sql) => {
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
    for (const { answer, settlement } of mine)
      if (settlement.state !== 'due')
        context.tally.add('messages', 1, { channel: answer.message.channel, fate: settlement.state })
    return told > 0
  })
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
  switch (fate.fate) {
    case 'accepted':
      return { settlement: { ...base, state: 'sent', providerId: fate.providerId }, fate: 'sent' }
    case 'refused':
      return final('notDelivered', { code: 'REFUSED', values: { code: fate.code, say: fate.say, hard: fate.hard } })
    case 'broken':
      return final('notSent', { code: 'RENDER_ERROR', values: { code: fate.code, say: fate.say.slice(0, 500) } })
    case 'notBegun':
      return { settlement: { ...base, state: 'due', dueAt: now, uncount: true }, fate: null }
    case 'retry': {
      // Zero means that it never began: an order to stop came in between. That is no attempt.
      if (fate.afterMs === 0) return { settlement: { ...base, state: 'due', dueAt: now, uncount: true }, fate: null }
      const attempts = message.attempts + 1
      const delay = retryDelay(SEND_RETRIES, attempts, fate.afterMs, context.random)
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
