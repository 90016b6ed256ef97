import { generateKeyPairSync } from 'node:crypto'
import { TurnedClock } from '@snodo/base'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Channel, DeliveryFate, OutgoingEmail } from './channel.ts'
import { smtpChannel } from './smtp.ts'
import { readSmtpUrl, type SmtpSettings } from './smtp-settings.ts'
import { type SmtpServerForTests, startSmtpServer } from './testing.ts'

export const clock = new TurnedClock('2026-03-28T09:00:00Z')
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
/** What the DNS says at snodo._domainkey.shop.example. */
export const dkimRecord = `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`

export type SmtpFixture = { server: SmtpServerForTests; settings: SmtpSettings; send: Send }
/** Sends, through a channel of its own where settings are changed, and gives the fates in the order of the messages. */
type Send = (messages: OutgoingEmail[], change?: Partial<SmtpSettings>) => Promise<DeliveryFate[]>

/** A real server and a channel to it with a DKIM key, for all tests of a file; its members are there once the tests run. */
export function smtpFixture(): SmtpFixture {
  const fixture = {} as SmtpFixture
  let shared: Channel
  const open = (settings: SmtpSettings) => smtpChannel({ settings, clock, installation: 'test' })
  beforeAll(async () => {
    fixture.server = await startSmtpServer()
    fixture.settings = {
      ...(await readSmtpUrl(fixture.server.url)),
      dkim: { domain: 'shop.example', selector: 'snodo', privateKey: pem },
    }
    shared = open(fixture.settings)
  })
  afterAll(async () => {
    await shared.close()
    await fixture.server.close()
  })
  fixture.send = async (messages, change) => {
    const channel = change ? open({ ...fixture.settings, ...change }) : shared
    try {
      const fates = await channel.deliver(messages, new AbortController().signal)
      expect([...fates.keys()]).toEqual(messages.map(({ key }) => key))
      return messages.map(({ key }) => fates.get(key)!)
    } finally {
      if (change) await channel.close()
    }
  }
  return fixture
}

let visit = 0
export function mailTo(to: string, more: Partial<OutgoingEmail> = {}): OutgoingEmail {
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
