export {
  type ReceivedMail,
  type SmtpScript,
  type SmtpServerForTests,
  type SmtpServerOptions,
  startSmtpServer,
} from './testing-smtp-server.ts'
export { type ReceivedSms, startTwilioServer, type TwilioScript, type TwilioServerForTests } from './testing-twilio-server.ts'
