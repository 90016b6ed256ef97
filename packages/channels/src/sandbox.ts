import { bulkhead, deliverEach } from './bulkhead.ts'
import type { Channel, ChannelName } from './channel.ts'

/**
 * What stands in for every provider until sending is switched to live: it accepts everything and calls nobody. The rendered
 * message stays in its row, where the screen shows it. It counts as idempotent, because accepting twice reaches nobody twice.
 */
export function sandboxChannel(name: ChannelName): Channel {
  const limits = { batchSize: 500, concurrency: 500 }
  const gate = bulkhead(limits.concurrency)
  return {
    name,
    provider: 'sandbox',
    idempotent: true,
    limits,
    deliver: (messages, signal) =>
      deliverEach(messages, limits, gate, signal, async ({ key }) => ({ fate: 'accepted', providerId: `sandbox:${key}` })),
    verify: async () => {},
    close: async () => {},
  }
}
