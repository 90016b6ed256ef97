import { dkimVerify } from 'mailauth/lib/dkim/verify.js'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import type { OutgoingEmail } from './channel.ts'
import { dkimRecord, mailTo, smtpFixture } from './smtp.fixture.ts'

const smtp = smtpFixture()

async function sendAndRead(message: OutgoingEmail) {
  const before = smtp.server.mails.length
  const [fate] = await smtp.send([message])
  expect(fate).toMatchObject({ fate: 'accepted' })
  expect(smtp.server.mails.length).toBe(before + 1)
  const received = smtp.server.mails.at(-1)!
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
    const before = smtp.server.recipients.length
    expect(await smtp.send([mailTo(address)])).toMatchObject([{ fate: 'refused', hard: true, code: 'ADDRESS_INVALID' }])
    expect(smtp.server.recipients.length).toBe(before)
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
    expect(smtp.server.mails.at(-1)?.to).toEqual(['crlf@rossi.example'])
  })

  it.each([
    'javascript:alert(1)',
    'https://u:p@shop.example/u',
    'mailto:x@shop.example',
    'no url',
    `https://shop.example/${'a'.repeat(1000)}`,
  ])('an unsubscribe address such as %j is refused as our own mistake', async (unsubscribeUrl) => {
    expect(await smtp.send([mailTo('maria@rossi.example', { unsubscribeUrl })])).toMatchObject([
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
