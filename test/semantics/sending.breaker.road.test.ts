import {
  changeSettings,
  previewContactReset,
  readAudit,
  readFlowBreaker,
  resetContactBreaker,
  resetFlowBreaker,
} from '@snodo/engine'
import { watchFlows } from '@snodo/engine/testing'
import { beforeEach, expect, test } from 'vitest'
import { DAY, HOUR, mail, person, start, track, useStage } from './stage.ts'

const stage = useStage()
const set = (values: Record<string, unknown>) => changeSettings(stage.rig.engine, { values, author: 'test' })
const watch = () => watchFlows(stage.rig.engine)
const STANDARD = { perDay: 5, repeats: { least: 50, percent: 25 } }

beforeEach(() => set({ breaker: STANDARD, caps: [] }))

let orders = 0
/** Sends one message for each order: the same contact may be inside for many. */
async function perOrder(event: string, more = {}) {
  return stage.flow({
    settings: { reentry: { mode: 'always', inside: 'parallel', key: 'event.properties.order' } },
    nodes: { start: start(event), hello: ['core.send-email', mail(event, more)], end: ['core.end', {}] },
    edges: ['start:started>hello', 'hello:sent>end'],
  })
}
const order = (user: string, event: string) => track(user, event, { order: String(++orders) })
type Flow = Awaited<ReturnType<typeof perOrder>>
const states = async (flow: Flow) => (await flow.messages()).map(({ state, because }) => because ?? state)
const count = (found: readonly string[], what: string) => found.filter((each) => each === what).length

test('breaker: the sixth message to one contact in a day is held, whatever it is for, and the operator is told', async () => {
  const flow = await perOrder('Six', { purpose: 'transactional' })
  await stage.collect(person('b1'), ...Array.from({ length: 7 }, () => order('b1', 'Six')))
  const found = await states(flow)
  expect([count(found, 'sent'), count(found, 'BREAKER')]).toEqual([5, 2])
  const [told] = await readAudit(stage.rig.engine.pool, { subject: `flow:${flow.id}` }, null, 1)
  expect(told).toMatchObject({ actor: 'breaker', action: 'messages.held', details: { sent: 5, most: 5 } })
})

test('breaker: an operator lets what is held for a contact go, for a reason; what comes after is counted anew, and held again', async () => {
  const flow = await perOrder('Reset', { purpose: 'transactional' })
  await stage.collect(person('b2'), ...Array.from({ length: 7 }, () => order('b2', 'Reset')))
  const { id } = await stage.row<{ id: string }>(`select id from contacts where user_id = 'b2'`)
  await stage.pass(1000)
  const done = await resetContactBreaker(stage.rig.engine, {
    contact: id,
    author: 'ada',
    reason: 'a school that orders for seven classes',
    repeats: 'send',
  })
  expect(done).toMatchObject({ held: 2, blocks: 1, repeats: 2, released: 2, notSent: 0 })
  await stage.pass(1000)
  expect(count(await states(flow), 'sent')).toBe(7)
  await stage.collect(...Array.from({ length: 4 }, () => order('b2', 'Reset')))
  const found = await states(flow)
  expect([count(found, 'sent'), count(found, 'BREAKER')]).toEqual([10, 1])
  expect(await readAudit(stage.rig.engine.pool, { subject: `contact:${id}` }, null, 1)).toMatchObject([
    { actor: 'ada', action: 'contact.breakerReset', reason: 'a school that orders for seven classes', details: { released: 2 } },
  ])
})

test('breaker: what is let go is judged again: of forty held copies none goes, of wanted ones as many as the breaker lets through', async () => {
  const flow = await perOrder('Forty', { purpose: 'transactional' })
  const other = await perOrder('Other', { purpose: 'transactional' })
  await stage.collect(person('b4'), ...Array.from({ length: 45 }, () => order('b4', 'Forty')), order('b4', 'Other'))
  const { id } = await stage.row<{ id: string }>(`select id from contacts where user_id = 'b4'`)
  const given = { contact: id, author: 'ada', reason: 'a shop that looped' }
  await stage.pass(1000)
  const counts = { held: 41, blocks: 2, contacts: 1, repeats: 40, released: 1, notSent: 40 }
  expect(await previewContactReset(stage.rig.engine, { contact: id })).toMatchObject(counts)
  expect(count(await states(flow), 'BREAKER')).toBe(40)
  expect(await resetContactBreaker(stage.rig.engine, given)).toMatchObject(counts)
  await stage.pass(1000)
  expect(await states(other)).toEqual(['sent'])
  const found = await states(flow)
  expect([count(found, 'sent'), count(found, 'REPEATED')]).toEqual([5, 40])
  expect((await flow.ends()).length).toBe(45)

  await stage.pass(2 * DAY)
  await stage.collect(...Array.from({ length: 45 }, () => order('b4', 'Forty')))
  await stage.pass(1000)
  await resetContactBreaker(stage.rig.engine, { ...given, repeats: 'send' })
  await stage.pass(1000)
  const again = await states(flow)
  expect([count(again, 'sent'), count(again, 'BREAKER')]).toEqual([15, 35])
})

