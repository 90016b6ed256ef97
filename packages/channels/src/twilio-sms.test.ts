import { TurnedClock } from '@snodo/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Channel, DeliveryFate, OutgoingSms } from './channel.ts'
import { type OutboundHttp, openOutboundHttp } from './outbound-http.ts'
import { startTwilioServer, type TwilioScript, type TwilioServerForTests } from './testing.ts'
import { readTwilioUrl, type TwilioSettings } from './twilio-settings.ts'
import { twilioSmsChannel } from './twilio-sms.ts'

const clock = new TurnedClock('2026-03-28T09:00:00Z')
let server: TwilioServerForTests
let http: OutboundHttp & { close(): Promise<void> }
let settings: TwilioSettings
beforeAll(async () => {
  server = await startTwilioServer()
  http = openOutboundHttp({ allowHosts: [server.host] })
  settings = readTwilioUrl(server.url)
})
afterAll(async () => {
  await http.close()
  await server.close()
})

let visit = 0
function smsTo(to: string, more: Partial<OutgoingSms> = {}): OutgoingSms {
  return {
    channel: 'sms',
    key: `64:${++visit}`,
    to,
    from: null,
    text: 'Perché no? 10 € in meno & più: https://s.example/x',
    ...more,
  }
}

function channelWith(change: Partial<TwilioSettings> = {}): Channel {
  return twilioSmsChannel({ settings: { ...settings, ...change }, http, clock })
}

async function send(
  messages: OutgoingSms[],
  channel = channelWith(),
  signal = new AbortController().signal,
): Promise<DeliveryFate[]> {
  const fates = await channel.deliver(messages, signal)
  return messages.map(({ key }) => fates.get(key)!)
}

let number = 0
const freshNumber = () => `+39333${String(1_000_000 + ++number)}`

describe('an SMS that goes out', () => {
  it('arrives with its text, from the default sender, and its fate names it as the reports will', async () => {
    const to = freshNumber()
    const fates = await send([smsTo(to)])
    const received = server.messages.at(-1)!
    expect(received).toMatchObject({
      to,
      from: '+393399957000',
      body: 'Perché no? 10 € in meno & più: https://s.example/x',
      statusCallback: null,
    })
    expect(fates).toEqual([{ fate: 'accepted', providerId: received.sid }])
  })

  it('takes a sender of its own, a messaging service, and the address for reports', async () => {
    await send(
      [smsTo(freshNumber(), { from: 'Snodo Shop' })],
      channelWith({ statusCallbackUrl: 'https://snodo.example/hooks/twilio?a=1' }),
    )
    expect(server.messages.at(-1)).toMatchObject({ from: 'Snodo Shop', statusCallback: 'https://snodo.example/hooks/twilio?a=1' })
    const messagingService = `MG${'0'.repeat(32)}`
    await send([smsTo(freshNumber())], channelWith({ sender: { messagingService } }))
    expect(server.messages.at(-1)).toMatchObject({ from: null, messagingService })
  })
})

describe("the provider's answer decides the fate", () => {
  const refuse = (status: number, code: number, message: string, headers?: Record<string, string>): TwilioScript => ({
    do: 'refuse',
    status,
    code,
    message,
    ...(headers && { headers }),
  })
  it.each<[string, TwilioScript, object]>([
    [
      'an invalid number',
      refuse(400, 21211, "The 'To' number is not valid"),
      { fate: 'refused', hard: true, code: '21211', say: "The 'To' number is not valid" },
    ],
    [
      'a person who opted out there',
      refuse(400, 21610, 'unsubscribed recipient'),
      { fate: 'refused', hard: true, code: '21610' },
    ],
    ['a land line', refuse(400, 21614, 'not a mobile number'), { fate: 'refused', hard: true, code: '21614' }],
    [
      'a country we have not opened',
      refuse(400, 21408, 'Permission to send has not been enabled'),
      { fate: 'refused', hard: false, code: '21408' },
    ],
    ['a sender that is not ours', refuse(400, 21606, 'not a valid From'), { fate: 'refused', hard: false, code: '21606' }],
    [
      'too fast, in seconds',
      refuse(429, 20429, 'Too Many Requests', { 'retry-after': '7' }),
      { fate: 'retry', afterMs: 7000, slows: true },
    ],
    [
      'too fast, until a date',
      refuse(429, 20429, 'Too Many Requests', { 'retry-after': 'Sat, 28 Mar 2026 09:02:00 GMT' }),
      { fate: 'retry', afterMs: 120_000 },
    ],
    [
      'too fast, until a date gone by',
      refuse(429, 20429, 'Too Many Requests', { 'retry-after': 'Sat, 28 Mar 2026 08:00:00 GMT' }),
      { fate: 'retry', afterMs: 0 },
    ],
    ['too fast, no word on when', refuse(429, 20429, 'Too Many Requests'), { fate: 'retry', afterMs: null }],
    ['a full queue', refuse(400, 21611, 'exceeded the maximum number of queued messages'), { fate: 'retry', afterMs: null }],
    [
      'our account refused',
      refuse(401, 20003, 'Authenticate'),
      { fate: 'retry', afterMs: 300_000, because: 'the SMS provider refuses our account: Authenticate' },
    ],
    [
      'a breakdown',
      refuse(500, 20500, 'Internal Server Error'),
      { fate: 'retry', afterMs: null, because: 'Internal Server Error' },
    ],
    [
      'maintenance',
      { do: 'answer', status: 503, body: '<html>back soon</html>', headers: { 'retry-after': '60' } },
      { fate: 'retry', afterMs: 60_000, slows: true, because: 'HTTP 503' },
    ],
    ['a gateway that lost patience', { do: 'answer', status: 504, body: '' }, { fate: 'unknown' }],
    ['a connection lost after the request', { do: 'drop' }, { fate: 'unknown' }],
    ['201 without a body we know', { do: 'answer', status: 201, body: 'OK' }, { fate: 'accepted', providerId: null }],
    [
      '201 that says failed',
      { do: 'answer', status: 201, body: '{"sid":"SM1","status":"failed","error_code":30005,"error_message":"Unknown handset"}' },
      { fate: 'refused', hard: true, code: '30005', say: 'Unknown handset' },
    ],
    [
      'a redirect to elsewhere',
      { do: 'answer', status: 302, body: '', headers: { location: 'http://169.254.169.254/' } },
      { fate: 'retry' },
    ],
  ])('%s', async (_name, script, fate) => {
    const to = freshNumber()
    server.script(to, script)
    expect(await send([smsTo(to)])).toMatchObject([fate])
    expect(server.requests).toContain(to)
  })

  it('a provider that takes the request and never answers: unknown', async () => {
    const to = freshNumber()
    server.script(to, { do: 'hang' })
    const impatient: OutboundHttp = { request: (request) => http.request({ ...request, timeoutMs: 100 }) }
    expect(await send([smsTo(to)], twilioSmsChannel({ settings, http: impatient, clock }))).toMatchObject([{ fate: 'unknown' }])
  })

  it('a provider that is not there: surely not sent, try again', async () => {
    const gone = await startTwilioServer()
    await gone.close()
    const client = openOutboundHttp({ allowHosts: [gone.host] })
    const channel = twilioSmsChannel({ settings: readTwilioUrl(gone.url), http: client, clock })
    expect(await send([smsTo(freshNumber())], channel)).toMatchObject([{ fate: 'retry', afterMs: null }])
    await client.close()
  })
})

