import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:net'
import { TurnedClock } from '@snodo/base'
import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel, DeliveryFate, OutgoingEmail } from './channel.ts'
import { smtpChannel } from './smtp.ts'
import { readSmtpUrl, type SmtpSettings } from './smtp-settings.ts'
import { type SmtpServerForTests, startSmtpServer } from './testing.ts'

const clock = new TurnedClock('2026-03-28T09:00:00Z')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const dkimRecord = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

let server: SmtpServerForTests
let settings: SmtpSettings
let shared: Channel
beforeAll(async () => {
  server = await startSmtpServer()
  settings = { ...(await readSmtpUrl(server.url)), dkim: { domain: 'shop.example', selector: 'snodo', privateKey: pem } }
  shared = smtpChannel({ settings, clock, installation: 'test' })
})
afterAll(async () => {
  await shared.close()
  await server.close()
})

let visit = 0
function mailTo(to: string, more: Partial<OutgoingEmail> = {}): OutgoingEmail {
  return {
    channel: 'email',
    key: `64:${++visit}`,
    to,
    from: null,
    replyTo: null,
    subject: 'Benvenuta!',
    html: '<html><body><h1>Ciao Maria</h1><p>Ecco il tuo <a href="https://shop.example/buono">buono</a>.</p></body></html>',
    text: null,
    preheader: null,
    unsubscribeUrl: 'https://shop.example/u/abcdefghijklmnopqrstuvwxyz0123456789',
    ...more,
  }
}

/** Sends, through a channel of its own where settings are changed, and gives the fates in the order of the messages. */
async function send(messages: OutgoingEmail[], change?: Partial<SmtpSettings>): Promise<DeliveryFate[]> {
  const channel = change ? smtpChannel({ settings: { ...settings, ...change }, clock, installation: 'test' }) : shared
  try {
    const fates = await channel.deliver(messages, new AbortController().signal)
    expect([...fates.keys()]).toEqual(messages.map(({ key }) => key))
    return messages.map(({ key }) => fates.get(key)!)
  } finally {
    if (change) await channel.close()
  }
}

async function sendAndRead(message: OutgoingEmail) {
  const before = server.mails.length
  const [fate] = await send([message])
  expect(fate).toMatchObject({ fate: 'accepted' })
  expect(server.mails.length).toBe(before + 1)
  const received = server.mails.at(-1)!
  return {
    received,
    fate: fate!,
    mail: await PostalMime.parse(received.raw),
    head: received.raw.toString().split('\r\n\r\n')[0]!,
  }
}

