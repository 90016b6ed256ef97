import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAudit } from '../ledgers/audit/read-audit.ts'
import { checkSetting } from '../ledgers/settings/settings.ts'
import { deliver } from '../loops/deliver.ts'
import { STANDARD_SETTINGS } from '../rules/workspace-settings.ts'
import { makeScene, recordingChannel, type Scene } from '../testing/scene.ts'
import { sends } from '../testing/small-nodes.ts'
import { changeSettings, readSettings } from './settings.ts'
import { liftStop, listStops, previewStop, stopSending } from './stop-sending.ts'

const LANE = 5
let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z', new Map([['test.mail', sends('test.mail')]]))
  at = await scene.flow()
  for (const node of ['hello', 'later']) await scene.content(at.flow, node, { subject: 's', body: 'b' })
})
afterEach(() => db.drop())

async function due(node = 'hello', more = {}) {
  const contact = await scene.contact({ lane: LANE })
  await scene.consent(contact, 'granted')
  return scene.message(contact, at, { node, ...more })
}

test('an order stops what it covers, says how much that is, and nobody is ejected', async () => {
  const stopped = await due()
  const other = await due('later')
  await due('hello', { dueAt: scene.clock.now() + 3_600_000 })
  const { order, counts } = await stopSending(scene.engine, {
    scope: { of: 'message', flow: at.flow, node: 'hello' },
    author: 'ada',
  })
  expect(counts).toEqual({ handed: 0, held: 1, waiting: 1 })
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(stopped)).toMatchObject({ state: 'due' })
  expect(await scene.readMessage(other)).toMatchObject({ state: 'sent' })
  expect(await listStops(scene.engine)).toMatchObject([{ order: { by: 'ada' }, counts: { held: 1, waiting: 1 } }])

  await liftStop(scene.engine, { id: order.id, author: 'ada' })
  await deliver(scene.deliverContext(), LANE)
  expect(await scene.readMessage(stopped)).toMatchObject({ state: 'sent' })
  const { rows } = await db.pool.query(`select actor, action from audit order by id`)
  expect(rows).toEqual([
    { actor: 'ada', action: 'sending.stop' },
    { actor: 'ada', action: 'sending.goOn' },
  ])
})

test.each([{ of: 'all' }, { of: 'channel', channel: 'email' }, { of: 'flow' }] as const)(
  'an order for $of holds every message it covers',
  async (scope) => {
    const key = await due()
    await stopSending(scene.engine, { scope: scope.of === 'flow' ? { of: 'flow', flow: at.flow } : scope, author: 'ada' })
    const report = await deliver(scene.deliverContext(), LANE)
    expect(await scene.readMessage(key)).toMatchObject({ state: 'due' })
    // A lane that may not send must not be looked at again and again.
    expect(report.nextAt).toBeNull()
  },
)

test('an order about what is not there is refused, also its preview, and says what there is', async () => {
  const wrong = [
    [
      { of: 'channel', channel: 'emial' },
      { code: 'CHANNEL_UNKNOWN', message: expect.stringContaining('There are: email.') },
    ],
    [{ of: 'flow', flow: '999999' }, { code: 'FLOW_UNKNOWN' }],
    [
      { of: 'message', flow: at.flow, node: 'helo' },
      { code: 'NO_MESSAGE_OF_FLOW', message: expect.stringContaining('hello, later') },
    ],
  ] as const
  for (const [scope, refused] of wrong) {
    await expect(stopSending(scene.engine, { scope, author: 'ada' })).rejects.toMatchObject(refused)
    await expect(previewStop(scene.engine, scope)).rejects.toMatchObject(refused)
  }
  expect(await listStops(scene.engine)).toEqual([])
})

test('the same order twice is one order', async () => {
  await stopSending(scene.engine, { scope: { of: 'all' }, author: 'ada' })
  await stopSending(scene.engine, { scope: { of: 'all' }, author: 'bob' })
  expect(await listStops(scene.engine)).toMatchObject([{ order: { id: 'all', by: 'ada' } }])
  await expect(liftStop(scene.engine, { id: 'flow:9', author: 'ada' })).rejects.toMatchObject({ code: 'STOP_UNKNOWN' })
})

