import { readTrackingToken, recordReaction, trackingUrl } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { collect, endsOf, messagesOf, person, track } from './kit/rig-calls.ts'

let rig: EngineRig
beforeEach(async () => {
  // A Monday at noon in Rome: an SMS two days later is outside of all quiet hours.
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T11:00:00Z' })
})
afterEach(() => rig.drop())

const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'
const MEASURED = { email: true, sms: true, openTracking: true, clickTracking: true }

/** The offer by e-mail; who has not followed its link within two days gets it by SMS. */
const emailElseSms = () =>
  rig.publishFlow({
    settings: { timeZone: 'Europe/Rome' },
    nodes: {
      start: ['core.event-happens', { event: 'Offer Due' }],
      offer: [
        'core.send-email',
        {
          content: { subject: 'An offer', body: '<p><a href="https://shop.example/offer">See it</a></p>' },
          purpose: 'marketing',
        },
      ],
      reaction: [
        'core.wait-for',
        {
          predicate: { type: 'reaction', node: 'offer', reaction: 'clicked' },
          timeout: 'P2D',
          since: { from: 'message', node: 'offer' },
        },
      ],
      done: ['core.end', { reason: 'clicked' }],
      sms: ['core.send-sms', { content: { body: 'The offer, once more' }, purpose: 'marketing' }],
      end: ['core.end', {}],
    },
    edges: [
      'start:started>offer',
      'offer:sent>reaction',
      'offer:notSent>sms',
      'reaction:happened>done',
      'reaction:timeout>sms',
      'sms:sent>end',
    ],
  })

/** Follows the first link of the mail as a browser would, by its signed address. */
async function click(userAgent = BROWSER): Promise<string> {
  const { rows } = await rig.engine.pool.query<{ contact_id: string; key: string }>(
    /* sql */ `select contact_id, enrollment_id || ':' || visit as key from messages where channel = 'email'`,
  )
  const { contact_id: contact, key: message } = rows[0] ?? expect.unreachable('no mail')
  const { publicUrl, secret } = rig.settings
  const token = trackingUrl(publicUrl, { kind: 'click', contact, message, link: 0 }, secret).split('/').at(-1) ?? ''
  const claim = readTrackingToken('click', token, secret) ?? expect.unreachable('a token of ours')
  const { counted } = await recordReaction(rig.engine, { claim, reader: { method: 'GET', userAgent, prefetch: false } })
  await rig.settle()
  return counted
}

const sent = async () => (await messagesOf(rig)).map(({ node, state }) => `${node} ${state}`)

describe('e-mail, else SMS', () => {
  test('who follows the link of the e-mail leaves the wait at once and gets no SMS', async () => {
    await emailElseSms()
    await collect(rig, person('maria', { consents: MEASURED }), track('maria', 'Offer Due'))
    await rig.turnTo('2026-03-03T18:00:00Z')
    expect(await click()).toBe('first')
    expect(await endsOf(rig)).toEqual([{ reason: 'completed', node: 'done', because: 'END_NODE' }])
    await rig.turnTo('2026-03-10T11:00:00Z')
    expect(await sent()).toEqual(['offer sent'])
  })

  test('who does not is sent the SMS when the two days are over, not before', async () => {
    await emailElseSms()
    await collect(rig, person('maria', { consents: MEASURED }), track('maria', 'Offer Due'))
    await rig.turnTo('2026-03-04T10:59:59Z')
    expect(await sent()).toEqual(['offer sent'])
    await rig.turnTo('2026-03-04T11:00:00Z')
    expect(await sent()).toEqual(['offer sent', 'sms sent'])
    expect(await click(), 'too late for the flow, and still written down').toBe('first')
    expect(await sent()).toEqual(['offer sent', 'sms sent'])
  })

  test('a scanner that follows the link takes nobody out of the wait', async () => {
    await emailElseSms()
    await collect(rig, person('maria', { consents: MEASURED }), track('maria', 'Offer Due'))
    expect(await click(), 'at the very second of the sending').toBe('machine')
    await rig.turnTo('2026-03-03T11:00:00Z')
    expect(await click('Barracuda Sentinel (EE)')).toBe('machine')
    await rig.turnTo('2026-03-04T11:00:00Z')
    expect(await sent()).toEqual(['offer sent', 'sms sent'])
  })

  test('whose clicks may not be measured gets the SMS as well: nobody can tell that the offer was seen', async () => {
    await emailElseSms()
    await collect(rig, person('maria'), track('maria', 'Offer Due'))
    await rig.turnTo('2026-03-05T11:00:00Z')
    expect(await sent()).toEqual(['offer sent', 'sms sent'])
  })
})

test('a reaction has three answers: who was never measured has neither clicked nor not clicked', async () => {
  const clicked = { type: 'reaction', node: 'offer', reaction: 'clicked' }
  await rig.publishFlow({
    nodes: {
      start: ['core.event-happens', { event: 'Offer Due' }],
      offer: [
        'core.send-email',
        { content: { subject: 'An offer', body: '<a href="https://shop.example/">x</a>' }, purpose: 'marketing' },
      ],
      rest: ['core.wait', { duration: 'P2D' }],
      asked: [
        'core.branch',
        {
          branches: [
            { id: 'yes', name: 'Yes', when: clicked },
            { id: 'no', name: 'No', when: { type: 'not', of: clicked } },
          ],
        },
      ],
      did: ['core.end', { reason: 'did' }],
      didNot: ['core.end', { reason: 'did not' }],
      cannotTell: ['core.end', { reason: 'cannot tell' }],
    },
    edges: [
      'start:started>offer',
      'offer:sent>rest',
      'rest:after>asked',
      'asked:yes>did',
      'asked:no>didNot',
      'asked:else>cannotTell',
    ],
  })
  await collect(rig, person('maria', { consents: MEASURED }), track('maria', 'Offer Due'))
  await collect(rig, person('anna'), track('anna', 'Offer Due'))
  await rig.turnTo('2026-03-05T11:00:00Z')
  expect((await endsOf(rig)).map(({ node }) => node).sort()).toEqual(['cannotTell', 'didNot'])
})

test('a click is an event like any other: it starts a flow, with the address it went to', async () => {
  await emailElseSms()
  await rig.publishFlow({
    nodes: {
      start: [
        'core.event-happens',
        { event: 'Message Clicked', where: { type: 'property', property: 'link', is: 'contains', value: '/offer' } },
      ],
      thanks: ['core.tag', { add: ['interested'] }],
      end: ['core.end', {}],
    },
    edges: ['start:started>thanks', 'thanks:next>end'],
  })
  await collect(rig, person('maria', { consents: MEASURED }), track('maria', 'Offer Due'))
  await rig.turnTo('2026-03-02T12:00:00Z')
  await click()
  expect(await click(), 'the same link once more').toBe('again')
  const { rows } = await rig.engine.pool.query<{ tags: string[] }>(
    /* sql */ `select tags from contacts where email = 'maria@example.com'`,
  )
  expect(rows[0]?.tags).toEqual(['interested'])
})
