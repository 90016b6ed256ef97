import { systemClock } from '@snodo/base'
import { readSmtpUrl, smtpChannel } from '@snodo/channels'
import { type SmtpServerForTests, startSmtpServer } from '@snodo/channels/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeServerRig, type ServerRig } from '../testing.ts'

let smtp: SmtpServerForTests
let rig: ServerRig
const dns: Record<string, string[]> = {}

beforeAll(async () => {
  smtp = await startSmtpServer()
  const email = smtpChannel({ settings: await readSmtpUrl(smtp.url), clock: systemClock, installation: 'test' })
  rig = await makeServerRig({ nodeTypes: builtInNodes, channels: new Map([['email', email]]), dns })
})
afterAll(async () => {
  await rig.close()
  await smtp.close()
})

const steps = async (): Promise<Record<string, string>> => {
  const { items } = (await rig.ask('GET', '/api/go-live')).json()
  return Object.fromEntries(
    items.map((step: { id: string; state: string; code: string }) => [step.id, `${step.state} ${step.code}`]),
  )
}
const set = async (name: string, value: unknown) =>
  expect((await rig.ask('PUT', `/api/workspace/settings/${name}`, { value })).statusCode).toBe(200)

test('each step towards sending for real is open until it is done, and says what was found', async () => {
  expect(await steps()).toEqual({
    sender: 'open SENDER_MISSING',
    spf: 'open NO_DOMAIN',
    dkim: 'open NO_DOMAIN',
    dmarc: 'open NO_DOMAIN',
    footer: 'open FOOTER_MISSING',
    consent: 'open CONSENT_TEXT_MISSING',
    provider: 'open PROVIDER_UNTRIED',
    flow: 'open FLOW_MISSING',
    sandbox: 'open SANDBOX',
  })

  await set('from', { name: 'The shop', address: 'hello@shop.example' })
  expect(await steps()).toMatchObject({
    sender: 'done SENDER_FOUND',
    spf: 'open SPF_MISSING',
    dkim: 'open DKIM_NO_SELECTOR',
    dmarc: 'open DMARC_MISSING',
  })
  dns['shop.example'] = ['v=spf1 include:mail.example -all']
  dns['s1._domainkey.shop.example'] = ['v=DKIM1; p=MIGf']
  dns['_dmarc.shop.example'] = ['v=DMARC1; p=none']
  await set('dkimSelector', 's1')
  await set('postalFooter', 'The shop, 1 High Street')
  await set('consentText', 'News of the shop, once a week.')
  await set('sending', { mode: 'live' })
  await rig.publishFlow({
    nodes: { start: ['core.event-happens', { event: 'Signed Up' }], end: ['core.end', {}] },
    edges: ['start:started>end'],
  })
  expect(await steps()).toEqual({
    sender: 'done SENDER_FOUND',
    spf: 'done SPF_FOUND',
    dkim: 'done DKIM_FOUND',
    dmarc: 'done DMARC_FOUND',
    footer: 'done FOOTER_FOUND',
    consent: 'done CONSENT_TEXT_FOUND',
    provider: 'open PROVIDER_UNTRIED',
    flow: 'done FLOW_LIVE',
    sandbox: 'done LIVE',
  })
})

test('a provider is tried with a message to oneself; what it answered stands in the audit log, to whom does not', async () => {
  smtp.script('nobody@shop.example', { do: 'refuse', at: 'rcpt', code: 550, text: '5.1.1 No such user' })
  const refused = await rig.ask('POST', '/api/try-provider', { channel: 'email', to: 'nobody@shop.example' })
  expect(refused.json()).toMatchObject({ provider: 'smtp', fate: 'refused', say: expect.stringContaining('No such user') })
  expect((await steps()).provider).toBe('open PROVIDER_FAILED')

  const taken = await rig.ask('POST', '/api/try-provider', { channel: 'email', to: 'anna@shop.example' })
  expect(taken.json()).toEqual({ provider: 'smtp', fate: 'accepted', say: '' })
  expect(smtp.mails.map((mail) => mail.to)).toEqual([['anna@shop.example']])
  expect((await steps()).provider).toBe('done PROVIDER_TRIED')
  const audit = await rig.ask('GET', '/api/audit?action=provider.try')
  expect(audit.json().items).toHaveLength(2)
  expect(audit.body).not.toContain('anna@')
})

test('an address that is none, and a channel nobody carries, are refused in words and nothing is sent', async () => {
  const before = smtp.recipients.length
  const wrong = await rig.ask('POST', '/api/try-provider', { channel: 'email', to: 'anna@shop.example, all@shop.example' })
  expect(wrong.json()).toMatchObject({ status: 422, code: 'NOT_AN_ADDRESS' })
  const none = await rig.ask('POST', '/api/try-provider', { channel: 'sms', to: '+393331234567' })
  expect(none.json()).toMatchObject({ status: 422, code: 'NO_PROVIDER', detail: expect.stringContaining('email') })
  expect(smtp.recipients).toHaveLength(before)
})

test('the mail server’s own sender and key are looked up where nobody has set others', async () => {
  const own = await makeServerRig({
    nodeTypes: builtInNodes,
    mailServer: { from: 'shop@shop.example', dkim: { domain: 'shop.example', selector: 'k1' } },
    dns: { 'k1._domainkey.shop.example': ['v=DKIM1; p=MIGf'] },
  })
  const { items } = (await own.ask('GET', '/api/go-live')).json()
  expect(items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: 'sender', code: 'SENDER_FOUND', values: { address: 'shop@shop.example' } }),
      expect.objectContaining({ id: 'dkim', code: 'DKIM_FOUND' }),
    ]),
  )
  await own.close()
})
