import { closeFlow, pauseFlow, previewResume, type ResumeAnswers, resumeFlow } from '@snodo/engine'
import { expect, test } from 'vitest'
import { DAY, HOUR, mail, person, type StagedFlow, start, track, useStage } from './stage.ts'

const stage = useStage()
const author = 'operator'

const halt = (flow: StagedFlow) => pauseFlow(stage.rig.engine, { id: flow.id, author, reason: 'a test' })
async function resume(flow: StagedFlow, answers: Partial<ResumeAnswers> = {}) {
  const resumed = await resumeFlow(stage.rig.engine, { id: flow.id, author, answers })
  await stage.rig.settle()
  return resumed
}
const dueOf = async (flow: StagedFlow) => (await flow.standing()).map(({ next }) => next)
const iso = (at: number) => new Date(at).toISOString()

test('rule 27: pause acts at once: nobody moves, nothing is sent, and whoever comes is kept out with the reason', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Pause Begins'), wait: ['core.wait', { duration: 'PT1H' }], hello: ['core.send-email', mail('Hello')] },
    edges: ['start:started>wait', 'wait:after>hello'],
  })
  await stage.collect(person('ada'), track('ada', 'Pause Begins'))
  expect((await halt(flow)).counts).toMatchObject({ inside: 1, failed: 0, messagesWaiting: 0 })
  const pausedAt = stage.now()
  await stage.pass(DAY)
  await stage.collect(person('bea'), track('bea', 'Pause Begins'))
  expect(await flow.messages()).toEqual([])
  expect(await flow.entries()).toMatchObject([
    { outcome: 'entered' },
    { outcome: 'keptOut', because: 'FLOW_PAUSED', values: { since: pausedAt, start: 'start' } },
  ])
})

test('rule 27: frozen, lengths of time stand still during a pause; birthdays, dates, coupons and times of day do not shift', async () => {
  const waits = {
    length: ['core.wait', { duration: 'P3D' }],
    clock: ['core.wait', { duration: 'P2D', at: '09:00' }],
    birthday: ['core.wait-until', { anchor: { field: 'birthday' } }],
    booking: ['core.wait-until', { anchor: { event: 'startsAt' } }],
    after: ['core.wait-until', { anchor: { node: 'start' }, offset: 'P6D' }],
    order: ['core.wait-for', { event: 'Never Ordered', timeout: 'P7D' }],
  } as const
  const flows = new Map<string, StagedFlow>()
  for (const [name, wait] of Object.entries(waits)) {
    const nodes = { start: start('Froze'), wait: [wait[0], { ...wait[1] }] as [string, never] }
    flows.set(name, await stage.flow({ nodes, edges: ['start:started>wait'] }))
  }
  const coupon = await stage.flow({
    nodes: {
      start: start('Froze'),
      give: ['core.give-coupon', { pattern: 'HI-********', value: '10 %', validFor: 'P10D', as: 'welcome' }],
      wait: ['core.wait-until', { anchor: { coupon: 'welcome' }, offset: '-P1D' }],
    },
    edges: ['start:started>give', 'give:given>wait'],
  })
  flows.set('coupon', coupon)
  const at = stage.now()
  const birthday = iso(at + 5 * DAY)
  await stage.collect(person('carla', { birthday }), track('carla', 'Froze', { startsAt: iso(at + 4 * DAY) }))
  const before = new Map<string, number | null>()
  for (const [name, flow] of flows) before.set(name, (await dueOf(flow))[0] ?? null)
  await stage.pass(HOUR)
  for (const flow of flows.values()) await halt(flow)
  await stage.pass(DAY)
  const shifted: Record<string, number> = {}
  for (const [name, flow] of flows) {
    await resume(flow, { waits: 'frozen' })
    shifted[name] = ((await dueOf(flow))[0] ?? 0) - (before.get(name) ?? 0)
  }
  expect(shifted).toEqual({ length: DAY, clock: 0, birthday: 0, booking: 0, after: DAY, order: DAY, coupon: 0 })
})

test('rule 27: frozen, a wait that began shortly before the pause keeps what was left of it', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Left Over'), wait: ['core.wait', { duration: 'P2D' }], hello: ['core.send-email', mail('Hello')] },
    edges: ['start:started>wait', 'wait:after>hello'],
  })
  await stage.collect(person('dora'), track('dora', 'Left Over'))
  const entered = stage.now()
  await stage.pass(6 * HOUR)
  await halt(flow)
  await stage.pass(10 * DAY)
  expect((await resume(flow)).counts).toMatchObject({ waitsShifted: 1 })
  expect(await dueOf(flow)).toEqual([entered + 12 * DAY])
  expect(await flow.reasons()).toContainEqual(expect.objectContaining({ node: 'wait', code: 'WAIT_FROZEN' }))
})

