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
export { channelFaults } from './channel-faults.ts'
export { messageIdOf } from './compose-mail.ts'
export { checkMailAddress, type MailAddressCheck } from './mail-address.ts'
export { sandboxChannel } from './sandbox.ts'
export { type SmtpChannelOptions, smtpChannel } from './smtp.ts'
export { type DkimKey, readSmtpUrl, type SmtpSettings } from './smtp-settings.ts'
