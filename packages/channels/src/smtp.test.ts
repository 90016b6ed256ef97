import { createServer } from 'node:net'
import { describe, expect, it } from 'vitest'
import { clock, mailTo, smtpFixture } from './smtp.fixture.ts'
import { smtpChannel } from './smtp.ts'
import { readSmtpUrl, type SmtpSettings } from './smtp-settings.ts'
import { startSmtpServer } from './testing.ts'

const smtp = smtpFixture()
let cases = 0

describe("a server's answer decides the fate", () => {
  const refuse = (at: 'mail' | 'rcpt' | 'data', code: number, text: string) => ({ do: 'refuse', at, code, text }) as const
  it.each([
    [
      'greylisting',
      refuse('rcpt', 451, '4.7.1 Greylisted, try later'),
      { fate: 'retry', afterMs: null, slows: false, because: '451 4.7.1 Greylisted, try later' },
    ],
    ['a server that closes', refuse('rcpt', 421, '4.3.2 Shutting down'), { fate: 'retry', afterMs: null, slows: true }],
    ['421 after the message', refuse('data', 421, '4.3.2 Shutting down'), { fate: 'retry', afterMs: null }],
    ['452 after the message', refuse('data', 452, '4.2.2 Mailbox full'), { fate: 'retry', afterMs: null, slows: false }],
    [
      'a relay that throttles us',
      refuse('data', 454, 'Throttling failure: maximum sending rate exceeded'),
      { fate: 'retry', slows: true },
    ],
    ['a relay out of room, said at the sender', refuse('mail', 452, '4.3.1 Out of storage'), { fate: 'retry', slows: true }],
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
    const to = `case${++cases}@rossi.example`
    smtp.server.script(to, script)
    expect(await smtp.send([mailTo(to)])).toMatchObject([fate])
  })

  it('a connection lost in the middle of a long message: surely not taken, so it is tried again', async () => {
    smtp.server.script('middle@rossi.example', { do: 'drop', at: 'body' })
    const html = `<p>${'Ciao '.repeat(1_000_000)}</p>`
    expect(await smtp.send([mailTo('middle@rossi.example', { html, text: 'Ciao' })])).toMatchObject([{ fate: 'retry' }])
  })

  it('a server that takes the message and never answers: unknown', async () => {
    smtp.server.script('hang@rossi.example', { do: 'hang' })
    const impatient = { ...smtp.settings.timeouts, silenceMs: 150 }
    expect(await smtp.send([mailTo('hang@rossi.example')], { timeouts: impatient })).toMatchObject([{ fate: 'unknown' }])
  })

  it('a message that takes longer than its deadline, after its dot: unknown', async () => {
    smtp.server.script('slow@rossi.example', { do: 'hang' })
    const impatient = { ...smtp.settings.timeouts, messageMs: 150 }
    expect(await smtp.send([mailTo('slow@rossi.example')], { timeouts: impatient })).toMatchObject([{ fate: 'unknown' }])
  })

  it('a server that is not there: try again', async () => {
    expect(await smtp.send([mailTo('maria@rossi.example')], { port: await closedPort() })).toMatchObject([
      { fate: 'retry', afterMs: null },
    ])
  })

  it('a server that accepts the connection and says nothing: try again', async () => {
    const mute = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => mute.once('listening', resolve))
    try {
      const port = (mute.address() as { port: number }).port
      const impatient = { ...smtp.settings.timeouts, connectMs: 150 }
      expect(await smtp.send([mailTo('maria@rossi.example')], { port, timeouts: impatient })).toMatchObject([{ fate: 'retry' }])
    } finally {
      mute.close()
    }
  })

  it('a refused login holds the message back for a while instead of losing it', async () => {
    const guarded = await startSmtpServer({ login: { user: 'snodo', password: 'right' } })
    try {
      const wrong = { ...(await readSmtpUrl(guarded.url)), login: { user: 'snodo', password: 'wrong' } }
      const [fate] = await smtp.send([mailTo('maria@rossi.example')], wrong)
      expect(fate).toMatchObject({ fate: 'retry', afterMs: 300_000, because: expect.stringContaining('refuses our login') })
    } finally {
      await guarded.close()
    }
  })

  it('a server without STARTTLS, where TLS is required: try again, nothing in the clear', async () => {
    const before = smtp.server.mails.length
    expect(await smtp.send([mailTo('tls@rossi.example')], { tls: 'required' })).toMatchObject([{ fate: 'retry' }])
    expect(smtp.server.mails.length).toBe(before)
  })
})