describe('a mail that goes out', () => {
  it('reaches exactly its recipient, with sender, subject, date, html and a text made from it', async () => {
    const { received, mail, head } = await sendAndRead(mailTo('maria@rossi.example', { subject: 'Perché no? È già qui' }))
    expect(received).toMatchObject({ from: 'news@shop.example', to: ['maria@rossi.example'] })
    expect(mail.from).toMatchObject({ name: 'Snodo Shop', address: 'news@shop.example' })
    expect(mail.to).toMatchObject([{ address: 'maria@rossi.example' }])
    expect(mail.subject).toBe('Perché no? È già qui')
    expect(mail.date).toBe('2026-03-28T09:00:00.000Z')
    expect(mail.html).toContain('<h1>Ciao Maria</h1>')
    expect(mail.text).toMatch(/CIAO MARIA[\s\S]*Ecco il tuo buono \[https:\/\/shop\.example\/buono\]\./)
    expect(head).toMatch(/^Auto-Submitted: auto-generated/m)
  })

  it('carries one List-Unsubscribe and one List-Unsubscribe-Post, both under a DKIM signature that others can verify', async () => {
    const { received, mail } = await sendAndRead(mailTo('dkim@rossi.example'))
    const values = (name: string) => mail.headers.filter(({ key }) => key === name).map(({ value }) => value.trim())
    expect(values('list-unsubscribe')).toEqual(['<https://shop.example/u/abcdefghijklmnopqrstuvwxyz0123456789>'])
    expect(values('list-unsubscribe-post')).toEqual(['List-Unsubscribe=One-Click'])

    const verify = (raw: Buffer) =>
      dkimVerify(raw, {
        resolver: async (name: string, type: string) => {
          expect([name, type]).toEqual(['snodo._domainkey.shop.example', 'TXT'])
          return [[dkimRecord]]
        },
      })
    const [signature] = (await verify(received.raw)).results
    expect(signature?.status).toMatchObject({ result: 'pass', aligned: 'shop.example' })
    expect(signature?.signingHeaders?.keys.toLowerCase().split(/\s*:\s*/)).toEqual(
      expect.arrayContaining(['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post']),
    )

    const altered = Buffer.from(
      received.raw.toString('latin1').replace('List-Unsubscribe=One-Click', 'List-Unsubscribe=Two-Click'),
      'latin1',
    )
    expect((await verify(altered)).results[0]?.status.result).toBe('fail')
  })

  it('has a long unsubscribe address on one unbroken line, and still verifies', async () => {
    const url = `https://shop.example/u/${'a'.repeat(300)}`
    const { received, head } = await sendAndRead(mailTo('long@rossi.example', { unsubscribeUrl: url }))
    expect(head).toContain(`<${url}>`)
    const { results } = await dkimVerify(received.raw, { resolver: async () => [[dkimRecord]] })
    expect(results[0]?.status.result).toBe('pass')
  })

  it('has no unsubscribe header when it is transactional', async () => {
    const { head } = await sendAndRead(mailTo('receipt@rossi.example', { unsubscribeUrl: null }))
    expect(head).not.toMatch(/^List-/im)
  })

  it('has the same Message-ID on every try, and another for another visit', async () => {
    const message = mailTo('twice@rossi.example')
    const first = await sendAndRead(message)
    const second = await sendAndRead(message)
    const other = await sendAndRead(mailTo('twice@rossi.example'))
    expect(first.mail.messageId).toMatch(/^<[0-9a-f]{40}@shop\.example>$/)
    expect(second.mail.messageId).toBe(first.mail.messageId)
    expect(other.mail.messageId).not.toBe(first.mail.messageId)
    expect(first.fate).toEqual({ fate: 'accepted', providerId: first.mail.messageId?.slice(1, -1) })
  })

  it('shows its preheader to the mailbox only, as text', async () => {
    const { mail } = await sendAndRead(mailTo('pre@rossi.example', { preheader: 'Solo <oggi> & domani' }))
    expect(mail.html).toMatch(/<body><div style="display:none[^>]*>Solo &lt;oggi&gt; &amp; domani/)
    expect(mail.text).not.toContain('domani')
  })

  it('takes a sender and a reply address of its own', async () => {
    const { mail, received } = await sendAndRead(
      mailTo('own@rossi.example', {
        from: { name: 'Anna, "la" Bottega', address: 'anna@shop.example' },
        replyTo: 'help@shop.example',
      }),
    )
    expect(received.from).toBe('anna@shop.example')
    expect(mail.from).toMatchObject({ name: 'Anna, "la" Bottega', address: 'anna@shop.example' })
    expect(mail.replyTo).toMatchObject([{ address: 'help@shop.example' }])
  })

  it('goes with the login of the settings', async () => {
    const guarded = await startSmtpServer({ login: { user: 'snodo', password: 'p@ss:w/rd' } })
    try {
      const fates = await send([mailTo('maria@rossi.example')], await readSmtpUrl(guarded.url))
      expect(fates).toMatchObject([{ fate: 'accepted' }])
      expect(guarded.mails).toMatchObject([{ user: 'snodo' }])
    } finally {
      await guarded.close()
    }
  })
})

describe('injection', () => {
  it.each([
    'a@ok.example\r\nRCPT TO:<evil@x.example>',
    'a@ok.example, evil@x.example',
    'a@ok.example; evil@x.example',
    'evil@x.example <a@ok.example>',
    '"evil@x.example" <a@ok.example>',
    '"a b"@ok.example',
    'a@ok.example>',
    'a@ok.example (comment)',
    'Group: evil@x.example;',
    'a@ok.example\nBcc: evil@x.example',
    'a@[127.0.0.1]',
    'a@127.0.0.1',
    'a@localhost',
    'a@@ok.example',
    'evil@x.example@ok.example',
    '@ok.example',
    'a@',
    '',
    `${'a'.repeat(65)}@ok.example`,
    `a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(63)}.example`,
    'a\u0000@ok.example',
    'più@ok.example',
  ])('an address such as %j is refused as hard and never reaches the server', async (address) => {
    const before = server.recipients.length
    expect(await send([mailTo(address)])).toMatchObject([{ fate: 'refused', hard: true, code: 'ADDRESS_INVALID' }])
    expect(server.recipients.length).toBe(before)
  })

  it('an international domain goes out in its ASCII form', async () => {
    const { head } = await sendAndRead(mailTo('maria@caffè.example'))
    expect(head).toMatch(/^To: maria@xn--caff-8oa\.example\r$/m)
  })

  it('line breaks in subject and sender name add no header', async () => {
    const { mail, head } = await sendAndRead(
      mailTo('crlf@rossi.example', {
        subject: 'Ciao\r\nBcc: evil@x.example\u2028\u0000!',
        from: { name: 'Shop\r\nX-Evil: 1', address: 'news@shop.example' },
      }),
    )
    expect(mail.subject).toBe('Ciao Bcc: evil@x.example !')
    expect(head).not.toMatch(/^(bcc|x-evil):/im)
    expect(server.mails.at(-1)?.to).toEqual(['crlf@rossi.example'])
  })

  it.each([
    'javascript:alert(1)',
    'https://u:p@shop.example/u',
    'mailto:x@shop.example',
    'no url',
    `https://shop.example/${'a'.repeat(1000)}`,
  ])('an unsubscribe address such as %j is refused as our own mistake', async (unsubscribeUrl) => {
    expect(await send([mailTo('maria@rossi.example', { unsubscribeUrl })])).toMatchObject([
      { fate: 'refused', hard: false, code: 'UNSUBSCRIBE_URL_INVALID' },
    ])
  })

  it('an unsubscribe address cannot leave its header', async () => {
    const { mail } = await sendAndRead(
      mailTo('url@rossi.example', { unsubscribeUrl: 'https://shop.example/u>\r\nBcc: evil@x.example' }),
    )
    expect(mail.headers.filter(({ key }) => key === 'list-unsubscribe').map(({ value }) => value)).toEqual([
      '<https://shop.example/u%3EBcc:%20evil@x.example>',
    ])
  })
})

describe("a server's answer decides the fate", () => {
  const refuse = (at: 'mail' | 'rcpt' | 'data', code: number, text: string) => ({ do: 'refuse', at, code, text }) as const
  it.each([
    [
      'greylisting',
      refuse('rcpt', 451, '4.7.1 Greylisted, try later'),
      { fate: 'retry', afterMs: null, because: '451 4.7.1 Greylisted, try later' },
    ],
    ['a server that closes', refuse('rcpt', 421, '4.3.2 Shutting down'), { fate: 'retry', afterMs: null }],
    ['421 after the message', refuse('data', 421, '4.3.2 Shutting down'), { fate: 'retry', afterMs: null }],
    ['452 after the message', refuse('data', 452, '4.2.2 Mailbox full'), { fate: 'retry', afterMs: null }],
    [
      'an unknown user',
      refuse('rcpt', 550, '5.1.1 No such user'),
      { fate: 'refused', hard: true, code: '5.1.1', say: '550 5.1.1 No such user' },
    ],
    ['a disabled mailbox', refuse('rcpt', 550, '5.2.1 Mailbox disabled'), { fate: 'refused', hard: true, code: '5.2.1' }],
    ['a null MX', refuse('rcpt', 556, '5.1.10 No mail here'), { fate: 'refused', hard: true, code: '5.1.10' }],
    [
      'an unknown user said after the message',
      refuse('data', 550, '5.1.1 No such user'),
      { fate: 'refused', hard: true, code: '5.1.1' },
    ],
    ['a full mailbox', refuse('rcpt', 552, '5.2.2 Mailbox full'), { fate: 'refused', hard: false, code: '5.2.2' }],
    ['policy', refuse('data', 550, '5.7.515 Access denied'), { fate: 'refused', hard: false, code: '5.7.515' }],
    [
      "a complaint about the sender's address",
      refuse('rcpt', 550, '5.1.8 Bad sender'),
      { fate: 'refused', hard: false, code: '5.1.8' },
    ],
    ['an old server, plain about the mailbox', refuse('rcpt', 550, 'User unknown'), { fate: 'refused', hard: true, code: '550' }],
    [
      'an old server, plain about policy',
      refuse('rcpt', 550, 'Recipient rejected: sender on blocklist'),
      { fate: 'refused', hard: false, code: '550' },
    ],
    [
      'an old server, plain about nothing',
      refuse('rcpt', 554, 'Transaction failed'),
      { fate: 'refused', hard: false, code: '554' },
    ],
    ['a lost sequence', refuse('data', 503, 'Bad sequence of commands'), { fate: 'retry', afterMs: null }],
    ['a connection lost at the recipient', { do: 'drop', at: 'rcpt' } as const, { fate: 'retry', afterMs: null }],
    ['a connection lost after the closing dot', { do: 'drop', at: 'dot' } as const, { fate: 'unknown' }],
  ])('%s', async (_name, script, fate) => {
    const to = `case${++visit}@rossi.example`
    server.script(to, script)
    expect(await send([mailTo(to)])).toMatchObject([fate])
  })

  it('a connection lost in the middle of a long message: surely not taken, so it is tried again', async () => {
    server.script('middle@rossi.example', { do: 'drop', at: 'body' })
    const html = `<p>${'Ciao '.repeat(1_000_000)}</p>`
    expect(await send([mailTo('middle@rossi.example', { html, text: 'Ciao' })])).toMatchObject([{ fate: 'retry' }])
  })

  it('a server that takes the message and never answers: unknown', async () => {
    server.script('hang@rossi.example', { do: 'hang' })
    const impatient = { ...settings.timeouts, silenceMs: 150 }
    expect(await send([mailTo('hang@rossi.example')], { timeouts: impatient })).toMatchObject([{ fate: 'unknown' }])
  })

  it('a message that takes longer than its deadline, after its dot: unknown', async () => {
    server.script('slow@rossi.example', { do: 'hang' })
    const impatient = { ...settings.timeouts, messageMs: 150 }
    expect(await send([mailTo('slow@rossi.example')], { timeouts: impatient })).toMatchObject([{ fate: 'unknown' }])
  })

  it('a server that is not there: try again', async () => {
    expect(await send([mailTo('maria@rossi.example')], { port: await closedPort() })).toMatchObject([
      { fate: 'retry', afterMs: null },
    ])
  })

  it('a server that accepts the connection and says nothing: try again', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => mute.once('listening', resolve))
    try {
      const port = (mute.address() as { port: number }).port
      const impatient = { ...settings.timeouts, connectMs: 150 }
      expect(await send([mailTo('maria@rossi.example')], { port, timeouts: impatient })).toMatchObject([{ fate: 'retry' }])
    } finally {
      mute.close()
    }
  })

  it('a refused login holds the message back for a while instead of losing it', async () => {
    const guarded = await startSmtpServer({ login: { user: 'snodo', password: 'right' } })
    try {
      const wrong = { ...(await readSmtpUrl(guarded.url)), login: { user: 'snodo', password: 'wrong' } }
      const [fate] = await send([mailTo('maria@rossi.example')], wrong)
      expect(fate).toMatchObject({ fate: 'retry', afterMs: 300_000, because: expect.stringContaining('refuses our login') })
    } finally {
      await guarded.close()
    }
  })

  it('a server without STARTTLS, where TLS is required: try again, nothing in the clear', async () => {
    const before = server.mails.length
    expect(await send([mailTo('tls@rossi.example')], { tls: 'required' })).toMatchObject([{ fate: 'retry' }])
    expect(server.mails.length).toBe(before)
  })
})