test('an order reaches a provider that is at work: what has not begun comes back and is no attempt', async () => {
  await scene.set('sending', { mode: 'live' })
  const keys = [await due(), await due()]
  const channel = recordingChannel(undefined, {
    async deliver(messages, signal) {
      await stopSending(scene.engine, { scope: { of: 'all' }, author: 'ada' })
      // A provider that takes its time: it begins the second message only after the order has been seen.
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      return new Map(
        messages.map((message, i) => [
          message.key,
          i === 0
            ? { fate: 'accepted', providerId: null }
            : { fate: 'retry', afterMs: 0, slows: false, because: 'stopped before it began' },
        ]),
      )
    },
  })
  await deliver(scene.deliverContext({ channels: new Map([['email', channel]]) }), LANE)
  const seen = await Promise.all(keys.map(scene.readMessage))
  expect(seen.map(({ state, attempts }) => [state, attempts]).sort()).toEqual([
    ['due', 0],
    ['sent', 1],
  ])
})

test('a setting that could never hold is refused in words that say what is expected', async () => {
  const refused: [string, unknown, string][] = [
    ['quietHours', { smss: null }, 'at /smss names the channel "smss", which there is not; there are email, sms'],
    [
      'providers',
      { smpt: { perSecond: 1 } },
      'at /smpt names the provider "smpt", which there is not; there are sandbox, smtp, twilio-sms',
    ],
    [
      'caps',
      [{ channel: 'mail', most: 1, window: { rolling: 'P1D' }, whenFull: 'hold' }],
      'at /0/channel names the channel "mail", which there is not; there are email, sms',
    ],
    [
      'quietHours',
      { email: { windows: [{ from: '21:00', to: '21:00' }], days: [], holidays: null, whenQuiet: 'hold' } },
      'at /email/windows/0 must not end when it begins',
    ],
    ['usualDelays', { 'Till Sale': '1 day' }, 'must be a length of time in days, hours and minutes, such as P1D or PT6H30M'],
    ['language', 'fr', 'must be one of "en", "it"'],
    ['currency', 'euro', 'must be the three letters of a currency such as EUR'],
  ]
  for (const [name, value, say] of refused)
    await expect(changeSettings(scene.engine, { values: { [name]: value }, author: 'ada' })).rejects.toMatchObject({
      code: 'SETTING_INVALID',
      message: expect.stringContaining(say),
    })
  expect(await readSettings(scene.engine)).toEqual(STANDARD_SETTINGS)
})

test('the audit log tells what a setting was and what it became', async () => {
  const set = (language: string) => changeSettings(scene.engine, { values: { language }, author: 'ada' })
  await set('it')
  await set('en')
  const rows = await readAudit(scene.engine.pool, {}, null, 2)
  expect(rows.map(({ action, subject, details }) => [action, subject, details])).toEqual([
    ['settings.change', 'setting:language', { before: 'it', after: 'en' }],
    ['settings.change', 'setting:language', { before: 'en', after: 'it' }],
  ])
})

test('settings are checked, all or none, and what nobody has set has its standard', async () => {
  expect(await readSettings(scene.engine)).toEqual(STANDARD_SETTINGS)
  for (const [name, value] of Object.entries(STANDARD_SETTINGS)) expect(checkSetting(name, value)).toEqual({ name, value })
  const bad = { language: 'it', timeZone: 'Rome' }
  await expect(changeSettings(scene.engine, { values: bad, author: 'ada' })).rejects.toMatchObject({ code: 'SETTING_INVALID' })
  await expect(changeSettings(scene.engine, { values: { colour: 'red' }, author: 'ada' })).rejects.toMatchObject({
    code: 'SETTING_UNKNOWN',
  })
  await expect(changeSettings(scene.engine, { values: { stopSending: [] }, author: 'ada' })).rejects.toMatchObject({
    code: 'SETTING_INVALID',
  })
  expect(() => checkSetting('from', { name: null, address: 'shop' })).toThrow('must be an e-mail address')
  expect(checkSetting('replyTo', 'Help@shop.example')).toMatchObject({ value: 'Help@shop.example' })
  for (const rolling of ['-P1D', 'PT0S', 'P2M', 'a week'])
    expect(() => checkSetting('caps', [{ channel: null, most: 1, window: { rolling }, whenFull: 'hold' }])).toThrow(
      'at /0/window/rolling must be a length of time such as P7D, of 31 days at most',
    )
  expect(await readSettings(scene.engine)).toEqual(STANDARD_SETTINGS)
  await changeSettings(scene.engine, { values: { language: 'it', timeZone: 'Europe/Rome' }, author: 'ada' })
  expect(await readSettings(scene.engine)).toMatchObject({ language: 'it', timeZone: 'Europe/Rome' })
})
