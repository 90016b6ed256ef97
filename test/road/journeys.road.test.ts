import { enroll, loadDraft, pauseFlow, publish, resumeFlow, saveDraft, stopFlow } from '@snodo/engine'
import { type EngineRig, makeEngineRig } from '@snodo/engine/testing'
import { builtInNodes } from '@snodo/nodes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { expectInvariants } from './kit/invariants.ts'
import { collect, endsOf, entriesOf, mail, messagesOf, person, standing, track } from './kit/rig-calls.ts'

let rig: EngineRig
beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: builtInNodes, start: '2026-03-02T12:00:00Z' })
})
afterEach(async () => {
  await expectInvariants(rig.engine.pool)
  await rig.drop()
})

const NAMED = { nodes: { start: ['core.event-happens', { event: 'Signed Up' }] as [string, object] } }

describe('exits and goals', () => {
  test('an exit acts at once, also in the middle of a wait, and says why', async () => {
    await rig.publishFlow({
      settings: { exits: [{ id: 'bought', name: 'Bought', when: { event: 'Order Completed' } }] },
      nodes: {
        start: ['core.event-happens', { event: 'Signed Up' }],
        wait: ['core.wait', { duration: 'P3D' }],
        hello: ['core.send-email', mail('Hello')],
      },
      edges: ['start:started>wait', 'wait:after>hello'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    await rig.turnTo('2026-03-03T12:00:00Z')
    await collect(rig, track('maria', 'Order Completed', { total: 10 }))
    expect(await endsOf(rig)).toEqual([{ reason: 'exit', node: 'wait', because: 'EXIT' }])
    await rig.turnTo('2026-03-09T12:00:00Z')
    expect(await messagesOf(rig)).toEqual([])
  })

  test('an exit on another event, or whose condition does not hold, fires for nobody', async () => {
    await rig.publishFlow({
      settings: {
        exits: [
          {
            id: 'big',
            name: 'Big order',
            when: { event: 'Order Completed', where: { type: 'property', property: 'total', is: 'atLeast', value: 100 } },
          },
        ],
      },
      nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: ['core.wait', { duration: 'P3D' }] },
      edges: ['start:started>wait'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    await collect(rig, track('maria', 'Order Completed', { total: 99 }), track('maria', 'Cart Viewed', { total: 200 }))
    expect(await standing(rig)).toMatchObject([{ node: 'wait' }])
    await collect(rig, track('maria', 'Order Completed', { total: 100 }))
    expect(await standing(rig)).toEqual([])
  })

  test('an exit scoped to the entity key ends only the journey of that order', async () => {
    await rig.publishFlow({
      settings: {
        reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.cart_id' },
        exits: [{ id: 'bought', name: 'Bought', when: { event: 'Order Completed' }, sameKey: true }],
      },
      nodes: { start: ['core.event-happens', { event: 'Cart Viewed' }], wait: ['core.wait', { duration: 'P3D' }] },
      edges: ['start:started>wait'],
    })
    await collect(
      rig,
      person('maria'),
      track('maria', 'Cart Viewed', { cart_id: 'a' }),
      track('maria', 'Cart Viewed', { cart_id: 'b' }),
    )
    expect(await standing(rig)).toHaveLength(2)
    await collect(rig, track('maria', 'Order Completed', { cart_id: 'b' }))
    expect(await standing(rig)).toHaveLength(1)
  })

  test('a goal ends the journey as reached', async () => {
    await rig.publishFlow({
      settings: { goal: { name: 'First order', when: { event: 'Order Completed' }, within: 'P2D' } },
      nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: ['core.wait', { duration: 'P9D' }] },
      edges: ['start:started>wait'],
    })
    await collect(rig, person('maria'), person('anna'), track('maria', 'Signed Up'), track('anna', 'Signed Up'))
    await collect(rig, track('maria', 'Order Completed'))
    await rig.turnTo('2026-03-06T12:00:00Z')
    await collect(rig, track('anna', 'Order Completed'))
    expect(await endsOf(rig)).toEqual([{ reason: 'goal', node: 'wait', because: 'GOAL_REACHED' }])
    expect(await standing(rig)).toHaveLength(1)
  })
})

describe('entry and re-entry', () => {
  const waiting = { ...NAMED.nodes, wait: ['core.wait', { duration: 'P1D' }] as [string, { duration: string }] }

  test('whoever is kept out is recorded with the reason', async () => {
    await rig.publishFlow({
      settings: { reentry: { mode: 'never' } },
      nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: waiting.wait },
      edges: ['start:started>wait'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'), track('maria', 'Signed Up'))
    await rig.turnTo('2026-03-05T12:00:00Z')
    await collect(rig, track('maria', 'Signed Up'))
    expect(await entriesOf(rig)).toEqual([
      { outcome: 'entered', because: null },
      { outcome: 'keptOut', because: 'INSIDE_ALREADY' },
      { outcome: 'keptOut', because: 'ENTERED_BEFORE' },
    ])
  })

  test('a window counted from the entry opens when it has passed', async () => {
    await rig.publishFlow({
      settings: { reentry: { mode: 'afterWindow', window: 'P10D' } },
      nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: waiting.wait },
      edges: ['start:started>wait'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    await rig.turnTo('2026-03-11T12:00:00Z')
    await collect(rig, track('maria', 'Signed Up'))
    await rig.turnTo('2026-03-12T12:00:00Z')
    await collect(rig, track('maria', 'Signed Up'))
    expect(await entriesOf(rig)).toEqual([
      { outcome: 'entered', because: null },
      { outcome: 'keptOut', because: 'REENTRY_WINDOW' },
      { outcome: 'entered', because: null },
    ])
  })

  test('replace ends the journey inside and begins another', async () => {
    await rig.publishFlow({
      settings: { reentry: { mode: 'always', inside: 'replace' } },
      nodes: { start: ['core.event-happens', { event: 'Signed Up' }], wait: waiting.wait },
      edges: ['start:started>wait'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    await collect(rig, track('maria', 'Signed Up'))
    expect(await endsOf(rig)).toMatchObject([{ reason: 'replaced' }])
    expect(await standing(rig)).toHaveLength(1)
  })

  test('an entry filter sees the state including the triggering event', async () => {
    await rig.publishFlow({
      settings: {
        reentry: { mode: 'always' },
        entryFilter: { when: { type: 'events', event: 'Order Completed', is: 'atLeast', value: 3 } },
      },
      nodes: { start: ['core.event-happens', { event: 'Order Completed' }] },
      edges: [],
    })
    await collect(
      rig,
      person('maria'),
      track('maria', 'Order Completed'),
      track('maria', 'Order Completed'),
      track('maria', 'Order Completed'),
    )
    expect(await entriesOf(rig)).toEqual([
      { outcome: 'keptOut', because: 'ENTRY_FILTER' },
      { outcome: 'keptOut', because: 'ENTRY_FILTER' },
      { outcome: 'entered', because: null },
    ])
  })

  test('enroll lets contacts in through the same rules', async () => {
    const flow = await rig.publishFlow({
      settings: { reentry: { mode: 'never' } },
      nodes: { start: ['core.event-happens', { event: 'Never' }], wait: waiting.wait },
      edges: ['start:started>wait'],
    })
    await collect(rig, person('maria'), person('anna'))
    const { rows } = await rig.engine.pool.query<{ id: string }>(/* sql */ `select id from contacts order by id`)
    const contacts = rows.map((row) => row.id)
    await expect(enroll(rig.engine, { id: flow, contacts: [...contacts, '640000'], author: 'test' })).rejects.toMatchObject({
      code: 'CONTACTS_UNKNOWN',
    })
    expect(await standing(rig)).toEqual([])
    await enroll(rig.engine, { id: flow, contacts, author: 'test' })
    await rig.settle()
    await enroll(rig.engine, { id: flow, contacts, author: 'test' })
    await rig.settle()
    expect(await standing(rig)).toHaveLength(2)
    expect((await entriesOf(rig)).map(({ outcome }) => outcome)).toEqual(['entered', 'entered', 'keptOut', 'keptOut'])
  })
})

describe('waits for events', () => {
  test('an awaited event opens its door, the deadline the other', async () => {
    await rig.publishFlow({
      nodes: {
        start: ['core.event-happens', { event: 'Signed Up' }],
        wait: ['core.wait-for', { event: 'Order Completed', timeout: 'P2D' }],
        thanks: ['core.send-email', mail('Thanks')],
        nudge: ['core.send-email', mail('Nudge')],
      },
      edges: ['start:started>wait', 'wait:happened>thanks', 'wait:timeout>nudge'],
    })
    await collect(rig, person('maria'), person('anna'), track('maria', 'Signed Up'), track('anna', 'Signed Up'))
    await collect(rig, track('maria', 'Order Completed'))
    await rig.turnTo('2026-03-05T12:00:00Z')
    expect(await messagesOf(rig)).toMatchObject([
      { node: 'thanks', at: Date.parse('2026-03-02T12:00:00Z') },
      { node: 'nudge', at: Date.parse('2026-03-04T12:00:00Z') },
    ])
  })

  test('calls of one batch take effect in their order', async () => {
    await rig.publishFlow({
      nodes: {
        start: ['core.event-happens', { event: 'Signed Up' }],
        wait: ['core.wait-for', { event: 'Order Completed', timeout: 'P2D' }],
        tag: ['core.tag', { add: ['buyer'] }],
      },
      edges: ['start:started>wait', 'wait:happened>tag'],
    })
    await collect(
      rig,
      track('maria', 'Order Completed'),
      person('maria'),
      track('maria', 'Signed Up'),
      track('maria', 'Order Completed'),
    )
    const { rows } = await rig.engine.pool.query(/* sql */ `select tags from contacts`)
    expect(rows).toEqual([{ tags: ['buyer'] }])
  })

  test('a message whose fate is asked for holds the journey until it is known, and a refusal leaves by its own port', async () => {
    await rig.publishFlow({
      nodes: {
        start: ['core.event-happens', { event: 'Signed Up' }],
        hello: ['core.send-email', mail('Hello')],
        sms: ['core.send-sms', { content: { body: 'Hello' } }],
        end: ['core.end', {}],
      },
      edges: ['start:started>hello', 'hello:sent>end', 'hello:notSent>sms'],
    })
    await collect(rig, person('maria'), person('anna', { consents: { email: false, sms: true } }))
    await collect(rig, track('maria', 'Signed Up'), track('anna', 'Signed Up'))
    const seen = (await messagesOf(rig)).map(({ node, state, because }) => [node, state, because])
    expect(seen).toContainEqual(['hello', 'sent', null])
    expect(seen).toContainEqual(['hello', 'notSent', 'CONSENT_DENIED'])
    expect(seen.filter(([node]) => node === 'sms')).toHaveLength(1)
    expect(await standing(rig)).toEqual([])
  })
})

describe('effects on the contact', () => {
  test('a later node of the same trip sees what an earlier one changed', async () => {
    await rig.publishFlow({
      nodes: {
        start: ['core.event-happens', { event: 'Signed Up' }],
        set: ['core.set-field', { field: 'stage', value: 'lead' }],
        branch: [
          'core.branch',
          { branches: [{ id: 'lead', name: 'Lead', when: { type: 'attribute', field: 'stage', is: 'equals', value: 'lead' } }] },
        ],
        score: ['core.score', { points: 5 }],
      },
      edges: ['start:started>set', 'set:next>branch', 'branch:lead>score'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    const { rows } = await rig.engine.pool.query(/* sql */ `select attributes ->> 'stage' as stage, scores from contacts`)
    expect(rows).toEqual([{ stage: 'lead', scores: { default: 5 } }])
  })

  test('joining a list is an event that begins another flow', async () => {
    await rig.publishFlow({
      nodes: { start: ['core.event-happens', { event: 'Signed Up' }], join: ['core.list', { join: ['vip'] }] },
      edges: ['start:started>join'],
    })
    await rig.publishFlow({
      name: 'Second',
      nodes: { start: ['core.list-joined', { list: 'vip' }], tag: ['core.tag', { add: ['welcomed'] }] },
      edges: ['start:started>tag'],
    })
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    const { rows } = await rig.engine.pool.query(
      /* sql */ `select tags, (select count(*)::int from memberships) as lists from contacts`,
    )
    expect(rows).toEqual([{ tags: ['welcomed'], lists: 1 }])
  })
})

describe('publishing, pausing, stopping', () => {
  const flowOf = (subject: string, more: Record<string, [string, object]> = {}) => ({
    nodes: {
      start: ['core.event-happens', { event: 'Signed Up' }] as [string, { event: string }],
      wait: ['core.wait', { duration: 'P1D' }] as [string, { duration: string }],
      hello: ['core.send-email', mail(subject)] as [string, ReturnType<typeof mail>],
      ...more,
    },
    edges: ['start:started>wait', 'wait:after>hello'],
  })

  test('a corrected text reaches everyone inside and makes no new version', async () => {
    const flow = await rig.publishFlow(flowOf('Helo'))
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    const draft = await loadDraft(rig.engine, flow)
    const hello = draft.document.nodes.hello!
    const nodes = { ...draft.document.nodes, hello: { ...hello, config: { ...hello.config, ...mail('Hello') } } }
    const saved = await saveDraft(rig.engine, {
      id: flow,
      document: { ...draft.document, nodes },
      revision: draft.revision,
      author: 'test',
    })
    expect(await publish(rig.engine, { id: flow, revision: saved.revision, author: 'test' })).toEqual({
      version: 1,
      state: 'live',
      newVersion: false,
      contentChanged: ['hello'],
    })
    await rig.turnTo('2026-03-04T12:00:00Z')
    const { rows } = await rig.engine.pool.query(/* sql */ `select rendered ->> 'subject' as subject from messages`)
    expect(rows).toEqual([{ subject: 'Hello' }])
  })

  test('those inside stay on their version, newcomers take the new one', async () => {
    const flow = await rig.publishFlow(flowOf('Hello'))
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    const draft = await loadDraft(rig.engine, flow)
    const wait = draft.document.nodes.wait!
    const nodes = { ...draft.document.nodes, wait: { ...wait, config: { duration: 'P5D' } } }
    const saved = await saveDraft(rig.engine, {
      id: flow,
      document: { ...draft.document, nodes },
      revision: draft.revision,
      author: 'test',
    })
    expect(await publish(rig.engine, { id: flow, revision: saved.revision, author: 'test' })).toMatchObject({ version: 2 })
    await collect(rig, person('anna'), track('anna', 'Signed Up'))
    expect((await standing(rig)).map(({ version }) => version).sort()).toEqual([1, 2])
    await rig.turnTo('2026-03-04T12:00:00Z')
    expect(await standing(rig)).toMatchObject([{ version: 2 }])
  })

  test('a draft that has moved on is not overwritten', async () => {
    const flow = await rig.publishFlow(flowOf('Hello'))
    const draft = await loadDraft(rig.engine, flow)
    await saveDraft(rig.engine, { id: flow, document: draft.document, revision: draft.revision, author: 'test' })
    await expect(
      saveDraft(rig.engine, { id: flow, document: draft.document, revision: draft.revision, author: 'test' }),
    ).rejects.toMatchObject({ code: 'REVISION_STALE', data: { based: 1, present: 2 } })
  })

  test('a paused flow moves nobody and lets nobody in; resumed, waits go on where they stood', async () => {
    const flow = await rig.publishFlow(flowOf('Hello'))
    await collect(rig, person('maria'), track('maria', 'Signed Up'))
    await rig.turnTo('2026-03-03T00:00:00Z')
    await pauseFlow(rig.engine, { id: flow, author: 'test' })
    await rig.turnTo('2026-03-10T00:00:00Z')
    await collect(rig, person('anna'), track('anna', 'Signed Up'))
    expect(await messagesOf(rig)).toEqual([])
    expect(await entriesOf(rig)).toContainEqual({ outcome: 'keptOut', because: 'FLOW_PAUSED' })
    const resumed = await resumeFlow(rig.engine, { id: flow, author: 'test' })
    expect(resumed.counts).toMatchObject({ waitsShifted: 1, entered: 1 })
    await rig.turnTo('2026-03-10T11:59:59Z')
    expect(await messagesOf(rig)).toEqual([])
    await rig.turnTo('2026-03-10T12:00:00Z')
    expect(await messagesOf(rig)).toHaveLength(1)
    expect(await standing(rig)).toHaveLength(1)
  })

  test('a stopped flow ends every journey, and nobody enters after its reply', async () => {
    const flow = await rig.publishFlow(flowOf('Hello'))
    await collect(rig, person('maria'), person('anna'), track('maria', 'Signed Up'), track('anna', 'Signed Up'))
    const stopped = await stopFlow(rig.engine, { id: flow, author: 'test', reason: 'wrong audience' })
    expect(stopped.counts.ended).toBe(2)
    await collect(rig, person('carla'), track('carla', 'Signed Up'))
    await rig.turnTo('2026-03-10T00:00:00Z')
    expect(await standing(rig)).toEqual([])
    expect(await messagesOf(rig)).toEqual([])
    const { rows } = await rig.engine.pool.query(/* sql */ `select sum(inside)::int as inside from node_counts`)
    expect(rows).toEqual([{ inside: 0 }])
  })
})
