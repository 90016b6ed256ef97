export {
  type ReceivedMail,
  type SmtpScript,
  type SmtpServerForTests,
  type SmtpServerOptions,
  startSmtpServer,
} from './testing-smtp-server.ts'
