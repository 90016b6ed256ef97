export {
  CHANNEL_NAMES,
  type Channel,
  type ChannelLimits,
  type ChannelName,
  type DeliveryFate,
  type EmailAddress,
  isChannelName,
  type OutgoingEmail,
  type OutgoingMessage,
  type OutgoingSms,
} from './channel.ts'
export { sandboxChannel } from './sandbox.ts'