describe('a message that cannot be', () => {
  it.each<[string, Partial<OutgoingSms>, object]>([
    ['a number without a plus', { to: '3331234567' }, { hard: true, code: 'NUMBER_INVALID' }],
    ['a number with another field in it', { to: '+393331234567&Body=x' }, { hard: true, code: 'NUMBER_INVALID' }],
    ['an empty text', { text: ' \n' }, { hard: false, code: 'TEXT_EMPTY' }],
    ['a text of eleven parts', { text: 'x'.repeat(1601) }, { hard: false, code: 'TEXT_TOO_LONG' }],
    ['a sender of twelve letters', { from: 'Snodo Shopss' }, { hard: false, code: 'SENDER_INVALID' }],
  ])('%s is refused before anybody is called', async (_name, change, fate) => {
    const before = server.requests.length
    expect(await send([smsTo(freshNumber(), change)])).toMatchObject([{ fate: 'refused', ...fate }])
    expect(server.requests.length).toBe(before)
  })
})

describe('a batch', () => {
  it('gives everyone their own fate, and begins nothing once it is told to stop', async () => {
    const [bad, lost] = [freshNumber(), freshNumber()]
    server.script(bad, { do: 'refuse', status: 400, code: 21211, message: 'invalid' })
    server.script(lost, { do: 'drop' })
    const fates = await send([smsTo(freshNumber()), smsTo(bad), smsTo(lost), smsTo(freshNumber())])
    expect(fates.map(({ fate }) => fate)).toEqual(['accepted', 'refused', 'unknown', 'accepted'])

    const before = server.requests.length
    expect(await send([smsTo(freshNumber())], channelWith(), AbortSignal.abort())).toMatchObject([{ fate: 'retry', afterMs: 0 }])
    expect(server.requests.length).toBe(before)
  })
})

describe('verify', () => {
  it('passes with our account, and says so when the provider does not know it', async () => {
    await expect(channelWith().verify()).resolves.toBeUndefined()
    await expect(channelWith({ authToken: 'wrong' }).verify()).rejects.toMatchObject({ code: 'SMS_PROVIDER_REFUSES' })
  })
})

describe('the address of the provider', () => {
  it('gives account, token, sender and address for reports', () => {
    expect(
      readTwilioUrl('twilio://AC1:to%2Fken@api.twilio.com?from=%2B393399957000&statusCallback=https%3A%2F%2Fsnodo.example%2Fh'),
    ).toEqual({
      apiUrl: 'https://api.twilio.com',
      accountSid: 'AC1',
      authToken: 'to/ken',
      sender: { from: '+393399957000' },
      statusCallbackUrl: 'https://snodo.example/h',
    })
  })

  it.each([
    ['https://api.twilio.com', 'not a twilio:// address'],
    ['twilio://api.twilio.com?from=Snodo', 'account, token or host is missing'],
    ['twilio://AC1:secret@api.twilio.com', '"from" is missing'],
    ['twilio://AC1:secret@api.twilio.com?from=Name-too-long-by-far', '"from" is missing or neither'],
    ['twilio://AC1:secret@api.twilio.com?from=Snodo&messagingService=MG1', 'both from and messagingService'],
    ['twilio://AC1:secret@api.twilio.com?messagingService=MG1', 'not MG and 32'],
    ['twilio://AC1:secret@api.twilio.com?from=Snodo&form=1', 'unknown parameter "form"'],
    ['twilio://AC1:secret@api.twilio.com?from=Snodo&statusCallback=x', 'statusCallback'],
  ])('%s is refused with what is wrong, without its token', (url, problem) => {
    expect(() => readTwilioUrl(url)).toThrow(problem)
    expect(() => readTwilioUrl(url)).not.toThrow('secret')
  })
})
