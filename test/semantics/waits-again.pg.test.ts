import { pauseFlow, resumeFlow } from '@snodo/engine'
import type { RigFlow } from '@snodo/engine/testing'
import { sayBecause } from '@snodo/protocol'
import { expect, test } from 'vitest'
import { DAY, HOUR, person, type StagedFlow, start, track, useStage } from './stage.ts'

const stage = useStage()

const counting = (event: string, waiting: object, rest: [string, object][] = []): RigFlow => {
  const between = rest.map((node, i) => [`rest${i}`, node] as const)
  const way = ['score', ...between.map(([id]) => id), 'wait']
  return {
    nodes: {
      start: start(event),
      wait: ['core.wait-for', { timeout: 'P30D', ...waiting }],
      score: ['core.score', { points: 1 }],
      ...Object.fromEntries(between),
    },
    edges: [
      'start:started>wait',
      'wait:happened>score',
      ...way.slice(1).map((id, i) => `${way[i]}:${i === 0 ? 'next' : 'after'}>${id}`),
    ],
  } as RigFlow
}
const scoreOf = async (userId: string) =>
  (
    await stage.row<{ score: number }>(
      /* sql */ `select coalesce((scores ->> 'default')::int, 0) as score from contacts where user_id = $1`,
      [userId],
    )
  ).score

test('rule 10: in a loop, one event opens a wait once, two events twice, also where both come in one call', async () => {
  await stage.flow(counting('Loop A', { event: 'Bought A' }))
  await stage.collect(person('ada'), track('ada', 'Loop A'))
  await stage.collect(track('ada', 'Bought A'))
  expect(await scoreOf('ada')).toBe(1)
  await stage.pass(HOUR)
  await stage.collect(track('ada', 'Bought A'), track('ada', 'Bought A'))
  expect(await scoreOf('ada')).toBe(3)
})

test('rule 10: what had happened before a wait in a loop counts once, what happens on the way round the next time', async () => {
  await stage.flow(counting('Loop B', { event: 'Bought B' }, [['core.wait', { duration: 'P1D' }]]))
  await stage.collect(person('bea'), track('bea', 'Loop B'), track('bea', 'Bought B'))
  expect(await scoreOf('bea')).toBe(1)
  await stage.pass(HOUR)
  await stage.collect(track('bea', 'Bought B'))
  expect(await scoreOf('bea')).toBe(1)
  await stage.pass(2 * DAY)
  expect(await scoreOf('bea')).toBe(2)
  await stage.pass(2 * DAY)
  expect(await scoreOf('bea')).toBe(2)
})

test('rule 16: a condition that stays true does not send anybody round without end', async () => {
  const flow = await stage.flow(counting('Loop C', { predicate: { type: 'tag', tag: 'vip' } }))
  await stage.collect(person('cleo', { tags: ['vip'] }), track('cleo', 'Loop C'))
  expect(await scoreOf('cleo')).toBeLessThan(4)
  expect(await flow.standing()).toMatchObject([{ node: 'wait', state: 'active' }])
})

const once = (event: string, awaited: string): RigFlow => ({
  nodes: {
    start: start(event),
    wait: ['core.wait-for', { event: awaited, timeout: 'P1D' }],
    yes: ['core.end', {}],
    no: ['core.end', {}],
  },
  edges: ['start:started>wait', 'wait:happened>yes', 'wait:timeout>no'],
})

async function pausedOver(name: string, waits: 'frozen' | 'wentOn', more: (due: number) => Promise<void>): Promise<StagedFlow> {
  const flow = await stage.flow(once(`Over ${name}`, `Paid ${name}`))
  await stage.collect(person(name), track(name, `Over ${name}`))
  const due = stage.now() + DAY
  await stage.pass(HOUR)
  await pauseFlow(stage.rig.engine, { id: flow.id, author: 'operator', reason: 'a test' })
  await stage.rig.turnTo(due + 4_000)
  await more(due)
  await resumeFlow(stage.rig.engine, { id: flow.id, author: 'operator', answers: { waits } })
  await stage.rig.settle()
  return flow
}

test('rules 9, 27: what occurred after the end of a wait does not open it, where its time went on during a pause', async () => {
  const flow = await pausedOver('dan', 'wentOn', () => stage.collect(track('dan', 'Paid dan')))
  expect(await flow.ends()).toMatchObject([{ node: 'no' }])
  expect(await flow.reasons()).toMatchObject([{ code: 'WAITS_FOR' }, { node: 'wait', port: 'timeout', code: 'TIMED_OUT' }])
})

test('rules 9, 27: it does where the time stood still, and so does what occurred in time and is told late', async () => {
  const frozen = await pausedOver('eve', 'frozen', () => stage.collect(track('eve', 'Paid eve')))
  expect(await frozen.ends()).toMatchObject([{ node: 'yes' }])
  const told = await pausedOver('fay', 'wentOn', (due) =>
    stage.collect(track('fay', 'Paid fay', {}, { timestamp: new Date(due - 1_000).toISOString() })),
  )
  expect(await told.ends()).toMatchObject([{ node: 'yes' }])
})

test('rule 7: a score begins a flow as it comes to what is asked of it, not each time it changes beyond', async () => {
  const flow = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: {
      start: start('Score Changed', {
        type: 'all',
        of: [
          { type: 'property', property: 'score', is: 'equals', value: 'default' },
          { type: 'property', property: 'new', is: 'atLeast', value: 10 },
        ],
      }),
      end: ['core.end', {}],
    },
    edges: ['start:started>end'],
  } as RigFlow)
  const points = await stage.flow({
    settings: { reentry: { mode: 'always' } },
    nodes: { start: start('Gave Points'), score: ['core.score', { points: 10 }] },
    edges: ['start:started>score'],
  } as RigFlow)
  await stage.collect(person('gil'), track('gil', 'Gave Points'))
  await stage.collect(track('gil', 'Gave Points'))
  await stage.collect(track('gil', 'Gave Points'))
  expect(await points.ends()).toHaveLength(3)
  expect(await flow.ends()).toHaveLength(1)
})

test('rule 10: the timeline says what is waited for and until when', async () => {
  const flow = await stage.flow(once('Began H', 'Paid H'))
  await stage.rig.turnTo('2026-04-01T12:00:00Z')
  await stage.collect(person('hal'), track('hal', 'Began H'))
  const [arrived] = await flow.reasons()
  expect(sayBecause(arrived!, 'en')).toBe('It waits for Paid H, until 2 Apr 2026, 12:00 UTC at the latest.')
  expect(sayBecause(arrived!, 'it')).toBe('Attende Paid H, al più tardi fino al 2 apr 2026, 12:00 UTC.')
})
