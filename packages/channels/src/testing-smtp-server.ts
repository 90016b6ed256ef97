import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@snodo/base'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** How the server treats a recipient; without a script it takes everything. */
export type SmtpScript =
  | { do: 'accept' }
  /** A reply in the server's own words, at one of the three places a server can say no: `{ at: 'rcpt', code: 550, text: '5.1.1 No such user' }`. */
  | { do: 'refuse'; at: 'mail' | 'rcpt' | 'data'; code: number; text: string }
  /** The connection dies: before the message is taken, in the middle of it, or after its closing dot without an answer. */
  | { do: 'drop'; at: 'rcpt' | 'body' | 'dot' }
  /** The message is read to its end, and no answer ever comes. */
  | { do: 'hang' }

export type ReceivedMail = {
  from: string
  to: string[]
  raw: Buffer
  user: string | null
  secure: boolean
  /** When MAIL FROM came, in milliseconds since 1970. */
  begunAt: number
}

export type SmtpServerForTests = {
  port: number
  /** `smtp://[user:password@]127.0.0.1:port?from=…`, ready for `readSmtpUrl`. */
  url: string
  /** Mails taken with 250, in order. */
  mails: ReceivedMail[]
  /** Recipients of every RCPT TO, also refused ones. */
  recipients: string[]
  connections(): number
  /** Sets what happens to mail for an address, from now on. */
  script(recipient: string, script: SmtpScript): void
  /** Resolves when at least so many mails were taken. */
  received(count: number): Promise<ReceivedMail[]>
  close(): Promise<void>
}

export type SmtpServerOptions = {
  login?: { user: string; password: string }
  from?: string
  port?: number
  /** Offers STARTTLS, with a certificate nobody vouches for. */
  startTls?: boolean
  /** How long each mail is thought over after its closing dot. */
  takesMs?: number
}

/** A real SMTP server on loopback that does as it is told, for one recipient or another. */
export async function startSmtpServer(options: SmtpServerOptions = {}): Promise<SmtpServerForTests> {
  const scripts = new Map<string, SmtpScript>()
  const mails: ReceivedMail[] = []
  const begun = new Map<string, number>()
  const recipients: string[] = []
  const waiting: { count: number; resolve: (mails: ReceivedMail[]) => void }[] = []
  let connections = 0
  const scriptFor = (session: SMTPServerSession) => scriptOf(session.envelope.rcptTo[0]?.address)
  const scriptOf = (recipient: string | undefined): SmtpScript => scripts.get(recipient ?? '') ?? { do: 'accept' }

  const server = new SMTPServer({
    logger: false,
    disabledCommands: [...(options.startTls ? [] : ['STARTTLS']), ...(options.login ? [] : ['AUTH'])],
    allowInsecureAuth: true,
    hideENHANCEDSTATUSCODES: true,
    disableReverseLookup: true,
    closeTimeout: 50,
    onConnect(_session, done) {
      connections++
      done()
    },
    onAuth(auth, _session, done) {
      const known = auth.username === options.login?.user && auth.password === options.login?.password
      if (known) done(null, { user: auth.username })
      else done(refusal(535, '5.7.8 Authentication failed'))
    },
    onMailFrom(_address, session, done) {
      begun.set(session.id, systemClock.now())
      done()
    },
    onRcptTo({ address }, session, done) {
      recipients.push(address)
      const script = scriptOf(address)
      if (script.do === 'drop' && script.at === 'rcpt') return dropConnection(server, session)
      if (script.do === 'refuse' && script.at !== 'data') return done(refusal(script.code, script.text))
      done()
    },
    onData(stream, session, done) {
      const script = scriptFor(session)
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        if (script.do === 'drop' && script.at === 'body') dropConnection(server, session)
      })
      stream.on('end', () => {
        if (script.do === 'drop') return dropConnection(server, session)
        if (script.do === 'hang') return
        if (script.do === 'refuse') return done(refusal(script.code, script.text))
        mails.push({
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks),
          user: typeof session.user === 'string' ? session.user : null,
          secure: session.secure,
          begunAt: begun.get(session.id) ?? 0,
        })
        for (const one of waiting.filter(({ count }) => count <= mails.length)) one.resolve(mails)
        setTimeout(done, options.takesMs ?? 0, null, 'queued as TEST1')
      })
    },
  })
  // A client that goes away in mid-sentence is an error event here, and part of what is being tested.
  server.on('error', () => {})
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server.server, 'listening')
  const { port } = server.server.address() as AddressInfo
  const login = options.login ? `${encodeURIComponent(options.login.user)}:${encodeURIComponent(options.login.password)}@` : ''
  return {
    port,
    url: `smtp://${login}127.0.0.1:${port}?from=${encodeURIComponent(options.from ?? 'Snodo Shop <news@shop.example>')}`,
    mails,
    recipients,
    connections: () => connections,
    script: (recipient, script) => scripts.set(recipient, script),
    received: (count) =>
      mails.length >= count ? Promise.resolve(mails) : new Promise((resolve) => waiting.push({ count, resolve })),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function refusal(code: number, text: string): Error {
  return Object.assign(new Error(text), { responseCode: code })
}

function dropConnection(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.session.id === session.id) connection._socket.destroy()
}
