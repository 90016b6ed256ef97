import type { JsonObject } from '@snodo/base'
import type { IdSource } from '../id-source.ts'
import type { InboxRequest } from '../ledgers/inbox/read-inbox.ts'
import type { MessageKey } from '../ledgers/messages/message-row.ts'

export type MessageFate = 'sent' | 'notSent' | 'notDelivered'

/** The system event each fate is told by. */
export const FATE_NAMES: Record<MessageFate, string> = {
  sent: 'Message Sent',
  notSent: 'Message Not Sent',
  notDelivered: 'Message Not Delivered',
}

export type ToldMessage = MessageKey & { contact_id: string; node: string; flow_id: string; channel: string; awaited: boolean }

/** The inbox rows that tell fates to intake: only where an enrollment stands still for one, or a flow listens to its name. */
export function fateRequests(
  told: readonly { message: ToldMessage; fate: MessageFate; because: { code: string; values: JsonObject } | null }[],
  lane: number,
  ids: IdSource,
  listensTo: (name: string) => boolean,
): InboxRequest[] {
  return told
    .filter(({ message, fate }) => message.awaited || listensTo(FATE_NAMES[fate]))
    .map(({ message, fate, because }) => ({
      id: ids.next(lane),
      contact: message.contact_id,
      kind: 'fate',
      name: FATE_NAMES[fate],
      payload: {
        enrollment: message.enrollment_id,
        visit: message.visit,
        node: message.node,
        flow: message.flow_id,
        channel: message.channel,
        fate,
        because,
      },
    }))
}
