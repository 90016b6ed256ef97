import type { Channel, DeliveryFate } from '@snodo/channels'
import { carryOut, changeSettings, createCollector, pauseFlow, previewOrder, readCall, resumeFlow } from '@snodo/engine'
import { builtInNodes } from '@snodo/nodes'
import { sayBecause } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

/** The other side of webhooks: answers what the test says, and counts how often it was asked. */
const other = { status: 200, asked: 0 }

/** A provider that knows no mailbox of anybody called gina. */
const refuser: Channel = {
  name: 'email',
  provider: 'refuser',
  idempotent: true,
  limits: { batchSize: 100, concurrency: 1 },
  deliver: async (messages) =>
    new Map(
      messages.map((message): [string, DeliveryFate] =>
        message.to.startsWith('gina')
          ? [message.key, { fate: 'refused', hard: true, code: '550', say: 'no such mailbox' }]
          : [message.key, { fate: 'accepted', providerId: message.key }],
      ),
    ),
  verify: async () => undefined,
  close: async () => undefined,
}

const stage = useStage({
  nodeTypes: builtInNodes,
  http: {
    request: async () => {
      other.asked += 1
      return { status: other.status, headers: {}, body: '' }
    },
  },
  channels: new Map([['email', refuser]]),
})

const calling = (event: string, more: string[] = []) =>
  ({
    nodes: {
      start: start(event),
      call: ['core.call-webhook', { url: 'https://hooks.example.com/x', method: 'POST' }],
      done: ['core.tag', { add: ['called'] }],
      sorry: ['core.tag', { add: ['sorry'] }],
    },
    edges: ['start:started>call', 'call:done>done', ...more],
  }) as never

test('rule 29: what was known at entry stays as it was, what is known of the contact is what it is now', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Began A'),
      wait: ['core.wait', { duration: 'P1D' }],
      mail: ['core.send-email', mail('{{ contact.firstName }} {{ entry.colour }}')],
      branch: [
        'core.branch',
        { branches: [{ id: 'red', name: 'Red', when: { type: 'entry', property: 'colour', is: 'equals', value: 'red' } }] },
      ],
    },
    edges: ['start:started>wait', 'wait:after>mail', 'mail:sent>branch'],
  } as never)
  await stage.collect(person('ada', { firstName: 'Ada', colour: 'red' }), track('ada', 'Began A', { colour: 'red' }))
  await stage.collect(person('ada', { firstName: 'Augusta', colour: 'blue' }), track('ada', 'Began A', { colour: 'blue' }))
  await stage.pass(2 * DAY)
  expect((await flow.messages()).map(({ subject }) => subject)).toEqual(['Augusta red'])
  expect(await flow.path()).toContain('branch>red')
})

test('rule 30: an action that fails is tried again with backoff, and goes on when it succeeds', async () => {
  const flow = await stage.flow(calling('Began B'))
  Object.assign(other, { status: 503, asked: 0 })
  await stage.collect(person('bea'), track('bea', 'Began B'))
  expect([other.asked, await flow.standing()]).toMatchObject([1, [{ state: 'acting' }]])
  const next = (await flow.standing())[0]!.next!
  expect(next).toBeGreaterThan(stage.now())
  other.status = 200
  await stage.rig.turnTo(next)
  expect(other.asked).toBe(2)
  expect(await flow.ends()).toMatchObject([{ reason: 'completed', node: 'done' }])
})

test('rule 30: out of tries it leaves by its failed port where that is drawn', async () => {
  const flow = await stage.flow(calling('Began C', ['call:failed>sorry']))
  Object.assign(other, { status: 503, asked: 0 })
  await stage.collect(person('carla'), track('carla', 'Began C'))
  await stage.pass(DAY)
  expect(other.asked).toBe(5)
  expect(await flow.path()).toContain('call>failed')
  expect(await flow.ends()).toMatchObject([{ reason: 'completed', node: 'sorry' }])
})

