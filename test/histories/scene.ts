import type { JsonObject } from '@snodo/base'
import {
  addCoupons,
  carryOut,
  changeSettings,
  createFlow,
  eraseContact,
  loadDraft,
  mergeContacts,
  pauseFlow,
  publish,
  saveDraft,
  stopSending,
} from '@snodo/engine'
import { documentOf } from '@snodo/engine/testing'
import type { FlowDocument } from '@snodo/flow'
import type { Mood, World } from './world.ts'

const author = 'recorder'

/** When the history begins, and when it is cut off. */
export const BEGINS = '2026-03-02T09:00:00Z'

export const moodOfTheScene = (): Mood => ({ provider: new Map(), webhook: { status: 204 } })

/** People at every kind of rest there is, on several versions, with all that tables hold of them. Left in the middle of it. */
export async function playScene(world: World, mood: Mood): Promise<void> {
  const { engine, collect, settle, turnTo } = world
  await changeSettings(engine, {
    values: {
      sending: { mode: 'live' },
      timeZone: 'Europe/Rome',
      caps: [{ channel: 'email', most: 2, window: { rolling: 'P1D' }, whenFull: 'hold' }],
    },
    author,
  })
  await addCoupons(engine, { pool: 'spring', codes: Array.from({ length: 12 }, (_, n) => `SPRING${n + 1}`), author })
  const welcome = await publishNew(world, WELCOME)
  const calls = await publishNew(world, CALLS)
  const paused = await publishNew(world, PAUSED)
  await publishNew(world, DATES)

  // On the first version: at a wait for an event, at a timed wait, at its end by goal.
  await collect(...people('anna', 'berta', 'carla', 'dora', 'elsa', 'frida', 'gina'))
  await collect(...['anna', 'berta', 'carla', 'dora'].map((who) => track(who, 'Signed Up', { order: 'o1', total: 10 })))
  await settle()
  await turnTo('2026-03-04T10:00:00Z')
  await collect(track('berta', 'Order Completed', { total: 80 }))
  await settle()

  // The second version has another wait; carla is carried over with hers recomputed, dora ends, the others stay.
  await republish(world, welcome, (document) => {
    const wait = document.nodes.rest
    if (wait !== undefined) wait.config = { duration: 'P9D' }
  })
  await collect(track('elsa', 'Signed Up', { order: 'o2', total: 20 }))
  await settle()
  await carryOut(engine, {
    filter: { flow: welcome, contact: await idOf(world, 'dora') },
    order: { verb: 'end' },
    author,
    reason: 'asked for',
  })
  await carryOut(engine, {
    filter: { flow: welcome, contact: await idOf(world, 'carla') },
    order: { verb: 'skip' },
    author,
    reason: 'in a hurry',
  })
  await settle()

  // Acting, to be tried again; failed, because the server said no for good; done.
  mood.webhook.status = 503
  await collect(track('anna', 'Called', { order: 'c1' }), track('frida', 'Called', { order: 'c2' }))
  await settle()
  mood.webhook.status = 410
  await collect(track('gina', 'Called', { order: 'c3' }))
  await settle()

  // A paused flow: some inside, some kept out, a message due.
  await collect(...['anna', 'berta'].map((who) => track(who, 'Paused One', {})))
  await settle()
  await pauseFlow(engine, { id: paused, author })
  await collect(track('carla', 'Paused One', {}))
  await settle()

  // Messages: held by quiet hours and by a cap, refused by rules, by the provider, claimed and handed when a process died.
  await turnTo('2026-03-05T19:30:00Z')
  mood.provider.set('frida@example.com', { fate: 'refused', hard: true, code: '550 5.1.1', say: 'no such person' })
  mood.provider.set('elsa@example.com', 'dies')
  mood.provider.set('hilda@example.com', { fate: 'refused', hard: false, code: '552', say: 'mailbox full' })
  mood.provider.set('+12125550100', 'dies')
  await collect({
    type: 'identify',
    userId: 'hilda',
    traits: {
      email: 'hilda@example.com',
      phone: '+12125550100',
      timeZone: 'America/New_York',
      consents: { email: { state: true, proof: { form: 'the shop' } }, sms: true },
    },
  })
  await settle()
  await collect(...['elsa', 'frida', 'gina', 'hanna', 'hilda'].map((who) => track(who, 'Texted', { order: `t-${who}` })))
  await settle()

  // Two become one, one asks to be erased, one is asked to be merged and is not yet.
  await collect(
    { type: 'identify', anonymousId: 'browser-1', traits: { plan: 'pro' } },
    track('ida', 'Signed Up', { order: 'o9', total: 5 }),
  )
  await settle()
  await mergeContacts(engine, { loser: await idOf(world, 'browser-1'), winner: await idOf(world, 'anna') })
  await eraseContact(engine, { contact: await idOf(world, 'ida'), author, reason: 'asked for it' })
  await stopSending(engine, { scope: { of: 'message', flow: calls, node: 'thanks' }, author, reason: 'a wrong price' })
  await collect({ type: 'identify', anonymousId: 'browser-2', traits: {} })
  await settle()

  // Held by an operator where they stand, and standing at a server that is busy, to be asked again.
  await carryOut(engine, {
    filter: { flow: welcome, contact: await idOf(world, 'elsa') },
    order: { verb: 'hold' },
    author,
    reason: 'let me look',
  })
  mood.webhook.status = 503
  await collect(track('berta', 'Called', { order: 'c4' }))
  await settle()

  // Calls that intake has not read, and a call that nobody can take in.
  world.clock.turnTo('2026-03-05T19:40:00Z')
  await collect(
    { type: 'identify', userId: 'gina', anonymousId: 'browser-2', traits: { plan: 'pro' } },
    track('gina', 'Signed Up', { order: 'o3', total: 30 }),
    { type: 'track', userId: 'gina', event: '', properties: {} },
  )
}