test('rule 27: where the time went on, whoever fell due during the pause goes on at once', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Went On'), wait: ['core.wait', { duration: 'PT2H' }], rest: ['core.wait', { duration: 'P9D' }] },
    edges: ['start:started>wait', 'wait:after>rest'],
  })
  await stage.collect(person('elsa'), track('elsa', 'Went On'))
  await halt(flow)
  await stage.pass(DAY)
  expect((await resume(flow, { waits: 'wentOn' })).counts).toMatchObject({ waitsShifted: 0 })
  expect(await flow.standing()).toMatchObject([{ node: 'rest', state: 'active' }])
})

test.each([
  ['young', ['notSent', 'sent']],
  ['all', ['sent', 'sent']],
  ['none', ['notSent', 'notSent']],
] as const)(
  'rule 27: of those who became due during the pause, %s are mailed, and all of them go on',
  async (messages, fates) => {
    const event = `Overdue ${messages}`
    const flow = await stage.flow({
      nodes: {
        start: start(event),
        wait: ['core.wait-until', { anchor: { event: 'at' } }],
        hello: ['core.send-email', mail('Hello')],
        rest: ['core.wait', { duration: 'P30D' }],
      },
      edges: ['start:started>wait', 'wait:after>hello', 'hello:sent>rest'],
    })
    const at = stage.now()
    const long = track(`long-${messages}`, event, { at: iso(at + HOUR) })
    const recent = track(`recent-${messages}`, event, { at: iso(at + 2 * DAY) })
    await stage.collect(person(`long-${messages}`), person(`recent-${messages}`), long, recent)
    await halt(flow)
    await stage.pass(2 * DAY + HOUR)
    await resume(flow, { messages })
    expect((await flow.messages()).map(({ state }) => state)).toEqual(fates)
    expect(await flow.standing()).toMatchObject([{ node: 'rest' }, { node: 'rest' }])
  },
)

test('rule 27: those kept out are let in by the start they came to, once, or dropped as asked', async () => {
  const flow = await stage.flow({
    nodes: {
      one: start('Came One'),
      two: start('Came Two'),
      first: ['core.wait', { duration: 'P9D' }],
      second: ['core.wait', { duration: 'P9D' }],
    },
    edges: ['one:started>first', 'two:started>second'],
  })
  await halt(flow)
  await stage.collect(person('faye'), track('faye', 'Came Two'), track('faye', 'Came Two'))
  expect((await resume(flow, { entries: 'drop' })).counts).toMatchObject({ entered: 0 })
  expect(await flow.standing()).toEqual([])
  await stage.pass(HOUR)
  await halt(flow)
  await stage.collect(person('gina'), track('gina', 'Came Two'), track('gina', 'Came Two'))
  expect((await resume(flow, { entries: 'enter' })).counts).toMatchObject({ entered: 1 })
  expect(await flow.standing()).toMatchObject([{ contact: 'gina', node: 'second' }])
})

test('rule 27: resuming shows its counts first and changes nothing by that', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Shows'), wait: ['core.wait', { duration: 'P2D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('hana'), person('iris'), track('hana', 'Shows'), track('iris', 'Shows'))
  await halt(flow)
  await stage.pass(2 * DAY + HOUR)
  await stage.collect(person('jana'), track('jana', 'Shows'))
  expect(await previewResume(stage.rig.engine, flow.id)).toMatchObject({
    state: 'paused',
    counts: { waits: 2, waitsOverdue: 2, dates: 0, datesOverdue: 0, overdueYoung: 2, entriesKeptOut: 1, messagesOverdue: 0 },
  })
  expect(await flow.standing()).toHaveLength(2)
  const { order } = await resumeFlow(stage.rig.engine, { id: flow.id, author: 'test' })
  expect(order).toMatchObject({ matched: 3, counts: { entered: 1 } })
})

test('rule 26: a flow closed while it is paused stays paused, and is closed once it is resumed', async () => {
  const flow = await stage.flow({
    nodes: { start: start('Closes'), wait: ['core.wait', { duration: 'P2D' }] },
    edges: ['start:started>wait'],
  })
  await stage.collect(person('kira'), track('kira', 'Closes'))
  await halt(flow)
  expect(await closeFlow(stage.rig.engine, { id: flow.id, author })).toMatchObject({ state: 'paused' })
  await stage.collect(person('lena'), track('lena', 'Closes'))
  expect(await resume(flow)).toMatchObject({ state: 'closed' })
  expect((await flow.standing()).map(({ contact }) => contact)).toEqual(['kira'])
  await stage.collect(person('mona'), track('mona', 'Closes'))
  await stage.pass(3 * DAY)
  expect(await flow.ends()).toMatchObject([{ reason: 'completed' }])
})
