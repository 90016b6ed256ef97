import { CHANNEL_NAMES, type Channel, type ChannelName, isChannelName, sandboxChannel } from '@snodo/channels'
import type { DeliverContext } from './deliver-context.ts'

/** The provider set up for a channel once sending is live; until then, and where none is set up, the sandbox. */
export function providerOf(context: DeliverContext, name: string, mode: 'sandbox' | 'live'): Channel {
  const provider = mode === 'live' ? context.channels.get(name) : undefined
  if (provider !== undefined) return provider
  return sandboxChannel(isChannelName(name) ? name : (name as ChannelName)) // the sandbox only keeps the name
}

/** Which provider carries each channel now. */
export function providersNow(context: DeliverContext, mode: 'sandbox' | 'live'): Map<string, string> {
  return new Map(CHANNEL_NAMES.map((name) => [name, providerOf(context, name, mode).provider]))
}