test('rule 30: where it is not drawn the enrollment is failed, visible with its reason, and can be retried in bulk', async () => {
  const flow = await stage.flow(calling('Began D'))
  Object.assign(other, { status: 404, asked: 0 })
  const people = ['dora', 'elsa', 'fee']
  await stage.collect(...people.map((who) => person(who)), ...people.map((who) => track(who, 'Began D')))
  expect(await flow.standing()).toMatchObject(people.map(() => ({ node: 'call', state: 'failed', because: 'ACT_FAILED' })))
  const failed = (await flow.reasons()).find(({ code }) => code === 'ACT_FAILED')!
  expect(sayBecause(failed, 'en')).toBe('The block could not do its work: The server answered 404.')
  const filter = { flow: flow.id, state: 'failed' } as never
  expect(await previewOrder(stage.rig.engine, { filter, order: { verb: 'retry' } })).toMatchObject({ matched: 3 })
  other.status = 200
  await carryOut(stage.rig.engine, { filter, order: { verb: 'retry' }, author: 'test', reason: 'the server is back' })
  await stage.rig.settle()
  await stage.pass(HOUR)
  expect(await flow.ends()).toMatchObject(people.map(() => ({ reason: 'completed', node: 'done' })))
})

test('rule 30: a refused message is no failure of the trip: it leaves by not delivered, drawn or not', async () => {
  await changeSettings(stage.rig.engine, { values: { sending: { mode: 'live' } }, author: 'test' })
  const sending = (event: string, more: string[]) =>
    stage.flow({
      nodes: {
        start: start(event),
        mail: ['core.send-email', mail('Hello')],
        on: ['core.tag', { add: ['on'] }],
        sorry: ['core.tag', { add: ['sorry'] }],
      },
      edges: ['start:started>mail', 'mail:sent>on', ...more],
    })
  const [plain, drawn] = [await sending('Began E1', []), await sending('Began E2', ['mail:notDelivered>sorry'])]
  await stage.collect(person('gina-1'), track('gina-1', 'Began E1'), person('gina-2'), track('gina-2', 'Began E2'))
  expect([await plain.messages(), await drawn.messages()]).toMatchObject([
    [{ state: 'notDelivered' }],
    [{ state: 'notDelivered' }],
  ])
  expect(await plain.ends()).toMatchObject([{ reason: 'completed', node: 'on' }])
  expect(await drawn.ends()).toMatchObject([{ reason: 'completed', node: 'sorry' }])
})

test('rule 31: who matched a trigger and was kept out is recorded with the reason, so that why she did not get it has an answer', async () => {
  const flow = await stage.flow({
    settings: {
      entryFilter: { when: { type: 'consent', channel: 'email', purpose: 'marketing' } },
      reentry: { mode: 'never' },
    },
    nodes: { start: start('Began F'), wait: ['core.wait', { duration: 'P1D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('hanna'), person('ida', { consents: { email: false } }))
  await stage.collect(track('hanna', 'Began F'), track('hanna', 'Began F'), track('ida', 'Began F'))
  await stage.pass(2 * DAY)
  await stage.collect(track('hanna', 'Began F'))
  await pauseFlow(stage.rig.engine, { id: flow.id, author: 'test' } as never)
  await stage.collect(person('jana'), track('jana', 'Began F'))
  const entries = await flow.entries()
  expect(entries.map(({ because }) => because)).toEqual([null, 'INSIDE_ALREADY', 'ENTRY_FILTER', 'ENTERED_BEFORE', 'FLOW_PAUSED'])
  const said = entries.slice(1).map(({ because, values }) => sayBecause({ code: because!, values }, 'en'))
  expect(said[1]).toBe('The entry condition did not hold with the event. The answer was: no. Found: “denied”.')
  expect(said[2]).toMatch(/^Entered before, on .*; the flow takes everyone once\.$/)
  await resumeFlow(stage.rig.engine, { id: flow.id, author: 'test' } as never)
})

test('rule 31: an entry is dated by when its event came in, not by when somebody got round to it', async () => {
  const flow = await stage.flow({ settings: { reentry: { mode: 'always' } }, nodes: { start: start('Began G') }, edges: [] })
  await stage.collect(person('kim'))
  const came = stage.now()
  const setting = { receivedAt: came, keyKind: 'secret', newMessageId: () => 'late-intake' } as const
  await createCollector(stage.rig.engine).collect([readCall(track('kim', 'Began G'), setting)])
  stage.rig.clock.turnTo(came + 3 * HOUR)
  await stage.rig.settle()
  expect([(await flow.entries())[0]?.at, (await flow.ends())[0]?.at]).toEqual([came, came])
})
