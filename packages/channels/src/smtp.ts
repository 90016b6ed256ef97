import { asError, assert, type Clock, must } from '@snodo/base'
import { createTransport, type SMTPPoolOptions, type SMTPPoolSentMessageInfo, type Transporter } from 'nodemailer'
import { bulkhead, deliverEach } from './bulkhead.ts'
import { type Channel, type DeliveryFate, fateText, type OutgoingEmail, type OutgoingMessage } from './channel.ts'
import { channelFaults as faults } from './channel-faults.ts'
import { composeMail } from './compose-mail.ts'
import { classifySmtpFailure } from './smtp-reply.ts'
import { checkDkimKey, type SmtpSettings } from './smtp-settings.ts'

export type SmtpChannelOptions = {
  settings: SmtpSettings
  clock: Clock
  /** A stable text of this installation; see `messageIdOf`. */
  installation: string
}

/**
 * E-mail through one SMTP server, over a few connections kept open. One recipient a mail. SMTP has no idempotency key: a connection
 * lost after the closing dot leaves the fate `unknown`, anything lost before it is surely not sent.
 */
export function smtpChannel({ settings, clock, installation }: SmtpChannelOptions): Channel {
  const transport = createTransport(poolOptions(settings))
  const limits = { batchSize: settings.connections * 4, concurrency: settings.connections }
  const gate = bulkhead(limits.concurrency)
  const frame = { from: settings.from, installation }
  const bodiesSent = watchBodies(transport)

  const deliverOne = async (message: OutgoingEmail): Promise<DeliveryFate> => {
    const composed = composeMail(message, frame, clock.now())
    if (!composed.ok) return { fate: 'refused', hard: composed.hard, code: composed.code, say: composed.say }
    const deadline = AbortSignal.timeout(settings.timeouts.messageMs)
    try {
      await transport.sendMail({ ...composed.mail, signal: deadline })
      return { fate: 'accepted', providerId: composed.messageId }
    } catch (thrown) {
      return classifySmtpFailure({ ...describeFailure(thrown), bodySent: bodiesSent.has(deadline) })
    }
  }

  return {
    name: 'email',
    provider: 'smtp',
    idempotent: false,
    limits,
    deliver: (messages, signal) => deliverEach(messages.map(asEmail), limits, gate, signal, deliverOne),
    verify: () => verify(transport, settings),
    async close() {
      transport.close()
    },
  }
}

type MailTransport = Transporter<SMTPPoolSentMessageInfo, SMTPPoolOptions>

/**
 * nodemailer's errors do not tell whether the connection broke before or after the closing dot, which is the difference between
 * *try again* and *nobody knows*. The message's stream ends just before the dot is written, so its end is noted here, under the
 * deadline that is each attempt's own.
 */
function watchBodies(transport: MailTransport): WeakSet<AbortSignal> {
  const sent = new WeakSet<AbortSignal>()
  transport.use('stream', (mail, done) => {
    const deadline = must(mail.data.signal, 'a mail without its deadline')
    const createReadStream = mail.message.createReadStream.bind(mail.message)
    mail.message.createReadStream = (options) => createReadStream(options).once('end', () => sent.add(deadline))
    done()
  })
  return sent
}

/** Everything a receiver may rely on, and both unsubscribe headers: nodemailer's own list omits List-Unsubscribe-Post, and without it one click does not count. */
const SIGNED_HEADERS = [
  'From',
  'Sender',
  'Reply-To',
  'Subject',
  'Date',
  'Message-ID',
  'To',
  'Cc',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'Auto-Submitted',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
].join(':')

function poolOptions({
  host,
  port,
  secure,
  tls,
  login,
  dkim,
  connections,
  timeouts,
}: SmtpSettings): SMTPPoolOptions & { pool: true } {
  const key = dkim && checkDkimKey(dkim)
  return {
    pool: true,
    host,
    port,
    secure,
    requireTLS: !secure && tls === 'required',
    ignoreTLS: !secure && tls === 'off',
    ...(login && { auth: { user: login.user, pass: login.password } }),
    maxConnections: connections,
    maxMessages: 100,
    // The pool must never send a message again by itself: that is how one becomes two. The caller retries, knowing the fate.
    maxRequeues: 0,
    idleTimeout: 30_000,
    connectionTimeout: timeouts.connectMs,
    greetingTimeout: timeouts.connectMs,
    dnsTimeout: timeouts.connectMs,
    socketTimeout: timeouts.silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(key && {
      dkim: { domainName: key.domain, keySelector: key.selector, privateKey: key.privateKey, headerFieldNames: SIGNED_HEADERS },
    }),
  }
}

function asEmail(message: OutgoingMessage): OutgoingEmail {
  assert(message.channel === 'email', () => `the e-mail channel was handed a message for ${message.channel}`)
  return message
}

function describeFailure(thrown: unknown) {
  const error: Error & { code?: unknown; response?: unknown; command?: unknown } = asError(thrown)
  return {
    code: typeof error.code === 'string' ? error.code : 'UNKNOWN',
    reply: typeof error.response === 'string' ? error.response : null,
    command: typeof error.command === 'string' ? error.command : '',
    message: error.message,
  }
}

async function verify(transport: MailTransport, { host, port }: SmtpSettings): Promise<void> {
  try {
    await transport.verify()
  } catch (thrown) {
    const { code, reply, message } = describeFailure(thrown)
    const because = fateText(reply ?? message)
    if (code === 'EAUTH' || code === 'ENOAUTH') throw faults.SMTP_LOGIN_REFUSED({ host, port, because })
    throw faults.SMTP_UNREACHABLE({ host, port, because })
  }
}
