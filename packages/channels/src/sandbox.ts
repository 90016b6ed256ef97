import type { Channel, ChannelName } from './channel.ts'
import { deliverEach } from './channel.ts'

/**
 * What stands in for every provider until sending is switched to live: it accepts everything and calls nobody. The rendered
 * message stays in its row, where the screen shows it. It counts as idempotent, because accepting twice reaches nobody twice.
 */
export function sandboxChannel(name: ChannelName): Channel {
  const limits = { batchSize: 500, concurrency: 500 }
  return {
    name,
    provider: 'sandbox',
    idempotent: true,
    limits,
    deliver: (messages, signal) =>
      deliverEach(messages, limits, signal, async (message) => ({ fate: 'accepted', providerId: `sandbox:${message.key}` })),
    verify: async () => {},
    close: async () => {},
  }
}
