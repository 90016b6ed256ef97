import { afterEach, beforeEach, expect, test } from 'vitest'
import { readFlowTotals } from '../ledgers/flows/read-counts.ts'
import { saveSetting } from '../ledgers/settings/settings.ts'
import { noteHours } from '../loops/upkeep-duties/note-hours.ts'
import { readCall } from '../rules/collecting/read-call.ts'
import { type EngineRig, makeEngineRig } from '../testing/engine-rig.ts'
import { starts } from '../testing/small-nodes.ts'
import { createCollector } from './collect.ts'
import { readToday, weeksOf } from './today.ts'

let rig: EngineRig
let flow: string
let people = 0

beforeEach(async () => {
  rig = await makeEngineRig({ nodeTypes: [starts('Go')], start: '2026-03-02T09:00:00Z' })
  await saveSetting(rig.engine.pool, 'timeZone', 'Europe/Rome', rig.clock.now())
  flow = await rig.publishFlow({ nodes: { start: ['test.start', {}] }, edges: [] })
})
afterEach(() => rig.drop())

/** Hour after hour until then, as upkeep does it, and then so many people let in. */
async function at(instant: string, entries: number): Promise<void> {
  for (let hour = rig.clock.now(); hour < Date.parse(instant); hour += 3_600_000) {
    rig.clock.turnTo(hour)
    await noteHours(rig.engine)
  }
  await letIn(instant, entries)
}

async function letIn(instant: string, entries: number): Promise<void> {
  rig.clock.turnTo(Date.parse(instant))
  await noteHours(rig.engine)
  const calls = Array.from({ length: entries }, () => {
    people += 1
    return readCall(
      { type: 'track', userId: `p${people}`, event: 'Go', messageId: `m${people}` },
      { receivedAt: rig.clock.now(), keyKind: 'secret', newMessageId: () => `m${people}` },
    )
  })
  if (calls.length > 0) await createCollector(rig.engine).collect(calls)
  await rig.settle()
}

async function week(): Promise<number[] | undefined> {
  const totals = await readFlowTotals(rig.engine.pool, [flow])
  return (await weeksOf(rig.engine, new Map([[flow, totals.get(flow)!.entered]]))).get(flow)
}

test('a week tells how many journeys began on each day of the workspace, today last, though no entry is counted', async () => {
  await at('2026-03-02T10:00:00Z', 2)
  await at('2026-03-04T10:00:00Z', 3)
  // Half past midnight in Rome is the day before by UTC.
  await at('2026-03-05T23:30:00Z', 1)
  expect(await week()).toEqual([0, 0, 2, 0, 3, 0, 1])
  expect((await readFlowTotals(rig.engine.pool, [flow])).get(flow)).toMatchObject({ entered: 6 })
})

test('an hour is written down once, however many beats and processes it has', async () => {
  await at('2026-03-02T10:00:00Z', 2)
  await noteHours(rig.engine)
  expect(await week()).toEqual([0, 0, 0, 0, 0, 0, 2])
  await at('2026-03-03T09:00:00Z', 1)
  await noteHours(rig.engine)
  expect(await week()).toEqual([0, 0, 0, 0, 0, 2, 1])
})

test('what came in before everything stood still belongs to the day on which it came', async () => {
  await at('2026-03-02T10:00:00Z', 4)
  await letIn('2026-03-04T08:00:00Z', 1)
  expect(await week()).toEqual([0, 0, 0, 0, 4, 0, 1])
})

test('today is compared with earlier days until the same time, only those that were wholly watched', async () => {
  await at('2026-03-02T10:00:00Z', 5)
  await at('2026-03-03T08:00:00Z', 2)
  await at('2026-03-03T20:00:00Z', 4)
  await at('2026-03-04T09:00:00Z', 3)
  await at('2026-03-04T12:30:00Z', 0)
  const entered = (await readToday(rig.engine)).find(({ name }) => name === 'entered')
  expect(entered).toEqual({ name: 'entered', now: 3, before: [2] })
})