describe('TLS', () => {
  it('with a certificate nobody vouches for is no TLS: nothing is sent, unless TLS is switched off', async () => {
    const posing = await startSmtpServer({ startTls: true })
    try {
      const offered = await readSmtpUrl(posing.url)
      expect(await smtp.send([mailTo('maria@rossi.example')], offered)).toMatchObject([
        { fate: 'retry', because: expect.stringMatching(/certificate/) },
      ])
      expect(posing.recipients).toEqual([])
      expect(await smtp.send([mailTo('maria@rossi.example')], { ...offered, tls: 'off' })).toMatchObject([{ fate: 'accepted' }])
    } finally {
      await posing.close()
    }
  })
})

describe('a batch', () => {
  it("gives everyone their own fate: one message's trouble is not another's", async () => {
    smtp.server.script('bad@rossi.example', { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user' })
    smtp.server.script('grey@rossi.example', { do: 'refuse', at: 'rcpt', code: 451, text: '4.7.1 Greylisted' })
    const good = Array.from({ length: 12 }, (_, i) => mailTo(`good${i}@rossi.example`))
    const messages = [
      ...good.slice(0, 5),
      mailTo('bad@rossi.example'),
      mailTo('grey@rossi.example'),
      mailTo('not an address'),
      ...good.slice(5),
    ]
    const fates = (await smtp.send(messages)).map(({ fate }) => fate)
    expect(fates.slice(5, 8)).toEqual(['refused', 'retry', 'refused'])
    expect([...fates.slice(0, 5), ...fates.slice(8)]).toEqual(good.map(() => 'accepted'))
    const reached = smtp.server.mails.flatMap(({ to }) => to).filter((to) => to.startsWith('good'))
    expect(reached.sort()).toEqual(good.map(({ to }) => to).sort())
  })

  it('goes over the few connections that are allowed, kept open', async () => {
    const before = smtp.server.connections()
    await smtp.send(
      Array.from({ length: 8 }, (_, i) => mailTo(`pool${i}@rossi.example`)),
      { connections: 2 },
    )
    expect(smtp.server.connections() - before).toBe(2)
  })

  it('begins no further message once it is told to stop', async () => {
    const stop = new AbortController()
    const channel = smtpChannel({ settings: { ...smtp.settings, connections: 1 }, clock, installation: 'test' })
    const messages = ['stop0', 'stop1', 'stop2'].map((name) => mailTo(`${name}@rossi.example`))
    const before = smtp.server.mails.length
    const delivering = channel.deliver(messages, stop.signal)
    await smtp.server.received(before + 1)
    stop.abort()
    const fates = await delivering
    await channel.close()
    expect(fates.get(messages[0]!.key)).toMatchObject({ fate: 'accepted' })
    expect(fates.get(messages[2]!.key)).toEqual({
      fate: 'retry',
      afterMs: 0,
      slows: false,
      because: 'sending was stopped before this message began',
    })
    expect(smtp.server.recipients).not.toContain('stop2@rossi.example')
  })

  it('larger than the bound is a programmer’s error', async () => {
    await expect(smtp.send(Array.from({ length: 21 }, () => mailTo('maria@rossi.example')))).rejects.toThrow('at most 20 may go')
  })
})

describe('the login', () => {
  it('goes with the login of the settings', async () => {
    const guarded = await startSmtpServer({ login: { user: 'snodo', password: 'p@ss:w/rd' } })
    try {
      const fates = await smtp.send([mailTo('maria@rossi.example')], await readSmtpUrl(guarded.url))
      expect(fates).toMatchObject([{ fate: 'accepted' }])
      expect(guarded.mails).toMatchObject([{ user: 'snodo' }])
    } finally {
      await guarded.close()
    }
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