test('breaker: nobody looks, and what is held leaves by not sent within a day', async () => {
  const flow = await perOrder('Nobody', { expireIfLateBy: 'P7D' })
  await stage.collect(person('b3'), ...Array.from({ length: 12 }, () => order('b3', 'Nobody')))
  await stage.pass(2 * DAY)
  const found = await states(flow)
  expect([count(found, 'sent'), count(found, 'HELD_TOO_LONG')]).toEqual([10, 2])
})

test('breaker: a campaign never trips it, however large, nor does a series of several blocks', async () => {
  const flow = await stage.flow({
    nodes: {
      start: start('Campaign'),
      one: ['core.send-email', mail('One')],
      two: ['core.send-email', mail('Two')],
      three: ['core.send-email', mail('Three')],
      end: ['core.end', {}],
    },
    edges: ['start:started>one', 'one:sent>two', 'two:sent>three', 'three:sent>end'],
  })
  const people = Array.from({ length: 30 }, (_, i) => `campaign-${i}`)
  await stage.collect(...people.flatMap((each) => [person(each), track(each, 'Campaign')]))
  expect(count(await states(flow), 'sent')).toBe(90)
  expect(await watch()).toEqual([])
  expect(await readFlowBreaker(stage.rig.engine, flow.id)).toBeNull()
})

test('breaker: a list imported twice stops the flow within a beat, says with which values, and goes on when somebody says so', async () => {
  const flow = await perOrder('Imported')
  const people = Array.from({ length: 52 }, (_, i) => `import-${i}`)
  await stage.collect(...people.flatMap((each) => [person(each), order(each, 'Imported')]))
  expect(await watch()).toEqual([])
  await stage.collect(...people.map((each) => order(each, 'Imported')))
  expect(await watch()).toEqual([flow.id])
  await stage.collect(...people.map((each) => order(each, 'Imported')))
  expect(count(await states(flow), 'sent')).toBe(104)
  expect(await readFlowBreaker(stage.rig.engine, flow.id)).toMatchObject({
    breaker: { state: 'tripped', sent: 104, repeats: 52, percent: 25 },
    held: 52,
  })
  expect(await readAudit(stage.rig.engine.pool, { subject: `flow:${flow.id}` }, null, 1)).toMatchObject([
    { actor: 'breaker', action: 'flow.sendingStopped', details: { sent: 104, repeats: 52, percent: 25 } },
  ])
  // Once told of, it is not told of again.
  expect(await watch()).toEqual([])

  await resetFlowBreaker(stage.rig.engine, { flow: flow.id, author: 'ada', reason: 'the second list was meant', repeats: 'send' })
  await stage.rig.settle()
  expect(count(await states(flow), 'sent')).toBe(156)
  expect(await watch()).toEqual([])
  expect(await readFlowBreaker(stage.rig.engine, flow.id)).toMatchObject({ breaker: { state: 'reset', by: 'ada' }, held: 0 })
})

test('breaker: a loop is stopped, and a reminder once a day is none', async () => {
  await set({ breaker: { perDay: 100, repeats: { least: 12, percent: 25 } } })
  const looping = (wait: string, name: string) =>
    stage.flow({
      nodes: { start: start(name), hello: ['core.send-email', mail(name)], wait: ['core.wait', { duration: wait }] },
      edges: ['start:started>hello', 'hello:sent>wait', 'wait:after>hello'],
    })
  const daily = await looping('P1D', 'Daily')
  const people = Array.from({ length: 8 }, (_, i) => `loop-${i}`)
  await stage.collect(...people.flatMap((each) => [person(each), track(each, 'Daily')]))
  for (let day = 0; day < 2; day++) {
    await stage.pass(DAY + HOUR)
    expect(await watch()).toEqual([])
  }
  expect(await readFlowBreaker(stage.rig.engine, daily.id)).toBeNull()
  const hasty = await looping('PT15M', 'Hasty')
  await stage.collect(...people.map((each) => track(each, 'Hasty')))
  await stage.pass(HOUR / 2)
  expect(await watch()).toEqual([hasty.id])
})
