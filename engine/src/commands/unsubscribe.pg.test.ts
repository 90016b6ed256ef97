import { type FreshDatabase, freshDatabase } from '@snodo/database/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { deliver } from '../loops/deliver.ts'
import { readUnsubscribeToken, type UnsubscribeClaim } from '../rules/sending/unsubscribe-link.ts'
import { makeScene, recordingChannel, type Scene } from '../testing/scene.ts'
import { setConsents } from './consents.ts'
import { unsubscribe } from './unsubscribe.ts'

const LANE = 5
let db: FreshDatabase
let scene: Scene
let at: { flow: string; version: string }
let contact: string

beforeEach(async () => {
  db = await freshDatabase()
  scene = makeScene(db.pool, '2026-11-21T09:00:00Z')
  at = await scene.flow()
  await scene.content(at.flow, 'hello', { subject: 's', body: 'b' })
  contact = await scene.contact({ lane: LANE })
  await scene.consent(contact, 'granted')
})
afterEach(() => db.drop())

/** The claim in the link of a message that was sent. */
async function sentLink(): Promise<{ key: string; claim: UnsubscribeClaim }> {
  const key = await scene.message(contact, at)
  const context = scene.deliverContext()
  await deliver(context, LANE)
  const { rendered } = await scene.readMessage(key)
  const token = String(rendered!.unsubscribeUrl).split('/').at(-1) ?? ''
  const claim = readUnsubscribeToken(token, context.secret)
  if (claim === null) throw new Error('the link of a sent message does not read back')
  return { key, claim }
}

test('the link of a sent message unsubscribes: consent is withdrawn with its proof, flows hear of it', async () => {
  const { key, claim } = await sentLink()
  expect(claim).toEqual({ contact, channel: 'email', purpose: 'marketing', message: key })
  expect(await unsubscribe(scene.engine, { claim, via: 'oneClick' })).toEqual({
    channel: 'email',
    purpose: 'marketing',
    already: false,
    canceled: 0,
  })
  const { rows } = await db.pool.query(`select state, basis, proof from consent_history`)
  expect(rows).toMatchObject([{ state: 'denied', basis: 'unsubscribe', proof: { via: 'oneClick', message: key } }])
  expect(await scene.inbox()).toMatchObject([
    { kind: 'system', name: 'Unsubscribed', payload: { flow: at.flow, node: 'hello', channel: 'email' } },
    { kind: 'system', name: 'Consent Withdrawn' },
  ])
  expect((await scene.readMessage(key)).rendered).toMatchObject({ unsubscribed: true, subject: 's' })
})

test('unsubscribing cancels what has not been sent, and who waits for it is told', async () => {
  const { claim } = await sentLink()
  const due = await scene.message(contact, at, { awaited: true, dueAt: scene.clock.now() + 3_600_000 })
  const other = await scene.message(contact, at, { channel: 'sms' })
  expect(await unsubscribe(scene.engine, { claim, via: 'page' })).toMatchObject({ canceled: 1 })
  expect(await scene.readMessage(due)).toMatchObject({ state: 'canceled', because: { code: 'UNSUBSCRIBED' } })
  expect(await scene.readMessage(other)).toMatchObject({ state: 'due' })
  expect(await scene.inbox()).toContainEqual(
    expect.objectContaining({
      kind: 'fate',
      payload: expect.objectContaining({ fate: 'notSent', enrollment: due.split(':')[0] }),
    }),
  )
})

test('a message claimed a moment before the unsubscription does not go out', async () => {
  const { claim } = await sentLink()
  await scene.set('sending', { mode: 'live' })
  const key = await scene.message(contact, at)
  const channel = recordingChannel()
  const context = scene.deliverContext({ channels: new Map([['email', channel]]) })
  const { renderer } = context
  context.renderer = {
    ...renderer,
    // Between the claim and the provider's call, while the text is being filled in.
    async render(jobs) {
      await unsubscribe(scene.engine, { claim, via: 'oneClick' })
      return renderer.render(jobs)
    },
  }
  await deliver(context, LANE)
  expect(channel.handed).toEqual([])
  expect(await scene.readMessage(key)).toMatchObject({ state: 'canceled' })
})

test('unsubscribing twice is unsubscribing once', async () => {
  const { claim } = await sentLink()
  await unsubscribe(scene.engine, { claim, via: 'page' })
  expect(await unsubscribe(scene.engine, { claim, via: 'page' })).toMatchObject({ already: true })
  expect((await scene.inbox()).filter((row) => row.name === 'Unsubscribed')).toHaveLength(1)
})

test('a link sent to a contact that was merged away unsubscribes the one it became', async () => {
  const { claim } = await sentLink()
  const winner = await scene.contact({ lane: 9 })
  await scene.consent(winner, 'granted')
  await db.pool.query(`update contacts set merged_into = $2 where id = $1`, [contact, winner])
  await unsubscribe(scene.engine, { claim, via: 'page' })
  const { rows } = await db.pool.query(`select state from consents where contact_id = $1`, [winner])
  expect(rows).toEqual([{ state: 'denied' }])
})

test('the link of somebody who was erased is answered with a fault', async () => {
  const { claim } = await sentLink()
  await db.pool.query(`delete from contacts`)
  await expect(unsubscribe(scene.engine, { claim, via: 'page' })).rejects.toMatchObject({ code: 'CONTACT_UNKNOWN', status: 404 })
})

test('consents set by an operator keep their proof and history, and a withdrawal cancels what is due', async () => {
  const due = await scene.message(contact, at)
  const done = await setConsents(scene.engine, {
    contact,
    author: 'admin',
    changes: [
      { channel: 'email', purpose: 'marketing', state: 'denied', proof: { said: 'by phone' } },
      { channel: 'sms', purpose: 'marketing', state: 'granted' },
    ],
  })
  expect(done).toEqual({ contact, canceled: 1 })
  expect(await scene.readMessage(due)).toMatchObject({ state: 'canceled', because: { code: 'CONSENT_DENIED' } })
  const { rows } = await db.pool.query(`select channel, state, proof from consent_history order by channel`)
  expect(rows).toMatchObject([
    { channel: 'email', state: 'denied', proof: { said: 'by phone', by: 'admin' } },
    { channel: 'sms', state: 'granted' },
  ])
  expect((await scene.inbox()).map((row) => row.name).sort()).toEqual(['Consent Confirmed', 'Consent Withdrawn'])
})

test('a consent that makes no sense changes nothing', async () => {
  const change = { channel: 'pigeon', purpose: 'marketing', state: 'granted' } as const
  await expect(setConsents(scene.engine, { contact, author: 'admin', changes: [change] })).rejects.toMatchObject({
    code: 'CONSENT_INVALID',
  })
  expect(await scene.inbox()).toEqual([])
})
