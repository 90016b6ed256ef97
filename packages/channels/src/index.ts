export {
  CHANNEL_NAMES,
  type Channel,
  type ChannelLimits,
  type ChannelName,
  type DeliveryFate,
  type EmailAddress,
  isChannelName,
  isProviderTrouble,
  neverBegan,
  type OutgoingEmail,
  type OutgoingMessage,
  type OutgoingSms,
  PROVIDER_NAMES,
} from './channel.ts'
export { channelFaults } from './channel-faults.ts'
export { messageIdOf } from './compose-mail.ts'
export { checkMailAddress, type MailAddressCheck } from './mail-address.ts'
export { type ReplyWord, readReplyWord } from './opt-out-words.ts'
export { outboundFaults } from './outbound-faults.ts'
export {
  type OutboundHttp,
  type OutboundHttpOptions,
  type OutboundReply,
  type OutboundRequest,
  openOutboundHttp,
} from './outbound-http.ts'
export { normalizePhone, type PhoneCheck } from './phone.ts'
export { readRetryAfter } from './retry-after.ts'
export { sandboxChannel } from './sandbox.ts'
export { type SmtpChannelOptions, smtpChannel } from './smtp.ts'
export { type DkimKey, readSmtpUrl, type SmtpSettings } from './smtp-settings.ts'
export {
  type CallbackForm,
  type DeliveryReport,
  isTwilioSignature,
  readTwilioStatus,
  type TwilioCallback,
} from './twilio-callback.ts'
export { readTwilioUrl, type TwilioSettings } from './twilio-settings.ts'
export { type TwilioChannelOptions, twilioSmsChannel } from './twilio-sms.ts'
export { signingHttp, webhookHeaders } from './webhook.ts'
