import { changeSettings, simulate } from '@snodo/engine'
import { sayBecause } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { DAY, HOUR, person, start, track, useStage } from './stage.ts'

// Friday evening: marketing SMS rest until Saturday morning, so there is time to call them back.
const stage = useStage({ start: '2026-03-06T21:30:00Z' })

const occurred = (ms: number) => ({ timestamp: new Date(ms).toISOString() })
const text = { content: { body: 'Come back' }, expireIfLateBy: 'P7D' }

test('rule 32: an event that a till reports at night still fires an exit, and calls a held message back', async () => {
  const flow = await stage.flow({
    settings: { exits: [{ id: 'bought', name: 'Bought', when: { event: 'Bought In Store' } }] },
    nodes: { start: start('Cart Left A'), sms: ['core.send-sms', text] },
    edges: ['start:started>sms'],
  } as never)
  await stage.collect(person('ada', { phone: '+393331234567' }), person('bea', { phone: '+393331234568' }))
  await stage.collect(track('ada', 'Cart Left A'), track('bea', 'Cart Left A'))
  await stage.pass(HOUR)
  expect(await flow.messages()).toMatchObject([
    { state: 'due', because: 'QUIET_HOURS' },
    { state: 'due', because: 'QUIET_HOURS' },
  ])
  const at = stage.now()
  const tried = await simulate(stage.rig.engine, {
    id: flow.id,
    contact: { userId: 'ada', phone: '+393331234567' },
    at: at - HOUR,
    events: [{ at, event: 'Bought In Store', properties: {} }],
  })
  expect(tried).toMatchObject({ messages: [{ fate: 'notSent', because: { code: 'EXIT' } }], end: { reason: 'exit' } })
  await stage.collect(track('ada', 'Bought In Store', { total: 40 }, occurred(stage.now() - 5 * HOUR)))
  expect((await flow.messages()).map(({ state }) => state).sort()).toEqual(['canceled', 'due'])
  expect(await flow.ends()).toMatchObject([{ reason: 'exit', node: 'sms', because: 'EXIT' }])
  await stage.pass(3 * DAY)
  expect((await flow.messages()).map(({ state, because }) => [state, because]).sort()).toEqual([
    ['canceled', 'EXIT'],
    ['sent', null],
  ])
})

test('rule 32: a late event reaches a goal within whose time it occurred, and counts among what the contact did', async () => {
  const flow = await stage.flow({
    settings: { goal: { name: 'Bought', when: { event: 'Bought In Store' }, within: 'P2D' } },
    nodes: { start: start('Cart Left B'), wait: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('carla'), track('carla', 'Cart Left B'))
  await stage.pass(3 * DAY)
  await stage.collect(track('carla', 'Bought In Store', { total: 40 }, occurred(stage.now() - 2 * DAY)))
  expect(await flow.ends()).toMatchObject([{ reason: 'goal', because: 'GOAL_REACHED' }])
  expect(
    await stage.row(
      /* sql */ `select count(*)::int, max(e.occurred_at) as last from events e join contacts c on c.lane = e.lane and c.id = e.contact_id
        where c.user_id = 'carla' and e.name = 'Bought In Store'`,
    ),
  ).toEqual({ count: 1, last: stage.now() - 2 * DAY })
})

test('rule 32: a source may declare its usual delay, and waits on its events stay open for what happened in time', async () => {
  await changeSettings(stage.rig.engine, { values: { usualDelays: { 'Till Sale': 'P1D' } }, author: 'test' })
  const flow = await stage.flow({
    nodes: { start: start('Cart Left C'), wait: ['core.wait-for', { event: 'Till Sale', timeout: 'P2D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('dora'), person('elsa'), person('fee'))
  const began = stage.now()
  await stage.collect(...['dora', 'elsa', 'fee'].map((who) => track(who, 'Cart Left C')))
  await stage.pass(2 * DAY + 6 * HOUR)
  expect(await flow.standing()).toHaveLength(3)
  await stage.collect(
    track('dora', 'Till Sale', {}, occurred(began + 2 * DAY - HOUR)),
    track('elsa', 'Till Sale', {}, occurred(began + 2 * DAY + HOUR)),
  )
  await stage.pass(DAY)
  expect((await flow.path()).filter((step) => step.includes('>') && step.startsWith('wait')).sort()).toEqual([
    'wait>happened',
    'wait>timeout',
    'wait>timeout',
  ])
  const [open] = (await flow.reasons()).filter(({ code }) => code === 'ALLOWS_FOR_LATE')
  expect(sayBecause(open!, 'en')).toMatch(
    /^It waits for Till Sale\. The time is up on .*; what happened by then may still be reported until .*\.$/,
  )
})