async function publishNew({ engine }: World, document: FlowDocument): Promise<string> {
  const { id, revision } = await createFlow(engine, { document, author })
  await publish(engine, { id, author, revision })
  return id
}

async function republish({ engine }: World, id: string, change: (document: FlowDocument) => void): Promise<void> {
  const { document, revision } = await loadDraft(engine, id)
  change(document)
  const saved = await saveDraft(engine, { id, document, revision, author })
  await publish(engine, {
    id,
    author,
    revision: saved.revision,
    migration: { rest: { do: 'move', waits: 'recompute' } },
  })
}

export async function idOf({ engine }: World, name: string): Promise<string> {
  const { rows } = await engine.pool.query<{ contact_id: string }>(
    /* sql */ `select contact_id from identities where value = $1`,
    [name],
  )
  return rows[0]?.contact_id ?? ''
}

export function people(...names: string[]): JsonObject[] {
  return names.map((userId, n) => ({
    type: 'identify',
    userId,
    traits: {
      email: `${userId}@example.com`,
      phone: `+39333000000${n + 1}`,
      firstName: userId,
      renewal: '2026-03-09',
      consents: { email: { state: userId !== 'gina', proof: { form: 'the shop' } }, sms: true },
    },
  }))
}

export function track(userId: string, event: string, properties: JsonObject): JsonObject {
  return { type: 'track', userId, event, properties }
}

const mail = (subject: string): JsonObject => ({ content: { subject, body: `<p>${subject}, {{ contact.firstName }}</p>` } })

const WELCOME = documentOf({
  name: 'Welcome',
  settings: { reentry: { mode: 'afterExit' }, goal: { name: 'Bought', when: { event: 'Bought for good' } } },
  nodes: {
    start: ['core.event-happens', { event: 'Signed Up' }],
    hello: ['core.send-email', mail('Hello')],
    tag: ['core.tag', { add: ['new'] }],
    order: ['core.wait-for', { event: 'Order Completed', timeout: 'P4D' }],
    coupon: ['core.give-coupon', { as: 'gift', value: '10 %', pool: 'spring' }],
    split: [
      'core.random-split',
      {
        branches: [
          { id: 'a', name: 'A', share: 50 },
          { id: 'b', name: 'B', share: 50 },
        ],
      },
    ],
    rest: ['core.wait', { duration: 'P3D', at: '09:00' }],
    bye: ['core.send-email', mail('Come back')],
    score: ['core.score', { points: 5 }],
  },
  edges: [
    'start:started>hello',
    'hello:sent>tag',
    'tag:next>order',
    'order:happened>coupon',
    'order:timeout>split',
    'coupon:given>rest',
    'split:a>rest',
    'split:b>score',
    'rest:after>bye',
    'score:next>bye',
  ],
})

const CALLS = documentOf({
  name: 'Calls',
  settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order' } },
  nodes: {
    start: ['core.event-happens', { event: 'Called' }],
    texted: ['core.event-happens', { event: 'Texted' }],
    hook: ['core.call-webhook', { url: 'https://hooks.example.com/x' }],
    thanks: ['core.send-email', { ...mail('Thank you'), purpose: 'transactional' }],
    text: ['core.send-sms', { content: { body: 'Hello {{ contact.firstName }}' } }],
    got: [
      'core.branch',
      { branches: [{ id: 'yes', name: 'Yes', when: { type: 'reaction', node: 'mail', reaction: 'delivered' } }] },
    ],
    mail: ['core.send-email', mail('A letter')],
    end: ['core.end', { reason: 'no letter' }],
  },
  edges: [
    'start:started>hook',
    'hook:done>thanks',
    'texted:started>mail',
    'mail:sent>got',
    'mail:notDelivered>text',
    'got:yes>text',
    'got:else>end',
  ],
})

const PAUSED = documentOf({
  name: 'Paused',
  settings: { reentry: { mode: 'always' } },
  nodes: {
    start: ['core.event-happens', { event: 'Paused One' }],
    wait: ['core.wait', { duration: 'P2D' }],
    mail: ['core.send-email', mail('After the pause')],
  },
  edges: ['start:started>wait', 'wait:after>mail'],
})

const DATES = documentOf({
  name: 'Dates',
  settings: { reentry: { mode: 'always' } },
  nodes: {
    start: ['core.date-arrives', { field: 'renewal', offset: '-P2D', at: '09:00', yearly: false }],
    until: ['core.wait-until', { anchor: { field: 'renewal' }, offset: '-P1D' }],
    mail: ['core.send-email', mail('Your renewal')],
  },
  edges: ['start:started>until', 'until:after>mail'],
})