describe('a batch', () => {
  it("gives everyone their own fate: one message's trouble is not another's", async () => {
    server.script('bad@rossi.example', { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user' })
    server.script('lost@rossi.example', { do: 'drop', at: 'dot' })
    const good = Array.from({ length: 12 }, (_, i) => mailTo(`good${i}@rossi.example`))
    const messages = [
      ...good.slice(0, 5),
      mailTo('bad@rossi.example'),
      mailTo('lost@rossi.example'),
      mailTo('not an address'),
      ...good.slice(5),
    ]
    const fates = (await send(messages)).map(({ fate }) => fate)
    expect(fates.slice(5, 8)).toEqual(['refused', 'unknown', 'refused'])
    expect([...fates.slice(0, 5), ...fates.slice(8)]).toEqual(good.map(() => 'accepted'))
    const reached = server.mails.flatMap(({ to }) => to).filter((to) => to.startsWith('good'))
    expect(reached.sort()).toEqual(good.map(({ to }) => to).sort())
  })

  it('goes over the few connections that are allowed, kept open', async () => {
    const before = server.connections()
    await send(
      Array.from({ length: 8 }, (_, i) => mailTo(`pool${i}@rossi.example`)),
      { connections: 2 },
    )
    expect(server.connections() - before).toBe(2)
  })

  it('begins no further message once it is told to stop', async () => {
    const stop = new AbortController()
    const channel = smtpChannel({ settings: { ...settings, connections: 1 }, clock, installation: 'test' })
    const messages = ['stop0', 'stop1', 'stop2'].map((name) => mailTo(`${name}@rossi.example`))
    const before = server.mails.length
    const delivering = channel.deliver(messages, stop.signal)
    await server.received(before + 1)
    stop.abort()
    const fates = await delivering
    await channel.close()
    expect(fates.get(messages[0]!.key)).toMatchObject({ fate: 'accepted' })
    expect(fates.get(messages[2]!.key)).toEqual({
      fate: 'retry',
      afterMs: 0,
      because: 'sending was stopped before this message began',
    })
    expect(server.recipients).not.toContain('stop2@rossi.example')
  })

  it('larger than the bound is a programmer’s error', async () => {
    await expect(send(Array.from({ length: 21 }, () => mailTo('maria@rossi.example')))).rejects.toThrow('at most 20 may go')
  })
})

describe('verify', () => {
  it('passes on a server that takes our login, and says which of server and login is wrong', async () => {
    const guarded = await startSmtpServer({ login: { user: 'snodo', password: 'right' } })
    const right = await readSmtpUrl(guarded.url)
    const check = async (change: Partial<SmtpSettings>) => {
      const channel = smtpChannel({ settings: { ...right, ...change }, clock, installation: 'test' })
      await channel.verify().finally(() => channel.close())
    }
    try {
      await expect(check({})).resolves.toBeUndefined()
      await expect(check({ login: { user: 'snodo', password: 'wrong' } })).rejects.toMatchObject({ code: 'SMTP_LOGIN_REFUSED' })
      await expect(check({ port: await closedPort() })).rejects.toMatchObject({ code: 'SMTP_UNREACHABLE' })
    } finally {
      await guarded.close()
    }
  })
})

async function closedPort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => taken.once('listening', resolve))
  const { port } = taken.address() as { port: number }
  await new Promise((resolve) => taken.close(resolve))
  return port
}
